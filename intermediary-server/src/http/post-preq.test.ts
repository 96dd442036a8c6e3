/** The top-up over HTTP: PInit, PReq, the bank's answer, and what becomes of the parked purchase. */
import { newIdentifier, type TopUp } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testRandom } from '../../../packages/protocol/src/testing/demo-parties.ts';
import type { TestHouse } from '../testing/test-house.ts';
import { failureOf, offered, openTopUp } from '../testing/test-top-up.ts';
import type { TestPayment, TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;
let payment: TestPayment;
let topUp: TopUp;

const payAgain = async () => wallet.pay(payment);

beforeEach(async () => {
  ({ house, wallet, payment, topUp } = await openTopUp());
});
afterEach(() => house.close());

describe('a wallet without an Open To Buy', () => {
  test('is offered a top-up by policy, and keeps being offered the same one', async () => {
    expect(topUp).toMatchObject({
      setUrl: 'http://127.0.0.1:8402/set',
      purchAmt: { currency: 'EUR', value: 2000 },
      order: 'Open to Buy 20.00 EUR',
    });
    expect((await payAgain()).private.topUp).toEqual(topUp);
    expect((await house.state()).otbs).toEqual([]);
  });
  test('is offered at least the price', async () => {
    await house.close();
    ({ house, wallet, topUp } = await openTopUp({ policy: { topUp: { EUR: 100 } } }));
    expect(topUp.purchAmt).toEqual({ currency: 'EUR', value: 250 });
  });
});

describe('an approved top-up', () => {
  test('opens an Open To Buy, pays the parked purchase on it, and says so in PRes', async () => {
    const pRes = await wallet.complete(await wallet.initiate(topUp));
    expect(pRes).toMatchObject({
      completionCode: 'authorizationPerformed',
      authStatus: { authorizationNumber: 'A1B2C3' },
    });
    const { signed, private: secret } = await payAgain();
    expect(signed.code).toBe('approved');
    expect(secret.otb?.remaining).toEqual({ currency: 'EUR', value: 1750 });
    expect(secret.topUp).toBeUndefined();
    const { otbs, purchases, balanced } = await house.state();
    expect(otbs).toMatchObject([{ limitMinor: 2000, spentMinor: 250, state: 'open' }]);
    expect(purchases).toHaveLength(1);
    expect(balanced).toBe(true);
    expect(house.gateway.heldMinor).toBe(2000);
  });
  test('pays the parked purchase although its offer expired meanwhile', async () => {
    const purchase = await wallet.initiate(topUp);
    house.now += 1200;
    await wallet.complete(purchase);
    expect((await payAgain()).signed.code).toBe('approved');
  });
  test('is the same when PReq comes again, and is asked of the bank once', async () => {
    const purchase = await wallet.initiate(topUp);
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => wallet.sendPReq(purchase)));
    expect(first?.status).toBe(200);
    expect(others).toEqual([first, first]);
    expect(await wallet.sendPReq(purchase)).toEqual(first);
    expect(house.gateway.received).toHaveLength(1);
    expect((await house.state()).otbs).toHaveLength(1);
  });
  test('takes the place of an older Open To Buy, which closes with what was spent on it', async () => {
    await wallet.complete(await wallet.initiate(topUp));
    const spent: number[] = [];
    for (const value of [1000, 700, 100]) {
      const bought = await wallet.buy(house.merchant1, house.merchant1.makeOffer(value, 'EUR'));
      spent.push(bought.answer.private.otb?.remaining.value ?? -1);
    }
    // 2000 − 250 − 1000 − 700 = 50 is less than 100: the third purchase went on a new Open To Buy.
    expect(spent).toEqual([750, 50, 1900]);
    const { otbs, balanced } = await house.state();
    expect(otbs.map(({ state, spentMinor }) => [state, spentMinor])).toEqual([
      ['open', 100],
      ['closing', 1950],
    ]);
    expect(balanced).toBe(true);
  });
  test('opens an Open To Buy also when somebody else paid the single offer meanwhile', async () => {
    const purchase = await wallet.initiate(topUp);
    const other = await house.newWallet('4970100000000014');
    await other.buy(house.merchant1, payment.offer);
    await wallet.complete(purchase);
    expect((await payAgain()).signed.code).toBe('offerAlreadyPaid');
    const { otbs, balanced } = await house.state();
    expect(otbs.map(({ spentMinor }) => spentMinor).sort()).toEqual([0, 250]);
    expect(balanced).toBe(true);
  });
  test('of the wallet’s other top-up lets a parked purchase go ahead on it', async () => {
    const second = await wallet.prepare(house.merchant1, house.merchant1.makeOffer(30, 'EUR'));
    const other = (await wallet.pay(second)).private.topUp;
    await wallet.complete(await wallet.initiate(offered(other)));
    expect((await payAgain()).signed.code).toBe('approved');
    // The first top-up may still be paid: the shopper has agreed to it; it finds nothing parked.
    await wallet.complete(await wallet.initiate(topUp));
    const { otbs, balanced } = await house.state();
    expect(otbs.map(({ state, spentMinor }) => [state, spentMinor])).toEqual([
      ['open', 0],
      ['closing', 280],
    ]);
    expect(balanced).toBe(true);
  });
});

