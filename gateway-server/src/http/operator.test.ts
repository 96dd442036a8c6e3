/** The operator's interface: nothing without the token, no card number with it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountOf, booksOf } from '../testing/accounts-of.ts';
import { codeOf } from '../testing/code-of.ts';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';
import { enrol } from '../testing/test-wallet.ts';

let house: TestHouse;

beforeEach(async () => {
  house = await createTestHouse();
});
afterEach(() => house.remove());

const ask = (path: string, init: RequestInit = {}) => house.opened.app.request(path, init);

describe('the books', () => {
  test('show every account with its number masked, and that they balance', async () => {
    const { currency, accounts, balanced } = await booksOf(house);
    expect({ currency, balanced }).toEqual({ currency: 'EUR', balanced: true });
    expect(accounts.map(({ cardId, openingMinor, status }) => [cardId, openingMinor, status])).toEqual([
      ['camille', 25_000, 'active'],
      ['blocked', 10_000, 'active'],
      ['lowfunds', 400, 'active'],
      ['stolen', 15_000, 'stolen'],
      ['margot', 30_000, 'active'],
      ['stolen-no-chip', 15_000, 'stolen'],
    ]);
    for (const { panMasked } of accounts) expect(panMasked).toMatch(/^497010\*{6}[0-9]{4}$/);
  });
});

describe('the operator’s token', () => {
  test.each([
    ['no header', {}],
    ['no token', { authorization: 'Bearer' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another token', { authorization: `Bearer ${'A'.repeat(43)}` }],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
  ])('is asked for: %s is refused', async (_what, headers) => {
    for (const [path, method] of [
      ['/operator/books', 'GET'],
      ['/operator/cards/camille/status', 'POST'],
      ['/operator/anything', 'GET'],
    ] as const) {
      const response = await ask(path, { method, headers });
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(await codeOf(response)).toEqual({ status: 401, code: 'ERR_GATEWAY_OPERATOR_TOKEN' });
    }
  });

  test('cannot be used from another origin', async () => {
    const response = await ask('/operator/books', {
      method: 'OPTIONS',
      headers: { origin: 'https://journal.example', 'access-control-request-method': 'GET' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a card’s status', () => {
  test('is changed and shown', async () => {
    const response = await house.operator('/operator/cards/camille/status', { status: 'stolen' });
    expect(await response.json()).toEqual({ cardId: 'camille', status: 'stolen', revoked: 0 });
    expect(await accountOf(house, 'camille')).toMatchObject({ status: 'stolen' });
  });

  test('stolen revokes the holder’s certificates, for good', async () => {
    await enrol(house, 'camille');
    await enrol(house, 'lowfunds');
    const response = await house.operator('/operator/cards/camille/status', { status: 'stolen' });
    expect(await response.json()).toMatchObject({ revoked: 1 });
    await house.operator('/operator/cards/camille/status', { status: 'active' });
    const { revocations } = house.opened.store;
    expect(revocations.all()).toHaveLength(1);
    for (const { authority, revokedAt } of revocations.all())
      expect([authority, revokedAt]).toEqual(['cardholders', house.clock.at]);
  });

  test('blocked revokes nothing: it passes', async () => {
    await enrol(house, 'camille');
    const response = await house.operator('/operator/cards/camille/status', { status: 'blocked' });
    expect(await response.json()).toMatchObject({ revoked: 0 });
    expect(house.opened.store.revocations.all()).toEqual([]);
  });

  test('of a card that is not there is not found', async () => {
    const response = await house.operator('/operator/cards/nobody/status', { status: 'stolen' });
    expect(await codeOf(response)).toEqual({ status: 404, code: 'ERR_GATEWAY_NOT_FOUND' });
  });

  test.each([{}, { status: 'lost' }, { status: 'stolen', more: 1 }])('%j is refused', async (body) => {
    const response = await house.operator('/operator/cards/camille/status', body);
    expect(await codeOf(response)).toEqual({ status: 400, code: 'ERR_MESSAGE_MALFORMED' });
    expect(await accountOf(house, 'camille')).toMatchObject({ status: 'active' });
  });
});

describe('other paths', () => {
  test('the gateway says that it is up', async () => {
    expect(await (await ask('/healthz')).json()).toEqual({ ok: true });
  });

  test('the gateway shows the certificate to seal to', async () => {
    const { chain } = (await (await ask('/set/gateway-certificate')).json()) as { chain: string[] };
    const certificate = await house.trust.certificateFor({
      thumb: house.gateway.thumb,
      x5c: chain,
      roles: ['gateway'],
      purpose: 'keyExchange',
      at: house.clock.at,
    });
    expect(certificate).toMatchObject({ commonName: 'GATEWAY-1', cardCertRequired: false });
    expect(certificate.setExtensions).toHaveLength(1);
  });

  test('what is not there is not found', async () => {
    expect(await codeOf(await ask('/set/authreq'))).toEqual({ status: 404, code: 'ERR_GATEWAY_NOT_FOUND' });
  });
});
