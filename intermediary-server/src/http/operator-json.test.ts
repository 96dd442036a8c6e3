/** The operator's JSON: who may read and change, and what is shown. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestHouse, testToken } from '../testing/test-house.ts';
import type { TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;

beforeAll(async () => {
  house = await TestHouse.open();
  wallet = await house.newWallet();
  await wallet.buy(house.merchant1, house.merchant1.makeOffer(20, 'EUR'));
});
afterAll(() => house.close());

const paths: [string, string][] = [
  ['GET', '/operator/state'],
  ['GET', '/operator/panel'],
  ['GET', '/operator/receipts/x'],
  ['POST', '/operator/close'],
  ['POST', '/operator/payers/x/status'],
  ['GET', '/operator/merchants'],
  ['POST', '/operator/merchants/M1/status'],
  ['GET', '/operator/audit'],
  ['GET', '/operator/audit.csv'],
];

describe('without the operator’s token', () => {
  test.each(paths)('%s %s is refused', async (method, path) => {
    const tries = [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: `Basic ${testToken}` },
      { authorization: `Bearer ${testToken} more` },
      { authorization: `Bearer ${testToken.slice(0, -1)}` },
      { cookie: 'operator=guess' },
    ];
    for (const headers of tries) {
      const response = await house.request(path, {
        method,
        headers,
        ...(method === 'POST' ? { body: '{}' } : {}),
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'ERR_INTERMEDIARY_OPERATOR_TOKEN' });
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
    }
  });
});

describe('the state', () => {
  test('shows Open To Buys and purchases as the books keep them', async () => {
    const { otbs, purchases, period, aggregation, balanced } = await house.state();
    expect(otbs).toMatchObject([{ currency: 'EUR', limitMinor: 2000, spentMinor: 20, state: 'open' }]);
    expect(purchases).toMatchObject([
      {
        payer: otbs[0]?.payer,
        merchantId: 'M1',
        amountMinor: 20,
        currency: 'EUR',
        state: 'accepted',
        period,
      },
    ]);
    expect(aggregation).toEqual({
      ...{ currency: 'EUR', clients: [], merchants: [], cells: [], debits: [], credits: [], totalMinor: 0 },
    });
    expect(balanced).toBe(true);
  });
  test('is for the operator’s own page only: it has no CORS headers and is not stored', async () => {
    const response = await house.request('/operator/state', {
      headers: { authorization: `Bearer ${testToken}`, origin: 'https://evil.example' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

describe('a body', () => {
  test.each([
    ['/operator/close', '', 400],
    ['/operator/close', '{"period":"2026-11-23.1"}', 400],
    ['/operator/payers/x/status', '{"status":"deleted"}', 400],
    ['/operator/payers/x/status', '{"status":"active","more":1}', 400],
    ['/operator/payers/x/status', '{"status":"active"}', 404],
    ['/operator/merchants/M1/status', '{"status":"gone"}', 400],
    ['/operator/merchants/M%201/status', '{"status":"suspended"}', 400],
    ['/operator/close', `"${'a'.repeat(70_000)}"`, 413],
  ])('for %s that it does not take (%#) is refused', async (path, body, status) => {
    const response = await house.request(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(status);
  });
});

test('a merchant that is frozen is refused in a signed answer, and the trail says who froze it', async () => {
  const merchantId = house.merchant2.identity.certificate.merchantData?.merchantId ?? '';
  const offer = () => house.merchant2.makeOffer(20, 'EUR');
  const pay = async () => (await wallet.pay(await wallet.prepare(house.merchant2, offer()))).signed.code;
  const set = (status: string) => house.operator(`/operator/merchants/${merchantId}/status`, { status });
  expect((await set('suspended')).body).toEqual({ merchantId, status: 'suspended' });
  expect(await pay()).toBe('merchantUnknown');
  await set('active');
  expect(await pay()).toBe('approved');
  const { body } = await house.operator<object>('/operator/audit');
  expect(body).toMatchObject({
    entries: [
      { entryNo: 2, operator: 'operator', role: 'admin', action: 'merchant.release', subject: merchantId },
      { entryNo: 1, action: 'merchant.freeze', outcome: 'done' },
    ],
    ...{ holds: true, brokenAt: null },
  });
  const headers = { authorization: `Bearer ${testToken}` };
  const csv = await (await house.request('/operator/audit.csv', { headers })).text();
  expect(csv.split('\r\n')).toHaveLength(4);
  expect((await house.request('/operator/audit?before=x', { headers })).status).toBe(400);
});

test('what is not there is said so', async () => {
  const response = await house.request('/nothing');
  expect([response.status, await response.json()]).toEqual([
    404,
    { code: 'ERR_INTERMEDIARY_NOT_FOUND', setCode: 'unspecifiedFailure', message: 'there is nothing here' },
  ]);
  expect(await (await house.request('/healthz')).json()).toEqual({ ok: true });
});

test('an error inside says nothing of the inside', async () => {
  const broken = await TestHouse.open(
    {
      wrapStore: (store) => ({
        ...store,
        readState: async () => {
          throw new Error('SELECT secret FROM table');
        },
      }),
    },
    house.world,
  );
  const { status, body } = await broken.operator('/operator/state');
  expect(status).toBe(500);
  expect(body).toMatchObject({ code: 'ERR_INTERMEDIARY_INTERNAL' });
  expect(JSON.stringify(body)).not.toContain('secret');
  await broken.close();
});
