/** The life of an Open To Buy where it gets crowded: several devices of one payer, authorizations that run out, parked purchases. */
import { createIdentity, importIdentity } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createTestWorld,
  type TestWorld,
  testRandom,
  testTime,
} from '../../../packages/protocol/src/testing/demo-parties.ts';
import { TestHouse } from '../testing/test-house.ts';
import { offered } from '../testing/test-top-up.ts';
import { TestWallet } from '../testing/test-wallet.ts';

const day = 24 * 3600;

let world: TestWorld;
let house: TestHouse;
/** Two devices of one payer: each has its own certificate, in one name. */
let phone: TestWallet;
let desk: TestWallet;

beforeEach(async () => {
  world ??= await createTestWorld();
  house = await TestHouse.open({ policy: { topUp: { EUR: 1000 }, authorisationSeconds: 5000 } }, world);
  phone = await house.newWallet();
  const { cardholder } = phone;
  const party = {
    partyId: cardholder.identity.partyId,
    type: 'cardholder' as const,
    subject: { country: 'FR', brand: 'CB-demo', commonName: cardholder.identity.partyId, unit: 'Banque Un' },
  };
  const made = await createIdentity(world.cardholderCa, party, { random: testRandom, at: testTime });
  desk = new TestWallet({ ...cardholder, identity: await importIdentity(made) }, house.parties);
});
afterEach(async () => {
  expect(await house.state()).toMatchObject({ balanced: true, wrong: [] });
  await house.close();
});

const order = (wallet: TestWallet, value: number) =>
  wallet.prepare(house.merchant1, house.merchant1.makeOffer(value, 'EUR'));
const otbs = async () =>
  (await house.state()).otbs.map(({ state, spentMinor }) => `${state} ${spentMinor}`).sort();

describe('two devices of one payer', () => {
  test('have certificates of their own and one Open To Buy', async () => {
    expect(desk.cardholder.identity.certificate.thumb).not.toBe(phone.cardholder.identity.certificate.thumb);
    await phone.buy(house.merchant1, house.merchant1.makeOffer(300, 'EUR'));
    const { signed, private: secret } = await desk.pay(await order(desk, 300));
    expect([signed.code, secret.otb?.remaining.value]).toEqual(['approved', 400]);
    expect((await house.state()).payers).toHaveLength(1);
  });
  test('that pay at once spend no more than there is: what is too much is parked, and paid by its top-up', async () => {
    await phone.buy(house.merchant1, house.merchant1.makeOffer(200, 'EUR'));
    const payments = [await order(phone, 500), await order(desk, 500)] as const;
    const answers = await Promise.all([phone.pay(payments[0]), desk.pay(payments[1])]);
    expect(answers.map(({ signed }) => signed.code).sort()).toEqual(['approved', 'otbInsufficient']);
    const late = answers[0].signed.code === 'approved' ? 1 : 0;
    const [wallet, payment] = late === 1 ? [desk, payments[1]] : [phone, payments[0]];
    await wallet.complete(await wallet.initiate(offered(answers[late].private.topUp)));
    expect((await wallet.pay(payment)).signed.code).toBe('approved');
    expect(await otbs()).toEqual(['closing 700', 'open 500']);
  });
  test('that both top up at once have both purchases paid, and one Open To Buy in the end', async () => {
    const payments = [await order(phone, 500), await order(desk, 500)] as const;
    const answers = await Promise.all([phone.pay(payments[0]), desk.pay(payments[1])]);
    const [one, two] = answers.map(({ private: secret }) => offered(secret.topUp));
    if (one === undefined || two === undefined) throw new Error('both are offered one');
    const purchases = [await phone.initiate(one), await desk.initiate(two)] as const;
    const pRes = await Promise.all([phone.complete(purchases[0]), desk.complete(purchases[1])]);
    expect(pRes.map(({ completionCode }) => completionCode)).toEqual([
      ...['authorizationPerformed', 'authorizationPerformed'],
    ]);
    expect((await phone.pay(payments[0])).signed.code).toBe('approved');
    expect((await desk.pay(payments[1])).signed.code).toBe('approved');
    expect(await otbs()).toEqual(['closing 500', 'open 500']);
  });
  test('of which one topped up: the other’s parked purchase is paid without a card', async () => {
    const payment = await order(desk, 400);
    expect((await desk.pay(payment)).signed.code).toBe('otbInsufficient');
    await phone.buy(house.merchant1, house.merchant1.makeOffer(300, 'EUR'));
    expect((await desk.pay(payment)).signed.code).toBe('approved');
    expect(house.gateway.authorizations.size).toBe(1);
  });
  test('may not use each other’s RRPID for one request, and both are debited for two', async () => {
    await phone.buy(house.merchant1, house.merchant1.makeOffer(100, 'EUR'));
    const first = await order(phone, 100);
    const second = await desk.prepare(house.merchant1, house.merchant1.makeOffer(100, 'EUR'), {
      rrpid: first.request.rrpid,
    });
    expect((await phone.pay(first)).signed.code).toBe('approved');
    expect((await desk.pay(second)).signed.code).toBe('approved');
    expect(await otbs()).toEqual(['open 300']);
  });
});

