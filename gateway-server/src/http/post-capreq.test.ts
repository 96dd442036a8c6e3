/** CapReq over HTTP in process: what was authorized is debited once, the rest goes back. */
import { type AuthReq, capRes, newIdentifier } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeCapToken, openCapToken } from '../gateway/cap-token.ts';
import { accountOf, booksOf } from '../testing/accounts-of.ts';
import { codeOf } from '../testing/code-of.ts';
import { createTestHouse, type TestHouse, testRandom } from '../testing/test-house.ts';
import {
  authorizePurchase,
  captureItems,
  makeCapReq,
  openAnswer,
  reverseAuthorization,
} from '../testing/test-merchant.ts';
import { enrol, makePurchase, type TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;

beforeEach(async () => {
  house = await createTestHouse();
  wallet = await enrol(house, 'camille');
});
afterEach(() => house.remove());

const thirtyDays = 30 * 24 * 3600;

/** An authorization of 20.00 EUR and the item that captures `value` of it. */
async function authorized(value: number, captureNow = false) {
  const { request, response } = await authorizePurchase(house, await makePurchase(house, wallet), {
    captureNow,
  });
  return { request, item: itemOf(request, response.capToken ?? '', value) };
}

function itemOf({ transIds, rrpid }: AuthReq, capToken: string, value: number) {
  return { transIds, authRrpid: rrpid, capAmt: { currency: 'EUR', value }, capToken };
}

async function capCodeOf(item: Parameters<typeof captureItems>[1][number]) {
  const { items } = await captureItems(house, [item]);
  return items[0]?.capCode;
}

describe('CapReq', () => {
  test('debits a part and releases the rest', async () => {
    const { item } = await authorized(1250);
    const { items } = await captureItems(house, [item]);
    expect(items).toEqual([
      { xid: item.transIds.xid, capCode: 'success', capAmt: { currency: 'EUR', value: 1250 }, batchId: 1 },
    ]);
    expect(await accountOf(house, 'camille')).toMatchObject({
      availableMinor: 23_750,
      heldMinor: 0,
      debitedMinor: 1250,
    });
    expect((await booksOf(house)).authorizations[0]).toMatchObject({
      state: 'captured',
      amountMinor: 2000,
      capturedMinor: 1250,
    });
  });

  test('debits all that was authorized', async () => {
    const { item } = await authorized(2000);
    expect(await capCodeOf(item)).toBe('success');
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 0, debitedMinor: 2000 });
  });

  test('decides several items one by one', async () => {
    const [first, second] = [await authorized(100), await authorized(2001)];
    const { items } = await captureItems(house, [first.item, second.item]);
    expect(items.map(({ capCode }) => capCode)).toEqual(['success', 'invalidAuthData']);
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 2000, debitedMinor: 100 });
  });

  test('captures an authorization named twice in one request once', async () => {
    const { item } = await authorized(100);
    const { items } = await captureItems(house, [item, item]);
    expect(items.map(({ capCode }) => capCode)).toEqual(['success', 'duplicateRequest']);
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 100 });
  });

  test('repeated gets the same bytes and debits once', async () => {
    const { item } = await authorized(2000);
    const body = await makeCapReq(house, [item]);
    const first = await (await house.post('/set/capreq', body)).text();
    house.clock.at += 3600;
    expect(await (await house.post('/set/capreq', body)).text()).toBe(first);
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 2000 });
  });

  test('of another request finds it captured', async () => {
    const { item } = await authorized(500);
    expect(await capCodeOf(item)).toBe('success');
    expect(await capCodeOf(item)).toBe('duplicateRequest');
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 500 });
  });

  test('of what was captured with the authorization finds it captured', async () => {
    const { item } = await authorized(2000, true);
    expect(await capCodeOf(item)).toBe('duplicateRequest');
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 2000 });
  });

  test.each([
    ['nothing', 0],
    ['more than was authorized', 2001],
  ])('of %s is refused', async (_what, value) => {
    const { item } = await authorized(value);
    expect(await capCodeOf(item)).toBe('invalidAuthData');
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 2000, debitedMinor: 0 });
  });

  test('in another currency is refused', async () => {
    const { item } = await authorized(100);
    expect(await capCodeOf({ ...item, capAmt: { currency: 'FRF', value: 100 } })).toBe('invalidAuthData');
  });

  test('after thirty days is refused, and the money is available again', async () => {
    const { item } = await authorized(2000);
    house.clock.at += thirtyDays + 1;
    expect(await capCodeOf(item)).toBe('authExpired');
    expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 25_000, heldMinor: 0 });
    expect((await booksOf(house)).authorizations[0]?.state).toBe('expired');
  });

  test('in the last second of the thirty days is accepted', async () => {
    const { item } = await authorized(2000);
    house.clock.at += thirtyDays;
    house.opened.tidy();
    expect(await capCodeOf(item)).toBe('success');
  });

  test('of an authorization that was tidied away is refused', async () => {
    const { item } = await authorized(2000);
    house.clock.at += thirtyDays + 1;
    house.opened.tidy();
    expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 25_000 });
    expect(await capCodeOf(item)).toBe('authExpired');
  });

  test('of a cancelled authorization is refused', async () => {
    const { request, item } = await authorized(2000);
    await reverseAuthorization(house, request);
    expect(await capCodeOf(item)).toBe('invalidCapToken');
    expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 25_000, debitedMinor: 0 });
  });

  test('of a reduced authorization needs the new token', async () => {
    const { request, item } = await authorized(1500);
    const { capToken } = await reverseAuthorization(house, request, { newValueMinor: 1500 });
    expect(await capCodeOf(item)).toBe('invalidCapToken');
    expect(await capCodeOf({ ...item, capToken: capToken ?? '' })).toBe('success');
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 0, debitedMinor: 1500 });
  });

  test('of an unknown authorization or transaction is refused', async () => {
    const { item } = await authorized(2000);
    expect(await capCodeOf({ ...item, authRrpid: newIdentifier(testRandom) })).toBe('unknownXID');
    const transIds = { ...item.transIds, xid: newIdentifier(testRandom) };
    expect(await capCodeOf({ ...item, transIds })).toBe('unknownXID');
  });

  test('by a merchant whose authorization it is not is refused', async () => {
    const { item } = await authorized(2000);
    const thief = house.merchants.get('QUOTIDIEN');
    if (thief === undefined) throw new Error('no merchant');
    expect((await captureItems(house, [item], thief)).items[0]?.capCode).toBe('unknownXID');
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 2000, debitedMinor: 0 });
  });

  test('with a token that the merchant sealed itself is refused', async () => {
    const { item } = await authorized(2000);
    const content = await openCapToken(house.opened.gateway, item.capToken);
    if (content === undefined) throw new Error('no token');
    const forged = { ...content, nonce: newIdentifier(testRandom) };
    const capToken = await makeCapToken(house.opened.gateway, forged);
    expect(await capCodeOf({ ...item, capToken })).toBe('invalidCapToken');
  });

  test('with the token of another authorization, or none at all, is refused', async () => {
    const [mine, other] = [await authorized(2000), await authorized(2000)];
    expect(await capCodeOf({ ...mine.item, capToken: other.item.capToken })).toBe('invalidCapToken');
    expect(await capCodeOf({ ...mine.item, capToken: 'x'.repeat(40) })).toBe('invalidCapToken');
  });

  test('of another content type is refused', async () => {
    expect(await codeOf(await house.post('/set/capreq', '{}', 'application/jose'))).toEqual({
      status: 415,
      code: 'ERR_GATEWAY_CONTENT_TYPE',
    });
  });

  test('answered is signed by the gateway and sealed to the merchant that asked', async () => {
    const { item } = await authorized(2000);
    const response = await house.post('/set/capreq', await makeCapReq(house, [item]));
    const thief = house.merchants.get('QUOTIDIEN');
    await expect(openAnswer(house, capRes, response, thief)).rejects.toMatchObject({
      code: 'ERR_MESSAGE_RECIPIENT',
    });
  });
});
