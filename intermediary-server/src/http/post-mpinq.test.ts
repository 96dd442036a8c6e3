/** MPInq over HTTP: a payer learns what is left and what was given back, and tops up before the Open To Buy is empty. */
import { newIdentifier } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createTestWorld,
  type TestWorld,
  testRandom,
} from '../../../packages/protocol/src/testing/demo-parties.ts';
import { TestHouse } from '../testing/test-house.ts';
import { failureOf } from '../testing/test-top-up.ts';
import { TestWallet } from '../testing/test-wallet.ts';

let world: TestWorld;
let house: TestHouse;
let wallet: TestWallet;

const euros = (value: number) => ({ currency: 'EUR', value });
const buy = async (value: number) => {
  const { receipt, preimage } = await wallet.buy(house.merchant1, house.merchant1.makeOffer(value, 'EUR'));
  return { receiptId: receipt.receiptId, preimage };
};
const post = async (message: string) =>
  failureOf(await house.parties.post('/mset/mpinq', 'application/jose', message));

beforeEach(async () => {
  world ??= await createTestWorld();
  house = await TestHouse.open({}, world);
  wallet = await house.newWallet();
});
afterEach(async () => {
  expect(await house.state()).toMatchObject({ balanced: true, wrong: [] });
  await house.close();
});

describe('an inquiry', () => {
  test('of who has bought nothing yet tells nothing', async () => {
    const answer = await wallet.inquire();
    expect(answer).toMatchObject({ refunds: [] });
    expect([answer.otb, answer.topUp]).toEqual([undefined, undefined]);
  });
  test('tells what is left, and each refund with its way and its reason', async () => {
    const [one, two] = [await buy(500), await buy(300)];
    await house.merchant1.refund(one.receiptId, 500);
    await house.merchant1.claim([two]);
    house.now += 60;
    await house.merchant1.refund(two.receiptId, 100, { reason: 'A page was missing.' });
    const { otb, refunds } = await wallet.inquire();
    expect(otb).toMatchObject({ remaining: euros(1800), limit: euros(2000) });
    expect(refunds).toMatchObject([
      { receiptId: one.receiptId, amount: euros(500), code: 'cancelled' },
      { receiptId: two.receiptId, amount: euros(100), code: 'refunded', reason: 'A page was missing.' },
    ]);
    await house.closePeriod();
    house.now += 60;
    await house.merchant1.refund(two.receiptId, 200);
    expect((await wallet.inquire({ since: house.now })).refunds).toMatchObject([
      { receiptId: two.receiptId, amount: euros(200), code: 'owed', at: house.now },
    ]);
  });
  test('tells nobody else’s', async () => {
    await house.merchant1.refund((await buy(500)).receiptId, 500);
    const other = await house.newWallet('4970100000000055');
    expect(await other.inquire()).toMatchObject({ refunds: [] });
  });
  test.each<[string, object, string]>([
    ['for another intermediary', { intermediaryId: 'OTHER' }, 'ERR_MESSAGE_RECIPIENT'],
    ['that is old', { iat: 1 }, 'ERR_MESSAGE_TOO_OLD'],
  ])('%s is refused', async (_what, changes, code) => {
    expect(await post((await wallet.inquiry(changes)).message)).toMatchObject({ status: 400, code });
  });
  test('that a merchant signed is refused', async () => {
    const forger = new TestWallet({ ...wallet.cardholder, identity: world.merchant1 }, house.parties);
    expect(await post((await forger.inquiry()).message)).toMatchObject({ code: 'ERR_CERTIFICATE_ROLE' });
  });
});

describe('a top-up ahead of need', () => {
  test('opens a new Open To Buy while the old one still has something; what was spent of that is captured', async () => {
    await house.merchant1.claim([await buy(500)]);
    const { topUp } = await wallet.inquire({ topUp: true });
    expect(topUp).toMatchObject({ purchAmt: euros(2000), order: 'Open to Buy 20.00 EUR' });
    if (topUp === undefined) throw new Error('it is offered');
    const pRes = await wallet.complete(await wallet.initiate(topUp));
    expect(pRes.completionCode).toBe('authorizationPerformed');
    expect((await wallet.inquire()).otb).toMatchObject({ remaining: euros(2000) });
    const { otbs } = await house.state();
    expect(otbs.map(({ state, spentMinor }) => [state, spentMinor])).toEqual([
      ['open', 0],
      ['closing', 500],
    ]);
    // No top-up now: it pays at once.
    expect((await buy(1000)).receiptId).toBeDefined();
    await house.closePeriod();
    expect(house.gateway.capturedMinor).toBe(500);
  });
  test('opens the first one, before anything was bought', async () => {
    const { topUp } = await wallet.inquire({ topUp: true });
    if (topUp === undefined) throw new Error('it is offered');
    await wallet.complete(await wallet.initiate(topUp));
    const { signed } = await wallet.pay(
      await wallet.prepare(house.merchant1, house.merchant1.makeOffer(100, 'EUR')),
    );
    expect(signed.code).toBe('approved');
  });
  test('is one and the same however often the same inquiry comes, and another’s for another wallet', async () => {
    const rrpid = newIdentifier(testRandom);
    const other = await house.newWallet('4970100000000055');
    const [one, again, others] = [
      await wallet.inquire({ rrpid, topUp: true }),
      await wallet.inquire({ rrpid, topUp: true }),
      await other.inquire({ rrpid, topUp: true }),
    ];
    expect(again.topUp).toEqual(one.topUp);
    expect(others.topUp?.lidM).not.toBe(one.topUp?.lidM);
  });
  test('that the bank refuses changes nothing, and another one may be asked for', async () => {
    await buy(500);
    house.gateway.authCode = 'declined';
    const { topUp } = await wallet.inquire({ topUp: true });
    if (topUp === undefined) throw new Error('it is offered');
    const pRes = await wallet.complete(await wallet.initiate(topUp));
    expect(pRes.completionCode).toBe('orderRejected');
    expect((await wallet.inquire()).otb).toMatchObject({ remaining: euros(1500) });
    expect((await wallet.inquire({ topUp: true })).topUp).toBeDefined();
  });
  test('that the bank does not answer for long is reversed: the old one is spent on', async () => {
    await house.close();
    house = await TestHouse.open({ policy: { answerWaitMs: 500 } }, world);
    wallet = await house.newWallet();
    await buy(500);
    const { topUp } = await wallet.inquire({ topUp: true });
    if (topUp === undefined) throw new Error('it is offered');
    house.gateway.line = 'loseAnswers';
    const purchase = await wallet.initiate(topUp);
    expect((await wallet.sendPReq(purchase)).status).toBe(503);
    expect((await buy(100)).receiptId).toBeDefined();
    house.now += 121;
    await expect
      .poll(async () => (await house.store.findSetPurchase(purchase.transIds.xid))?.state)
      .toBe('reversing');
    house.gateway.line = 'up';
    await expect.poll(async () => (await wallet.sendPReq(purchase)).status).toBe(200);
    expect((await wallet.complete(purchase)).completionCode).toBe('orderRejected');
    expect([house.gateway.heldMinor, (await house.state()).otbs.length]).toEqual([2000, 1]);
  });
  test('is not offered to who is suspended, nor in a currency that is not served', async () => {
    await buy(500);
    const [payer] = (await house.state()).payers;
    await house.operator(`/operator/payers/${payer?.payer}/status`, { status: 'suspended' });
    expect((await wallet.inquire({ topUp: true })).topUp).toBeUndefined();
    expect((await wallet.inquire({ topUp: true, currency: 'JPY' })).topUp).toBeUndefined();
  });
});