describe('an authorization whose time runs out', () => {
  test('is not spent any more: the next purchase is parked, a new one opens, and the old one is captured', async () => {
    const { receipt, preimage } = await phone.buy(house.merchant1, house.merchant1.makeOffer(100, 'EUR'));
    await house.merchant1.claim([{ receiptId: receipt.receiptId, preimage }]);
    house.now += 27 * day + 1;
    const payment = await order(phone, 100);
    const answer = await phone.pay(payment);
    expect(answer.signed.code).toBe('otbInsufficient');
    await phone.complete(await phone.initiate(offered(answer.private.topUp)));
    expect((await phone.pay(payment)).signed.code).toBe('approved');
    expect(await otbs()).toEqual(['closing 100', 'open 100']);
    await house.closePeriod();
    expect(house.gateway.capturedMinor).toBe(100);
  });
  test('while a purchase is parked closes by itself, and the top-up opens the new one all the same', async () => {
    await phone.buy(house.merchant1, house.merchant1.makeOffer(900, 'EUR'));
    house.now += 27 * day - 600;
    const payment = await order(phone, 500);
    const answer = await phone.pay(payment);
    expect(answer.signed.code).toBe('otbInsufficient');
    house.now += 1200;
    await house.opened.tidy();
    // Its receipt was never claimed.
    expect(await otbs()).toEqual(['closing 0']);
    await phone.complete(await phone.initiate(offered(answer.private.topUp)));
    expect((await phone.pay(payment)).signed.code).toBe('approved');
    await house.closePeriod();
    expect(await otbs()).toEqual(['closing 500', 'released 0']);
  });
});

describe('a parked purchase', () => {
  test('outlives its own time while its top-up is at the bank, and is paid by it', async () => {
    const payment = await order(phone, 100);
    const answer = await phone.pay(payment);
    const purchase = await phone.initiate(offered(answer.private.topUp));
    house.gateway.line = 'loseAnswers';
    const sent = phone.sendPReq(purchase);
    await expect.poll(() => house.gateway.heldMinor).toBe(1000);
    house.now += 3700;
    expect((await phone.pay(payment)).signed.code).toBe('topUpPending');
    house.gateway.line = 'up';
    expect((await sent).status).toBe(200);
    expect((await phone.pay(payment)).signed.code).toBe('approved');
  });
  test('whose time is over without a top-up is refused, and its top-up is not begun any more', async () => {
    const payment = await order(phone, 100);
    const answer = await phone.pay(payment);
    house.now += 3601;
    expect((await phone.pay(payment)).signed.code).toBe('offerExpired');
    await expect(phone.initiate(offered(answer.private.topUp))).rejects.toThrow('ERR_TOP_UP_UNKNOWN');
    expect(await otbs()).toEqual([]);
  });
  test('beside a close is paid on the new Open To Buy, in the new period', async () => {
    const { receipt, preimage } = await phone.buy(house.merchant1, house.merchant1.makeOffer(900, 'EUR'));
    await house.merchant1.claim([{ receiptId: receipt.receiptId, preimage }]);
    const payment = await order(phone, 500);
    const answer = await phone.pay(payment);
    const { period } = await house.closePeriod();
    await phone.complete(await phone.initiate(offered(answer.private.topUp)));
    const { signed } = await phone.pay(payment);
    expect(signed).toMatchObject({ code: 'approved', period: expect.not.stringMatching(period) });
    expect(await otbs()).toEqual(['captured 900', 'open 500']);
  });
});
