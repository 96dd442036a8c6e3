/** Topping up before the Open To Buy is empty, and learning what was given back: asked for, kept, shown, once. */
import { maxRefundsPerAnswer, newIdentifier, type RefundNotice } from '@ecomm/protocol';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type TestWorld, testRandom } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { WalletError } from '../../shared/errors.ts';
import { testCard } from '../../testing/fake-card-host.ts';
import { enrol, openSheet, payAndWait } from '../../testing/shopper.ts';
import { createParties, TestHouse } from '../../testing/test-wallet.ts';
import { purchaseView } from '../views/purchase-view.ts';
import { inquire, inquireNow } from './inquire.ts';
import type { PurchaseRunner } from './purchase-runner.ts';
import { recoverJournal } from './recover-journal.ts';
import { cancelPurchase, retryPurchase } from './shopper-actions.ts';
import { beginTopUpAhead } from './top-up-ahead.ts';

let world: TestWorld;
let house: TestHouse;
let runner: PurchaseRunner;

beforeAll(async () => {
  world = await createParties();
});

beforeEach(async () => {
  house = new TestHouse(world);
  await enrol(house);
  runner = house.runner();
});

async function topUpAhead() {
  const id = await beginTopUpAhead(runner);
  runner.watch(id);
  await runner.run(id);
  return id;
}
const stateOf = async (id: string) => (await runner.find(id)).state;

describe('a top-up ahead', () => {
  test('opens a new Open To Buy with card and PIN, and what is left is known', async () => {
    const id = await topUpAhead();
    expect(await stateOf(id)).toBe('toppedUp');
    expect(await house.store.otb()).toMatchObject({ remaining: { currency: 'EUR', value: 2000 } });
    expect(house.store.saved).toEqual(['aheadNeeded', 'aheadAuthorizing', 'toppedUp']);
    expect(house.intermediary.inquiries[0]).toMatchObject({ rrpid: id, topUp: true, currency: 'EUR' });
    expect(purchaseView(await runner.find(id), { isRunning: false })).toMatchObject({
      ...{ stage: 'toppedUp', topUp: { amount: { currency: 'EUR', value: 2000 } } },
      ...{ canCancel: false, canRetry: false },
    });
    // Then a purchase needs no card.
    house.host.card = undefined;
    const bought = await payAndWait(runner, await openSheet(runner, '/article/minitel'));
    expect(bought.state).toBe('delivered');
  });
  test('is not said to be fuller by an inquiry of the second in which a purchase was debited', async () => {
    await topUpAhead();
    const full = await house.store.otb();
    if (full === undefined) throw new Error('nothing is known of the Open To Buy');
    const debited = { ...full, remaining: { currency: 'EUR', value: 1810 }, asOf: house.now };
    await house.store.saveOtb(debited);
    await inquire(house.ports());
    expect(await house.store.otb()).toEqual(debited);
    house.now += 1;
    await inquire(house.ports());
    expect(await house.store.otb()).toMatchObject({ remaining: { value: 2000 }, asOf: house.now });
  });
  test('waits for the card, and goes on when it is inserted', async () => {
    house.host.card = undefined;
    const id = await topUpAhead();
    expect([await stateOf(id), runner.progressOf(id)]).toEqual(['aheadNeeded', { step: 'insertCard' }]);
    house.host.card = testCard;
    runner.cardInserted();
    await runner.run(id);
    expect(await stateOf(id)).toBe('toppedUp');
  });
  test('that is under way is not begun a second time', async () => {
    house.host.card = undefined;
    const [one, two] = await Promise.all([beginTopUpAhead(runner), beginTopUpAhead(runner)]);
    expect(two).toBe(one);
    expect(house.intermediary.inquiries).toHaveLength(1);
  });
  test('that the shopper does not want after all leaves nothing', async () => {
    house.host.card = undefined;
    const id = await topUpAhead();
    await cancelPurchase(id, runner);
    await expect(runner.find(id)).rejects.toMatchObject({ code: 'ERR_WALLET_PURCHASE_UNKNOWN' });
    expect(house.intermediary.pReqs).toEqual([]);
  });
  test('that nobody goes on with is forgotten after an hour', async () => {
    const id = await beginTopUpAhead(runner);
    await recoverJournal(runner, { browserStarted: true });
    expect(await stateOf(id)).toBe('aheadNeeded');
    house.now += 3601;
    await recoverJournal(runner, { browserStarted: true });
    await expect(runner.find(id)).rejects.toMatchObject({ code: 'ERR_WALLET_PURCHASE_UNKNOWN' });
  });
  test('that the bank refuses says so', async () => {
    house.intermediary.authCode = 'declined';
    const id = await topUpAhead();
    expect(await runner.find(id)).toMatchObject({
      ...{
        state: 'aheadFailed',
        problem: { code: 'ERR_REFUSED_TOP_UP_DECLINED', facts: { authCode: 'declined' } },
      },
    });
  });
  test('whose answer is lost goes out again with the same bytes', async () => {
    let isDown = true;
    house.onAnswer = (url, answer) => {
      if (url.endsWith('/set/preq') && isDown)
        throw new WalletError('ERR_NETWORK_UNREACHABLE', { host: 'intermediary.example' });
      return answer;
    };
    const id = await topUpAhead();
    expect(await stateOf(id)).toBe('aheadAuthorizing');
    isDown = false;
    await retryPurchase(id, false, runner);
    await runner.run(id);
    expect(await stateOf(id)).toBe('toppedUp');
    expect(new Set(house.intermediary.pReqs).size).toBe(1);
  });
  test('that the intermediary does not offer is refused, and nothing is kept', async () => {
    house.intermediary.offersTopUp = false;
    await expect(beginTopUpAhead(runner)).rejects.toMatchObject({ code: 'ERR_WALLET_NO_TOP_UP' });
    expect(await house.store.purchases()).toEqual([]);
  });
});

