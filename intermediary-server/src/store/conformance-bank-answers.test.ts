/** What a bank says of what was ordered, on each database: applied once, and what does not fit is kept for a person. */
import { describe, expect, test } from 'vitest';
import type { BankOrder } from '../ledger/bank-records.ts';
import { payerFingerprint } from '../ledger/payer-fingerprint.ts';
import { decimal, useBank } from '../testing/bank-fixture.ts';
import { entryOfOrder, notification, statusReport } from '../testing/fake-bank.ts';
import { ledgerKinds, useLedger } from '../testing/ledger-kinds.ts';
import { houseIban, otherIban } from '../testing/test-orders.ts';

const day = 24 * 3600;

describe.each(ledgerKinds)('on $name', (kind) => {
  const bank = useBank(useLedger(kind));

  describe('what was given back of a direct debit', () => {
    const owed = async () => {
      const order = await bank.collectOne();
      const [receiptId = ''] = bank.driver.receipts.keys();
      expect(await bank.driver.refund(receiptId, 200)).toBe('owed');
      return order;
    };
    /** Of a period in which the merchant sells for 300 more. */
    const nextCredits = async () => {
      await bank.buy('C2', 'M1', 300);
      const { period, credits, balanced } = await bank.driver.close(true);
      expect(balanced).toBe(true);
      return { period, amounts: Object.fromEntries(credits.map((line) => [line.party, line.amountMinor])) };
    };
    const party = `client:${payerFingerprint('C1')}`;

    test('is paid to the client’s account when the bank has collected it', async () => {
      await bank.verdicts(bank.book(await owed()));
      const { period, amounts } = await nextCredits();
      expect(amounts).toEqual({ M1: 100, [party]: 200 });
      const credits = (await bank.ordersOf(period)).filter((order) => order.party === party);
      expect(credits).toMatchObject([{ iban: otherIban, amountMinor: 200 }]);
      await bank.isBalanced();
    });
    test.each<[string, (order: BankOrder) => string[]]>([
      ['has not collected it yet', () => []],
      ['could not, as the account is empty', (order) => [bank.reportOrder(order, 'RJCT', 'AM04')]],
      ['has collected it, and given it back', (order) => [bank.book(order), bank.book(order, 'AM04')]],
      ['has given it back as the client asked', (order) => [bank.book(order), bank.book(order, 'MD06')]],
    ])('is not paid while the bank %s', async (_what, says) => {
      const order = await owed();
      for (const message of says(order)) expect(await bank.verdicts(message)).toEqual(['applied']);
      expect((await nextCredits()).amounts).toEqual({ M1: 300 });
      expect((await bank.driver.store.readRefundDebts()).owed).toMatchObject([{ amountMinor: 200 }]);
      await bank.isBalanced();
    });
  });

  describe('a bank that', () => {
    test('accepts, then books: the order is settled, once', async () => {
      const order = await bank.orderOne();
      expect(
        await bank.verdicts(bank.report(order.messageId, { status: 'ACCP', count: 1, sum: '5.0' })),
      ).toEqual(['applied']);
      expect(await bank.stateOf(order)).toBe('accepted');
      expect(await bank.verdicts(bank.book(order))).toEqual(['applied']);
      expect(await bank.stateOf(order)).toBe('booked');
      expect(await bank.driver.store.readDueLines(10)).toEqual([]);
      await bank.isBalanced();
    });
    test('says the same twice, in one message or another: it has no effect', async () => {
      const order = await bank.orderOne();
      const booked = bank.book(order);
      expect(await bank.take(booked)).toMatchObject({ status: 'taken' });
      expect(await bank.take(booked)).toMatchObject({
        status: 'repeated',
        entries: [{ verdict: 'applied' }],
      });
      expect(await bank.verdicts(bank.book(order))).toEqual(['repeated']);
      expect(await bank.verdicts(bank.report(order.messageId, { status: 'ACSC' }))).toEqual(['repeated']);
      await bank.isBalanced();
    });
    test('says something else under an identification that it has used: nothing of it is taken', async () => {
      const order = await bank.orderOne();
      await bank.take(statusReport({ messageId: 'B', about: order.messageId, status: 'ACCP' }));
      expect(await bank.take(statusReport({ messageId: 'B', about: order.messageId, status: 'RJCT' }))).toBe(
        'reused',
      );
      expect(await bank.stateOf(order)).toBe('accepted');
    });
    test.each([
      ['the order', (order: BankOrder) => bank.reportOrder(order, 'RJCT', 'AC04')],
      [
        'its block',
        ({ messageId, blockId }: BankOrder) =>
          statusReport({
            messageId: 'B',
            about: messageId,
            blocks: [{ id: blockId, status: 'RJCT', reason: 'AC04' }],
          }),
      ],
      [
        'the message',
        ({ messageId }: BankOrder) =>
          statusReport({ messageId: 'B', about: messageId, status: 'RJCT', reason: 'AC04' }),
      ],
    ])('rejects %s: the merchant is owed again, and paid in the next file', async (_what, rejects) => {
      const order = await bank.orderOne();
      expect(await bank.verdicts(rejects(order))).toEqual(['applied']);
      expect(await bank.driver.store.readDueLines(10)).toMatchObject([
        { amountMinor: 500, isPayable: true, order: { state: 'rejected', reason: 'AC04' } },
      ]);
      await bank.isBalanced();
      const { period } = await bank.driver.close(true);
      const [again] = await bank.ordersOf(period);
      expect(again).toMatchObject({ period: order.period, amountMinor: 500, state: 'made' });
      expect(again?.endToEndId).not.toBe(order.endToEndId);
      expect(await bank.verdicts(bank.book(again as BankOrder))).toEqual(['applied']);
      expect(await bank.driver.store.readDueLines(10)).toEqual([]);
      await bank.isBalanced();
    });
    test('says of one order what it does not say of the others', async () => {
      await bank.setHouse();
      for (const merchantId of ['M1', 'M2', 'M3']) {
        await bank.setMerchant(merchantId);
        await bank.buy('C1', merchantId, 100);
      }
      const { period } = await bank.driver.close(true);
      const [first] = await bank.ordersOf(period);
      const { messageId = '', blockId = '', endToEndId: id = '' } = first ?? {};
      const blocks = [{ id: blockId, status: 'ACCP', orders: [{ id, status: 'RJCT', reason: 'AC01' }] }];
      expect(await bank.verdicts(bank.report(messageId, { status: 'PART', blocks }))).toEqual([
        'noted',
        'applied',
        'applied',
      ]);
      expect((await bank.ordersOf(period)).map(({ state }) => state)).toEqual([
        'rejected',
        'accepted',
        'accepted',
      ]);
      await bank.isBalanced();
    });
    test('returns what it booked: the merchant is owed again', async () => {
      const order = await bank.orderOne();
      await bank.take(bank.book(order));
      expect(await bank.verdicts(bank.book(order, 'AC04'))).toEqual(['applied']);
      expect(await bank.driver.store.readDueLines(10)).toMatchObject([
        { order: { state: 'returned', reason: 'AC04' } },
      ]);
      expect(await bank.verdicts(bank.book(order, 'AC04'))).toEqual(['repeated']);
      await bank.isBalanced();
    });
    test('tells of a return before it tells of the booking: the books are the same', async () => {
      const order = await bank.orderOne();
      expect(await bank.verdicts(bank.book(order, 'AC04'))).toEqual(['applied']);
      expect(await bank.verdicts(bank.book(order))).toEqual(['repeated']);
      expect(await bank.stateOf(order)).toBe('returned');
      await bank.isBalanced();
    });
    test('books what it rejected: a person has to look', async () => {
      const order = await bank.orderOne();
      await bank.take(bank.reportOrder(order, 'RJCT', 'AC04'));
      expect(await bank.verdicts(bank.book(order))).toEqual(['contradicts']);
      expect(await bank.driver.store.readOddStatements(10)).toMatchObject([
        { kind: 'notification', verdict: 'contradicts', about: { id: order.endToEndId } },
      ]);
      await bank.isBalanced();
    });
    test('knows an order that we do not: it is kept, for a person to look at', async () => {
      await bank.orderOne();
      const entry = { amount: '9.99', direction: 'CRDT', orders: [{ id: 'NOBODY' }] } as const;
      expect(await bank.verdicts(notification('N', houseIban, [entry]))).toEqual(['unknown']);
      expect(await bank.verdicts(bank.report('NO-MESSAGE', { status: 'RJCT' }))).toEqual(['unknown']);
      expect(await bank.driver.store.readOddStatements(10)).toMatchObject([
        { about: { level: 'message', id: 'NO-MESSAGE' } },
        { about: { level: 'order', id: 'NOBODY' }, amount: { currency: 'EUR', amountMinor: 999 } },
      ]);
      await bank.isBalanced();
    });
    test.each([
      ['a cent more', { amount: '5.01' }, houseIban],
      ['another currency', { currency: 'CHF' }, houseIban],
      ['money that went the other way', { direction: 'CRDT' as const }, houseIban],
      ['another account', {}, otherIban],
    ])('books %s: it is not taken for the order', async (_what, changed, iban) => {
      const order = await bank.orderOne();
      const entry = { ...entryOfOrder(order, decimal(order)), ...changed };
      expect(await bank.verdicts(notification('N', iban, [entry]))).toEqual(['differs']);
      expect(await bank.stateOf(order)).toBe('made');
      await bank.isBalanced();
    });
    test('reports another amount, or totals that are not ours: it is not taken', async () => {
      const order = await bank.orderOne();
      const orders = [{ id: order.endToEndId, status: 'ACSC', amount: ['5.01', 'EUR'] as const }];
      expect(
        await bank.verdicts(bank.report(order.messageId, { blocks: [{ id: order.blockId, orders }] })),
      ).toEqual(['differs']);
      expect(await bank.take(bank.report(order.messageId, { status: 'ACCP', count: 2 }))).toBe('totals');
      expect(await bank.take(bank.report(order.messageId, { status: 'ACCP', sum: '5.01' }))).toBe('totals');
      expect(await bank.stateOf(order)).toBe('made');
    });
    test('books a block as one sum: all of its orders, or none when the sum is another', async () => {
      await bank.setHouse();
      for (const merchantId of ['M1', 'M2']) {
        await bank.setMerchant(merchantId);
        await bank.buy('C1', merchantId, 100);
      }
      const { period } = await bank.driver.close(true);
      const [order] = await bank.ordersOf(period);
      const batch = (total: string) =>
        `<NtryDtls><Btch><PmtInfId>${order?.blockId}</PmtInfId><NbOfTxs>2</NbOfTxs>
        <TtlAmt Ccy="EUR">${total}</TtlAmt></Btch></NtryDtls>`;
      const entry = (total: string) => ({ amount: total, direction: 'DBIT', details: batch(total) }) as const;
      expect(await bank.verdicts(notification('N1', houseIban, [entry('2.01')]))).toEqual(['differs']);
      expect(await bank.verdicts(notification('N2', houseIban, [entry('2.00')]))).toEqual(['applied']);
      expect((await bank.ordersOf(period)).map(({ state }) => state)).toEqual(['booked', 'booked']);
      await bank.isBalanced();
    });
  });

  describe('a direct debit', () => {
    test('that is booked is followed by recurrent ones', async () => {
      const order = await bank.collectOne();
      expect(await bank.verdicts(bank.book(order))).toEqual(['applied']);
      await bank.buy('C1', 'M1', 100);
      const { period } = await bank.driver.close(true);
      expect(await bank.ordersOf(period)).toMatchObject([
        { amountMinor: 100, mandate: { sequence: 'RCUR' } },
      ]);
      await bank.isBalanced();
    });
    test('that an empty account refuses is asked for again, as a first one', async () => {
      const order = await bank.collectOne();
      await bank.take(bank.reportOrder(order, 'RJCT', 'AM04'));
      await bank.buy('C1', 'M1', 100);
      const { period } = await bank.driver.close(true);
      expect(
        (await bank.ordersOf(period)).map(({ amountMinor, mandate }) => [amountMinor, mandate?.sequence]),
      ).toEqual([
        [500, 'FRST'],
        [100, 'RCUR'],
      ]);
      await bank.isBalanced();
    });
    test('that is returned for another reason ends its mandate: the card is captured again, the debt stays due', async () => {
      const order = await bank.collectOne();
      await bank.take(bank.book(order));
      expect(await bank.verdicts(bank.book(order, 'MD06'))).toEqual(['applied']);
      expect((await bank.driver.store.readBankAccounts()).mandates).toEqual([]);
      await bank.buy('C1', 'M1', 100);
      const next = await bank.driver.close(true);
      expect(next).toMatchObject({ settlements: [{ kind: 'capture', amountMinor: 100 }], balanced: true });
      expect(await bank.driver.store.readDueLines(10)).toMatchObject([
        { side: 'credit' },
        { side: 'debit', amountMinor: 500, isPayable: false },
        { side: 'credit' },
      ]);
      await bank.isBalanced();
    });
  });

  test('time passes between a close and its bank’s answers', async () => {
    const order = await bank.orderOne();
    bank.driver.now += 30 * day;
    await bank.driver.store.sweep(bank.driver.now);
    expect(await bank.verdicts(bank.book(order))).toEqual(['applied']);
  });
});
