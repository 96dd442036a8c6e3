/** AuthRevReq over HTTP in process: less, or nothing, stays authorized; also when the authorization never came. */
import { newIdentifier } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountOf, booksOf } from '../testing/accounts-of.ts';
import { codeOf } from '../testing/code-of.ts';
import { createTestHouse, type TestHouse, testRandom } from '../testing/test-house.ts';
import {
  askForAuthorization,
  authorizePurchase,
  captureItems,
  makeAuthReq,
  makeAuthRevReq,
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

const authorized = async (captureNow = false) =>
  authorizePurchase(house, await makePurchase(house, wallet), { captureNow });

describe('AuthRevReq', () => {
  test('by token cancels: all is available again', async () => {
    const { request, response } = await authorized();
    const reversed = await reverseAuthorization(house, request, { capToken: response.capToken });
    expect(reversed).toMatchObject({ authRevCode: 'approved', authNewAmt: { currency: 'EUR', value: 0 } });
    expect(reversed.capToken).toBeUndefined();
    expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 25_000, heldMinor: 0 });
    expect((await booksOf(house)).authorizations[0]).toMatchObject({ state: 'reversed', amountMinor: 2000 });
  });

  test('by the RRPID alone cancels: its answer may have been lost', async () => {
    const { request } = await authorized();
    expect(await reverseAuthorization(house, request)).toMatchObject({ authRevCode: 'approved' });
    expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 25_000, heldMinor: 0 });
  });

  test('reduces: the difference is available again, and a new token comes', async () => {
    const { request, response } = await authorized();
    const reversed = await reverseAuthorization(house, request, {
      newValueMinor: 700,
      capToken: response.capToken,
    });
    expect(reversed).toMatchObject({ authRevCode: 'approved', authNewAmt: { value: 700 } });
    expect(reversed.capToken).not.toBe(response.capToken);
    expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 24_300, heldMinor: 700 });
    const again = await reverseAuthorization(house, request, { capToken: reversed.capToken });
    expect(again.authRevCode).toBe('approved');
    expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 25_000, heldMinor: 0 });
  });

  test('repeated gets the same bytes', async () => {
    const { request } = await authorized();
    const body = await makeAuthRevReq(house, request, { newValueMinor: 700 });
    const first = await (await house.post('/set/authrevreq', body)).text();
    house.clock.at += 3600;
    expect(await (await house.post('/set/authrevreq', body)).text()).toBe(first);
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 700 });
  });

  test('of a cancelled authorization says again that nothing stands', async () => {
    const { request } = await authorized();
    await reverseAuthorization(house, request);
    expect(await reverseAuthorization(house, request)).toMatchObject({
      authRevCode: 'approved',
      authNewAmt: { value: 0 },
    });
    expect(await reverseAuthorization(house, request, { newValueMinor: 1 })).toMatchObject({
      authRevCode: 'invalidTransaction',
    });
  });

  test('of a declined authorization says that nothing stands', async () => {
    const purchase = await makePurchase(house, wallet, { valueMinor: 25_001 });
    const { request } = await authorizePurchase(house, purchase);
    expect(await reverseAuthorization(house, request)).toMatchObject({
      authRevCode: 'approved',
      authNewAmt: { value: 0 },
    });
  });

  test('that came before its AuthReq keeps it from ever being granted', async () => {
    const late = await makeAuthReq(house, await makePurchase(house, wallet));
    expect(await reverseAuthorization(house, late.request)).toMatchObject({
      authRevCode: 'approved',
      authNewAmt: { value: 0 },
    });
    expect((await askForAuthorization(house, late)).authCode).toBe('invalidTransaction');
    expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 25_000, heldMinor: 0 });
  });

  test('that comes together with its AuthReq leaves no hold, whichever is first', async () => {
    for (let count = 0; count < 6; count += 1) {
      const late = await makeAuthReq(house, await makePurchase(house, wallet));
      const reversal = await makeAuthRevReq(house, late.request);
      const both = [house.post('/set/authreq', late.body), house.post('/set/authrevreq', reversal)];
      for (const answer of await Promise.all(both)) expect(answer.status).toBe(200);
      expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 25_000, heldMinor: 0 });
    }
  });

  test('of an unknown authorization for less than all is refused and burns nothing', async () => {
    const late = await makeAuthReq(house, await makePurchase(house, wallet));
    expect(await reverseAuthorization(house, late.request, { newValueMinor: 100 })).toMatchObject({
      authRevCode: 'invalidTransaction',
    });
    expect((await askForAuthorization(house, late)).authCode).toBe('approved');
  });

  test('of what was captured is refused', async () => {
    const { request } = await authorized(true);
    expect(await reverseAuthorization(house, request)).toMatchObject({
      authRevCode: 'invalidTransaction',
      authNewAmt: { value: 2000 },
    });
    expect(await accountOf(house, 'camille')).toMatchObject({ debitedMinor: 2000 });
  });

  test('of what was captured in part is refused', async () => {
    const { request, response } = await authorized();
    const { transIds, rrpid: authRrpid } = request;
    const capAmt = { currency: 'EUR', value: 1 };
    await captureItems(house, [{ transIds, authRrpid, capAmt, capToken: response.capToken ?? '' }]);
    expect(await reverseAuthorization(house, request)).toMatchObject({ authRevCode: 'invalidTransaction' });
    expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 24_999, debitedMinor: 1 });
  });

  test('to more than is authorized is refused', async () => {
    const { request } = await authorized();
    expect(await reverseAuthorization(house, request, { newValueMinor: 2001 })).toMatchObject({
      authRevCode: 'amountError',
      authNewAmt: { value: 2000 },
    });
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 2000 });
  });

  test('in another currency is refused', async () => {
    const { request } = await authorized();
    const bent = await reverseAuthorization(house, {
      ...request,
      authReqAmt: { currency: 'FRF', value: 0 },
    });
    expect(bent.authRevCode).toBe('amountError');
  });

  test('with the token of another authorization is refused', async () => {
    const [mine, other] = [await authorized(), await authorized()];
    const { capToken } = other.response;
    expect(await reverseAuthorization(house, mine.request, { capToken })).toMatchObject({
      authRevCode: 'invalidCapToken',
    });
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 4000 });
  });

  test('of another transaction than the authorization was for is refused', async () => {
    const { request } = await authorized();
    const transIds = { ...request.transIds, xid: newIdentifier(testRandom) };
    expect(await reverseAuthorization(house, { ...request, transIds })).toMatchObject({
      authRevCode: 'invalidTransaction',
    });
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 2000 });
  });

  test('after thirty days says expired, and the money is available again', async () => {
    const { request } = await authorized();
    house.clock.at += 30 * 24 * 3600 + 1;
    expect(await reverseAuthorization(house, request)).toMatchObject({ authRevCode: 'expired' });
    expect(await accountOf(house, 'camille')).toMatchObject({ availableMinor: 25_000, heldMinor: 0 });
  });

  test('by another merchant does not touch the authorization', async () => {
    const { request } = await authorized();
    const merchant = house.merchants.get('QUOTIDIEN');
    if (merchant === undefined) throw new Error('no merchant');
    expect(await reverseAuthorization(house, request, { merchant })).toMatchObject({
      authRevCode: 'approved',
      authNewAmt: { value: 0 },
    });
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 2000 });
  });

  test('with other bytes under its RRPID is refused', async () => {
    const { request } = await authorized();
    const rrpid = newIdentifier(testRandom);
    const bodies = await Promise.all(
      [700, 0].map((newValueMinor) =>
        makeAuthRevReq(house, request, { newValueMinor, bend: (fresh) => ({ ...fresh, rrpid }) }),
      ),
    );
    expect((await house.post('/set/authrevreq', bodies[0] ?? '')).status).toBe(200);
    expect(await codeOf(await house.post('/set/authrevreq', bodies[1] ?? ''))).toEqual({
      status: 409,
      code: 'ERR_RRPID_REUSED',
    });
    expect(await accountOf(house, 'camille')).toMatchObject({ heldMinor: 700 });
  });
});
