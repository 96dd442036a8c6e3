/** What the gateway refuses after it could open it, it refuses by name: the Error carries the request's RRPID. */
import { openErrorMessage } from '@ecomm/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHouse, type TestHouse } from '../testing/test-house.ts';
import { type AuthReqOptions, makeAuthReq, makeCapReq } from '../testing/test-merchant.ts';
import { enrol, makePurchase, type Purchase } from '../testing/test-wallet.ts';

let house: TestHouse;
let purchase: Purchase;

beforeAll(async () => {
  house = await createTestHouse();
  purchase = await makePurchase(house, await enrol(house, 'camille'));
});
afterAll(() => house.remove());

async function refusalOf(path: string, body: string, accept = '*/*') {
  const headers = { 'content-type': 'application/json', accept };
  const response = await house.opened.app.request(path, { method: 'POST', body, headers });
  if (response.ok) throw new Error('it was not refused');
  return response.text();
}

const prepare = (options: AuthReqOptions) => makeAuthReq(house, purchase, options);

describe('an AuthReq', () => {
  test.each<[string, AuthReqOptions, string]>([
    ['in another’s name', { bend: (request) => ({ ...request, merchantId: 'M9' }) }, 'ERR_MESSAGE_MISMATCH'],
    [
      'with what is no payment instructions',
      { authToken: 'a.b.c', bend: ({ piKind: _, ...request }) => request },
      'ERR_SEAL_BROKEN',
    ],
  ])('%s', async (_what, options, code) => {
    const { request, body } = await prepare(options);
    const { rrpid } = request;
    expect(JSON.parse(await refusalOf('/set/authreq', body))).toMatchObject({ code, rrpid });
    const signed = await refusalOf('/set/authreq', body, 'application/jose');
    const { payload } = await openErrorMessage(signed, { trust: house.trust, at: house.clock.at });
    expect(payload).toMatchObject({ code, rrpid });
  });

  test('under an RRPID that was used', async () => {
    const { request, body } = await prepare({});
    expect((await house.post('/set/authreq', body)).status).toBe(200);
    const other = await prepare({ valueMinor: 1, bend: (bent) => ({ ...bent, rrpid: request.rrpid }) });
    expect(JSON.parse(await refusalOf('/set/authreq', other.body))).toMatchObject({
      code: 'ERR_RRPID_REUSED',
      rrpid: request.rrpid,
    });
  });

  test('that can’t be opened has no name that anybody could tell', async () => {
    expect(JSON.parse(await refusalOf('/set/authreq', '{"enc":"a.b.c"}'))).not.toHaveProperty('rrpid');
    const { body } = await prepare({});
    house.clock.at += 86_400;
    expect(JSON.parse(await refusalOf('/set/authreq', body))).not.toHaveProperty('rrpid');
    house.clock.at -= 86_400;
  });
});

test('a CapReq that is no AuthReq has none there', async () => {
  const item = {
    ...{ transIds: purchase.transIds, authRrpid: purchase.transIds.xid },
    ...{ capToken: 'a'.repeat(20), capAmt: purchase.amount },
  };
  const body = await makeCapReq(house, [item]);
  expect(JSON.parse(await refusalOf('/set/authreq', body))).toMatchObject({ code: 'ERR_MESSAGE_TYPE' });
});
