/** Refunds on each database: never more than the sale, never twice, the entries only added, the debt carried over. */
import { newIdentifier } from '@ecomm/protocol';
import { describe, expect, test } from 'vitest';
import { testRandom } from '../../../packages/protocol/src/testing/demo-parties.ts';
import type { LedgerDriver } from '../testing/ledger-driver.ts';
import { ledgerKinds, useLedger } from '../testing/ledger-kinds.ts';

const newRrpid = () => newIdentifier(testRandom);
const day = 24 * 3600;

describe.each(ledgerKinds)('on $name', (kind) => {
  const ledger = useLedger(kind);

  const sell = async (driver: LedgerDriver, value: number, payer = 'C1', merchantId = 'M1') => {
    const { receiptId = '' } = await driver.pay(driver.newRequest(payer, merchantId, value));
    await driver.claim(receiptId);
    return receiptId;
  };

  test.each([
    ['edits a refund', 'UPDATE refund SET amount_minor = 1', /never/],
    ['deletes a refund', 'DELETE FROM refund', /never/],
    ['edits an entry of a refund', 'UPDATE refund_posting SET amount_minor = 1', /never/],
    ['deletes an entry of a refund', 'DELETE FROM refund_posting', /never/],
    ['deletes what a close has paid', 'DELETE FROM refund_payment', /never/],
    ['deletes a credit to a card', 'DELETE FROM card_credit', /never/],
    ['owes more than was to be given back', 'UPDATE refund SET left_minor = amount_minor + 1', /check/i],
    ['makes a refund twice', 'INSERT INTO refund SELECT * FROM refund', /unique/i],
    ['pays a refund twice', 'INSERT INTO refund_payment SELECT * FROM refund_payment', /unique/i],
    ['credits a card twice', 'INSERT INTO card_credit SELECT * FROM card_credit', /unique/i],
  ])('the database refuses a program that %s', async (_what, sql, says) => {
    const driver = await ledger.filled();
    const [receiptId = ''] = driver.receipts.keys();
    await driver.close(true);
    await driver.refund(receiptId, 100);
    await sell(driver, 300);
    await driver.close(true);
    await expect(ledger.database.exec(sql)).rejects.toThrow(says);
  });

  test('two refunds that are decided at once are not both committed on the same facts', async () => {
    const driver = await ledger.filled();
    const [receiptId = ''] = driver.receipts.keys();
    const [one, two] = [await driver.decideRefund(receiptId, 300), await driver.decideRefund(receiptId, 300)];
    expect(await driver.store.commitRefund(one)).toBe('committed');
    expect(await driver.store.commitRefund(two)).toBe('changed');
    expect(await driver.store.commitRefund(one)).toBe('changed');
    expect((await driver.store.readState()).otbs[0]?.spentMinor).toBe(200);
  });

  test('of many refunds by several processes at once as many take effect as the sale covers', async () => {
    const first = await ledger.filled();
    const drivers = [first, await ledger.driver(), await ledger.driver()];
    const [receiptId = ''] = first.receipts.keys();
    const merchantId = 'M1';
    const codes = await Promise.all(
      [...drivers, ...drivers].map((driver) => driver.refund(receiptId, 200, { merchantId })),
    );
    const done = codes.filter((code) => code === 'refunded').length;
    const { otbs, wrong } = await first.store.readState();
    expect([done <= 2, otbs[0]?.spentMinor, wrong]).toEqual([true, 500 - 200 * done, []]);
  });

  test('a refund that was decided before a close is decided anew after it', async () => {
    const driver = await ledger.filled();
    const [receiptId = ''] = driver.receipts.keys();
    const before = await driver.decideRefund(receiptId, 100);
    expect(before.decision.code).toBe('refunded');
    await driver.store.beginClose({ at: driver.now, settleOpenOtbsAtClose: true, newRrpid });
    expect(await driver.store.commitRefund(before)).toBe('changed');
    // Owed from then on, though the bank has not answered yet; paid by the close after this one.
    expect(await driver.refund(receiptId, 100)).toBe('owed');
    const closed = await driver.close(true);
    expect(closed).toMatchObject({ balanced: true, debits: [{ amountMinor: 500 }] });
    expect(closed).toMatchObject({ credits: [{ amountMinor: 400 }], refunds: [{ amountMinor: 100 }] });
  });

  test('a cancellation and a claim that come at once: one of them holds', async () => {
    const driver = await ledger.driver();
    const { receiptId = '' } = await driver.pay(driver.newRequest('C1', 'M1', 500));
    const cancel = await driver.decideRefund(receiptId, 500);
    expect(cancel.decision).toMatchObject({ code: 'cancelled', way: 'cancel' });
    expect(await driver.claim(receiptId)).toBe('credited');
    expect(await driver.store.commitRefund(cancel)).toBe('changed');
    expect(await driver.refund(receiptId, 500)).toBe('refunded');
  });

  test('what the bank refused to debit is not owed: its purchases are debited less by a later close', async () => {
    const driver = await ledger.filled();
    const [receiptId = ''] = driver.receipts.keys();
    const { store, now: at } = driver;
    const period = await store.beginClose({ at, settleOpenOtbsAtClose: true, newRrpid });
    for (const settlement of await store.pendingSettlements(period))
      await store.commitSettlement(settlement, { state: 'refused', code: 'authExpired' });
    await store.finishClose(period, at, newRrpid);
    expect(await driver.refund(receiptId, 100)).toBe('refunded');
    expect(await driver.close(true)).toMatchObject({ debits: [{ amountMinor: 400 }], balanced: true });
  });

  test('a debt is carried over, paid oldest first, and each card gets its own', async () => {
    const driver = await ledger.driver();
    const [one, two] = [await sell(driver, 600), await sell(driver, 700, 'C2')];
    await driver.close(true);
    driver.now += 60;
    expect(await driver.refund(one, 600)).toBe('owed');
    driver.now += 60;
    expect(await driver.refund(two, 300)).toBe('owed');
    expect((await driver.close(true)).refunds).toEqual([]);
    expect(await driver.store.readRefundDebts()).toEqual({
      owed: [{ merchantId: 'M1', currency: 'EUR', amountMinor: 900, count: 2, since: driver.now - 60 }],
      cardCredits: [],
    });
    await sell(driver, 500, 'C3');
    expect(await driver.close(true)).toMatchObject({
      balanced: true,
      refunds: [{ party: 'C1', amountMinor: 500 }],
    });
    await sell(driver, 1000, 'C3');
    const { credits, refunds } = await driver.close(true);
    expect(credits).toMatchObject([{ party: 'M1', amountMinor: 600 }]);
    expect(refunds).toMatchObject([
      { party: 'C1', amountMinor: 100 },
      { party: 'C2', amountMinor: 300 },
    ]);
    const pending = await driver.store.pendingCardCredits();
    expect(pending.map(({ amountMinor }) => amountMinor).sort()).toEqual([100, 300, 500]);
    const [first] = pending;
    if (first === undefined) throw new Error('there is one');
    expect(await driver.store.saveCardCreditRequest(first, 'bytes', driver.now)).toBe('bytes');
    // Another process's are the ones that are sent.
    expect(await driver.store.saveCardCreditRequest(first, 'others', driver.now)).toBe('bytes');
    await driver.store.commitCardCredit(first, { state: 'done', code: 'success' });
    expect(await driver.store.pendingCardCredits()).toHaveLength(2);
  });

  describe('a credit that the gateway refused', () => {
    const by = { operator: 'o', role: 'admin', action: 'cardCredit.retry', subject: 's', outcome: 'done' };
    const waiting = async () => {
      const driver = await ledger.filled();
      const [receiptId = ''] = driver.receipts.keys();
      await driver.close(true);
      await driver.refund(receiptId, 100);
      await sell(driver, 300, 'C2');
      await driver.close(true);
      const { store } = driver;
      const again = (attempt: number, at = driver.now, from = store) =>
        from.retryCardCredit({ period, xid, attempt, newRrpid: newRrpid() }, by, at);
      const view = async () => (await store.findCardCredit(period, xid)) ?? expect.fail('it is there');
      const pending = async () => (await store.pendingCardCredits())[0] ?? expect.fail('one waits');
      const { period, xid } = await pending();
      return { driver, store, receiptId, again, view, pending };
    };
    const refuse = async ({ store, driver, pending }: Awaited<ReturnType<typeof waiting>>, code: string) => {
      const credit = await pending();
      await store.saveCardCreditRequest(credit, 'bytes', driver.now);
      await store.commitCardCredit(credit, { state: 'refused', code });
      return credit;
    };

    test('by its signature is asked for under a new RRPID, once, whoever asks', async () => {
      const credit = await waiting();
      const { again, view, pending, store, receiptId } = credit;
      const { rrpid } = await refuse(credit, 'unspecifiedFailure');
      const other = await ledger.open();
      const answers = await Promise.all([again(1), again(1), again(1, undefined, other)]);
      expect(answers.sort()).toEqual(['again', 'changed', 'changed']);
      const now = await view();
      expect(now).toMatchObject({
        ...{ state: 'pending', attempt: 2, amountMinor: 100, code: undefined, firstSentAt: undefined },
        tries: [{ attempt: 1, rrpid, code: 'unspecifiedFailure' }],
        refunds: [{ receiptId, merchantId: 'M1', amountMinor: 100, reason: 'torn' }],
      });
      expect(now.rrpid).not.toBe(rrpid);
      expect(await pending()).toMatchObject({ rrpid: now.rrpid, request: undefined, attempt: 2 });
      expect(await store.readAudit(undefined, 5)).toMatchObject([{ action: 'cardCredit.retry' }]);
    });
    test('is not refused anew by what answers the try before it, nor is that sent any more', async () => {
      const credit = await waiting();
      const { again, view, store, driver } = credit;
      const first = await refuse(credit, 'unspecifiedFailure');
      await again(1);
      await store.commitCardCredit(first, { state: 'refused', code: 'unspecifiedFailure' });
      expect(await view()).toMatchObject({ state: 'pending', attempt: 2 });
      expect(await store.saveCardCreditRequest(first, 'others', driver.now)).toBeUndefined();
    });
    test('by an unsigned message is asked for under the same RRPID, and a late answer of any try counts', async () => {
      const credit = await waiting();
      const { again, view, store } = credit;
      const first = await refuse(credit, 'ERR_CERTIFICATE_EXPIRED');
      expect(await again(1)).toBe('again');
      expect(await view()).toMatchObject({ rrpid: first.rrpid, attempt: 2, state: 'pending' });
      await refuse(credit, 'ERR_RRPID_REUSED');
      await store.commitCardCredit(first, { state: 'done', code: 'success' });
      expect(await view()).toMatchObject({ state: 'done', code: 'success' });
      expect(await again(2)).toBe('changed');
      expect((await store.readRefundDebts()).cardCredits).toEqual([]);
    });
    test.each([
      ['that says it was done before', 'duplicateRequest', 0],
      ['whose RRPID was executed', 'ERR_RRPID_REUSED', 0],
      [
        'by an unsigned message, of which the gateway may know nothing any more',
        'ERR_CERTIFICATE_EXPIRED',
        7 * day,
      ],
    ])('%s is not tried again', async (_what, code, later) => {
      const credit = await waiting();
      await refuse(credit, code);
      expect(await credit.again(1, credit.driver.now + later)).toBe('inDoubt');
      expect(await credit.view()).toMatchObject({ state: 'refused', code, attempt: 1 });
      expect(await credit.store.readAudit(undefined, 5)).toEqual([]);
    });
    test('and whose further try is done stays done, and what was tried is not edited', async () => {
      const credit = await waiting();
      const { again, pending, store } = credit;
      await refuse(credit, 'unspecifiedFailure');
      await again(1);
      await store.commitCardCredit(await pending(), { state: 'done', code: 'success' });
      for (const sql of [
        "UPDATE card_credit SET state = 'pending'",
        'UPDATE card_credit_try SET attempt = 9',
        'DELETE FROM card_credit_try',
      ])
        await expect(ledger.database.exec(sql)).rejects.toThrow(/never/);
    });
    test('and that people have settled is not tried again, nor settled twice, nor owed any more', async () => {
      const credit = await waiting();
      const { again, view, store, driver } = credit;
      const { period, xid, ...first } = await refuse(credit, 'unspecifiedFailure');
      const settle = (attempt: number) => store.settleCardCredit({ period, xid, attempt }, by, driver.now);
      expect(await settle(2)).toBe('changed');
      const answers = await Promise.all([settle(1), again(1), settle(1)]);
      expect(answers.filter((answer) => answer !== 'changed')).toHaveLength(1);
      const { state, settledAt } = await view();
      // Whichever came first: it is either tried again, or settled.
      expect(state === 'pending').toBe(settledAt === undefined);
      if (state === 'pending') {
        await refuse(credit, 'unspecifiedFailure');
        expect(await settle(2)).toBe('settled');
      }
      expect(await again(state === 'pending' ? 2 : 1)).toBe('changed');
      expect((await store.readRefundDebts()).cardCredits).toEqual([]);
      expect(await store.readCardCredits(period, 5)).toMatchObject([{ xid, settledAt: driver.now }]);
      // A late answer still says what happened.
      await store.commitCardCredit({ period, xid, ...first }, { state: 'refused', code: 'capPurged' });
      expect(await view()).toMatchObject({ state: 'refused', code: 'unspecifiedFailure' });
    });
    test('that is none is unknown', async () => {
      const { store, again } = await waiting();
      expect(await again(1)).toBe('changed');
      const none = { period: '2026-01-01.1', xid: 'none', attempt: 1, newRrpid: newRrpid() };
      expect(await store.retryCardCredit(none, by, 1)).toBe('unknown');
      expect(await store.settleCardCredit(none, by, 1)).toBe('unknown');
      expect(await store.findCardCredit(none.period, none.xid)).toBeUndefined();
    });
  });

  test('a payer reads what was given back, from a time on', async () => {
    const driver = await ledger.filled();
    const [receiptId = ''] = driver.receipts.keys();
    await driver.refund(receiptId, 100);
    driver.now += day;
    await driver.refund(receiptId, 50);
    const all = await driver.store.readRefunds('C1', 0, 10);
    expect(all).toMatchObject([
      { receiptId, amountMinor: 100, way: 'otb', reason: 'torn' },
      { amountMinor: 50, refundedAt: driver.now },
    ]);
    expect(await driver.store.readRefunds('C1', driver.now, 10)).toHaveLength(1);
    expect(await driver.store.readRefunds('C1', 0, 1)).toHaveLength(1);
    expect(await driver.store.readRefunds('C2', 0, 10)).toEqual([]);
  });
});