describe('what merchants gave back', () => {
  const refund = (at: number, changes: Partial<RefundNotice> = {}): RefundNotice => ({
    ...{ receiptId: newIdentifier(testRandom), rrpid: newIdentifier(testRandom), at, code: 'refunded' },
    ...{ amount: { currency: 'EUR', value: 5 }, reason: 'A page was missing.' },
    ...changes,
  });

  test('is shown with the purchase that it was for, all of it', async () => {
    const purchase = await payAndWait(runner, await openSheet(runner, '/article/minitel'));
    if (purchase.state !== 'delivered') throw new Error('it is delivered');
    const { receiptId } = purchase;
    house.intermediary.refunds.push(refund(house.now, { receiptId }), refund(house.now));
    house.now += 61;
    await inquireNow(house.ports());
    house.intermediary.refunds.push(refund(house.now, { receiptId, code: 'owed', reason: 'And a picture.' }));
    house.now += 61;
    await inquireNow(house.ports());
    const { notices = [] } = (await house.store.refunds()) ?? {};
    expect(notices).toHaveLength(3);
    expect(purchaseView(purchase, { isRunning: false, refunds: notices }).refund).toEqual({
      ...{ amount: { currency: 'EUR', value: 10 }, reason: 'And a picture.', isOwed: true },
    });
  });
  test('is asked for from the last known one on, and kept once', async () => {
    house.intermediary.refunds.push(refund(100), refund(200));
    await inquire(house.ports());
    await inquire(house.ports());
    expect(house.intermediary.inquiries.map(({ since }) => since)).toEqual([0, 200]);
    expect((await house.store.refunds())?.notices).toHaveLength(2);
  });
  test('is asked for until all of it is there', async () => {
    for (let count = 0; count < maxRefundsPerAnswer + 3; count += 1)
      house.intermediary.refunds.push(refund(100 + count));
    await inquire(house.ports());
    expect((await house.store.refunds())?.notices).toHaveLength(maxRefundsPerAnswer + 3);
  });
  test('is not asked for again within a minute, nor by a wallet without a certificate', async () => {
    expect(await inquireNow(house.ports())).toBe(true);
    expect(await inquireNow(house.ports())).toBe(false);
    expect(await inquireNow(new TestHouse(world).ports())).toBe(false);
  });
  test('is believed of the own intermediary alone, and only as the answer to what was asked', async () => {
    house.onAnswer = (url, answer) => (url.endsWith('/mpinq') ? `${answer.slice(0, -4)}AAAA` : answer);
    await expect(inquire(house.ports())).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_/) });
    let earlier = '';
    house.onAnswer = (_url, answer) => {
      const given = earlier === '' ? answer : earlier;
      earlier = answer;
      return given;
    };
    await inquire(house.ports());
    await expect(inquire(house.ports())).rejects.toMatchObject({ code: 'ERR_MESSAGE_MISMATCH' });
    expect((await house.store.refunds())?.notices).toEqual([]);
  });
});