describe('a declined top-up', () => {
  test('says why in PRes, refuses the parked purchase for good, and offers another try', async () => {
    house.gateway.authCode = 'declined';
    const pRes = await wallet.complete(await wallet.initiate(topUp));
    expect(pRes).toMatchObject({ completionCode: 'orderRejected', authStatus: { authCode: 'declined' } });
    const { signed, private: secret } = await payAgain();
    expect(signed.code).toBe('topUpDeclined');
    expect(secret.topUp?.lidM).not.toBe(topUp.lidM);
    expect((await payAgain()).private.topUp).toEqual(secret.topUp);
    expect((await house.state()).otbs).toEqual([]);

    house.gateway.authCode = 'approved';
    await wallet.complete(await wallet.initiate(offered(secret.topUp)));
    expect((await payAgain()).signed.code).toBe('topUpDeclined');
    const retry = await wallet.prepare(house.merchant1, payment.offer);
    expect((await wallet.pay(retry)).signed.code).toBe('approved');
  });
  test.each(['expiredCard', 'callIssuer', 'systemError'] as const)('for %s says so', async (authCode) => {
    house.gateway.authCode = authCode;
    const pRes = await wallet.complete(await wallet.initiate(topUp));
    expect(pRes.authStatus?.authCode).toBe(authCode);
  });
  test('is final for its PReq', async () => {
    house.gateway.authCode = 'declined';
    const purchase = await wallet.initiate(topUp);
    const first = await wallet.sendPReq(purchase);
    house.gateway.authCode = 'approved';
    expect(await wallet.sendPReq(purchase)).toEqual(first);
    expect((await house.state()).otbs).toEqual([]);
  });
});

describe('a top-up that the shopper cancels', () => {
  test('leaves nothing behind: the offer can be paid by a new request', async () => {
    await wallet.initiate(topUp);
    house.now += 60;
    const again = await wallet.prepare(house.merchant1, payment.offer);
    const { signed, private: secret } = await wallet.pay(again);
    expect(signed.code).toBe('otbInsufficient');
    await wallet.complete(await wallet.initiate(offered(secret.topUp)));
    expect((await wallet.pay(again)).signed.code).toBe('approved');
  });
  test('ends with its request', async () => {
    house.now = payment.request.exp + 1;
    expect((await payAgain()).signed.code).toBe('offerExpired');
    await expect(wallet.initiate(topUp)).rejects.toThrow('ERR_TOP_UP_UNKNOWN');
  });
});

describe('a PReq is refused', () => {
  test('for a transaction that was never initiated', async () => {
    const purchase = await wallet.initiate(topUp);
    const unknown = purchase.pReq.replaceAll(purchase.transIds.xid, newIdentifier(testRandom));
    expect(failureOf(await wallet.sendPReq({ pReq: unknown }))).toMatchObject({
      status: 404,
      code: 'ERR_MESSAGE_UNKNOWN_XID',
    });
  });
  test('when its order or amount is another', async () => {
    const purchase = await wallet.initiate(topUp, { order: 'Open to Buy 20000.00 EUR' });
    expect(failureOf(await wallet.sendPReq(purchase))).toMatchObject({
      status: 400,
      code: 'ERR_MESSAGE_MISMATCH',
    });
    const cheaper = await wallet.initiate({ ...topUp, purchAmt: { currency: 'EUR', value: 1 } });
    expect(failureOf(await wallet.sendPReq(cheaper))).toMatchObject({ code: 'ERR_MESSAGE_MISMATCH' });
  });
  test('when it repeats an old challenge', async () => {
    const purchase = await wallet.initiate(topUp, { challM: newIdentifier(testRandom) });
    expect(failureOf(await wallet.sendPReq(purchase))).toMatchObject({
      status: 400,
      code: 'ERR_MESSAGE_CHALLENGE',
    });
  });
  test('when another wallet pays it', async () => {
    const other = await house.newWallet('4970100000000014');
    const purchase = await other.initiate(topUp);
    expect(failureOf(await other.sendPReq(purchase))).toMatchObject({
      status: 403,
      code: 'ERR_TOP_UP_OTHER_PAYER',
    });
  });
  test('when its dual signature is another purchase’s', async () => {
    const [one, two] = [await wallet.initiate(topUp), await wallet.initiate(topUp)];
    const mixed = JSON.stringify({ ...JSON.parse(one.pReq), dual: JSON.parse(two.pReq).dual });
    expect(failureOf(await wallet.sendPReq({ pReq: mixed }))).toMatchObject({
      status: 401,
      code: 'ERR_DUAL_SIGNATURE',
    });
  });
  test.each([
    ['empty', ''],
    ['not JSON', 'x'],
    ['of unknown members', '{"oiData":"","extra":1}'],
  ])('when it is %s', async (_what, pReq) => {
    expect(failureOf(await wallet.sendPReq({ pReq }))).toMatchObject({
      status: 400,
      code: 'ERR_MESSAGE_MALFORMED',
    });
  });
  test('and nothing of it reaches the gateway', () => {
    expect(house.gateway.received).toEqual([]);
  });
});
