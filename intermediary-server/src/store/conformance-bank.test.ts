/** What a close orders of the bank, on each database: everything once, and nothing that is owed is lost. */
import { describe, expect, test } from 'vitest';
import { writeMessage } from '../bank/write-message.ts';
import { digestOf } from '../clearing/write-bank-files.ts';
import type { LineReport } from '../ledger/bank-store.ts';
import { isIncluded } from '../ledger/merkle.ts';
import { payerFingerprint } from '../ledger/payer-fingerprint.ts';
import { useBank } from '../testing/bank-fixture.ts';
import { ledgerKinds, useLedger } from '../testing/ledger-kinds.ts';
import { otherIban } from '../testing/test-orders.ts';

const isNever = /never/;

describe.each(ledgerKinds)('on $name', (kind) => {
  const ledger = useLedger(kind);
  const bank = useBank(ledger);

  describe('a close', () => {
    test('orders one credit for each merchant that has an account, and keeps the others due', async () => {
      await bank.setHouse();
      await bank.setMerchant('M1');
      await bank.buy('C1', 'M1', 500);
      await bank.buy('C2', 'M1', 70);
      await bank.buy('C2', 'M2', 30);
      const { period } = await bank.driver.close(true);
      const orders = await bank.ordersOf(period);
      expect(orders).toMatchObject([
        { side: 'credit', party: 'M1', amountMinor: 570, count: 2, iban: otherIban, state: 'made' },
      ]);
      expect(await bank.driver.store.readDueLines(10)).toMatchObject([
        { party: 'M2', amountMinor: 30, isPayable: false },
      ]);
      await bank.isBalanced();
      // Its account becomes known: the next close orders it, under its own period.
      await bank.setMerchant('M2');
      await bank.buy('C1', 'M1', 1);
      const next = await bank.driver.close(true);
      expect(
        (await bank.ordersOf(next.period)).map(({ party, period: of, amountMinor }) => [
          party,
          of,
          amountMinor,
        ]),
      ).toEqual([
        ['M1', next.period, 1],
        ['M2', period, 30],
      ]);
      expect(await bank.driver.store.readDueLines(10)).toEqual([]);
      await bank.isBalanced();
    });
    test('without an account of the house orders nothing, and loses nothing', async () => {
      await bank.setMerchant('M1');
      await bank.buy('C1', 'M1', 500);
      const { period } = await bank.driver.close(true);
      expect(await bank.ordersOf(period)).toEqual([]);
      await bank.setHouse();
      const next = await bank.driver.close(true);
      expect(await bank.ordersOf(next.period)).toMatchObject([{ period, amountMinor: 500 }]);
      await bank.isBalanced();
    });
    test('of nothing makes no message', async () => {
      await bank.setHouse();
      const { period } = await bank.driver.close(true);
      expect(await bank.driver.store.readClearing(period)).toMatchObject({ totals: [], messages: [] });
      expect(await bank.driver.store.unwrittenBankMessages()).toEqual([]);
    });
    test('collects by direct debit what it does not capture, and never both', async () => {
      await bank.setHouse();
      await bank.setMerchant('M1');
      await bank.buy('C1', 'M1', 500);
      await bank.buy('C2', 'M1', 300);
      await bank.buy('C3', 'M1', 200);
      expect(await bank.setMandate('C1')).toBe('set');
      expect(await bank.setMandate('C3', 'card')).toBe('set');
      const { period, settlements, debits, balanced } = await bank.driver.close(true);
      expect(balanced).toBe(true);
      expect(
        settlements
          .map(
            ({ kind: asked, amountMinor, directDebitMinor }) => `${asked} ${amountMinor} ${directDebitMinor}`,
          )
          .sort(),
      ).toEqual(['capture 200 0', 'capture 300 0', 'reversal 0 500']);
      expect(debits.reduce((total, { amountMinor }) => total + amountMinor, 0)).toBe(1000);
      const debitOrders = (await bank.ordersOf(period)).filter(({ side }) => side === 'debit');
      expect(debitOrders).toMatchObject([
        { party: 'C1', amountMinor: 500, mandate: { mandateId: 'MND-C1', sequence: 'FRST' } },
      ]);
      const [message] =
        (await bank.driver.store.readClearing(period))?.messages.filter(({ side }) => side === 'debit') ?? [];
      expect(message).toMatchObject({ requestedOn: '2026-11-25', orderCount: 1 });
      await bank.isBalanced();
    });
    test('decides how to collect when it begins', async () => {
      await bank.setHouse();
      await bank.buy('C1', 'M1', 500);
      await bank.setMandate('C1');
      const { store, now } = bank.driver;
      let count = 0;
      const newRrpid = () => `rrpid ${++count}`;
      const period = await store.beginClose({ at: now, settleOpenOtbsAtClose: true, newRrpid });
      await store.endMandate(payerFingerprint('C1'), now);
      for (const settlement of await store.pendingSettlements(period))
        await store.commitSettlement(settlement, { state: 'done', code: 'approved' });
      expect(await store.finishClose(period, now, newRrpid)).toMatchObject({
        settlements: [{ kind: 'reversal', directDebitMinor: 500 }],
        balanced: true,
      });
      // The bank has released the authorization, and nobody may debit: it stays due until there is a mandate.
      expect(await bank.ordersOf(period)).toEqual([]);
      expect(await store.readDueLines(10)).toMatchObject([
        { side: 'credit', isPayable: false },
        { side: 'debit', amountMinor: 500, isPayable: false },
      ]);
      await bank.setMandate('C1', 'card', 'MND-NEW');
      const next = await bank.driver.close(true);
      expect(await bank.ordersOf(next.period)).toMatchObject([{ side: 'debit', period, amountMinor: 500 }]);
      await bank.isBalanced();
    });
    test('a reversal that the bank refuses collects nothing, and the next close decides again', async () => {
      await bank.setHouse();
      await bank.buy('C1', 'M1', 500);
      await bank.setMandate('C1');
      const { store, now } = bank.driver;
      let count = 0;
      const newRrpid = () => `rrpid ${++count}`;
      const period = await store.beginClose({ at: now, settleOpenOtbsAtClose: true, newRrpid });
      for (const settlement of await store.pendingSettlements(period))
        await store.commitSettlement(settlement, { state: 'refused', code: 'declined' });
      expect(await store.finishClose(period, now, newRrpid)).toMatchObject({
        debits: [],
        credits: [],
        balanced: false,
      });
      await store.endMandate(payerFingerprint('C1'), now);
      const next = await bank.driver.close(true);
      expect(next).toMatchObject({ settlements: [{ kind: 'capture', amountMinor: 500 }], balanced: true });
      await bank.isBalanced();
    });
    test('twice at once is one, and its messages are written once', async () => {
      const { period } = await bank.orderOne();
      const other = await ledger.open();
      expect(await other.finishClose(period, bank.driver.now + 1, () => 'none')).toEqual(
        await bank.driver.store.finishClose(period, bank.driver.now + 2, () => 'none'),
      );
      const [message] = await other.unwrittenBankMessages();
      if (message === undefined) throw new Error('a message is to be written');
      const content = writeMessage(message, await other.ordersOfMessage(message.messageId));
      const file = { digest: digestOf(content), content };
      expect(await other.saveBankFile(message.messageId, file)).toBe(file.digest);
      // Accounts that change later change nothing of it.
      await bank.setMerchant('M9');
      await bank.driver.store.setHouseAccount(
        { name: 'Other', iban: otherIban, bic: undefined, creditorId: undefined },
        bank.driver.now,
      );
      const again = writeMessage(message, await bank.driver.store.ordersOfMessage(message.messageId));
      expect(again).toBe(content);
      expect(await bank.driver.store.saveBankFile(message.messageId, { digest: 'x', content: 'x' })).toBe(
        file.digest,
      );
      expect(await bank.driver.store.unwrittenBankMessages()).toEqual([]);
      expect((await bank.driver.store.readState()).runs).toHaveLength(1);
    });
    test('of more merchants than go in one message makes two of them', async () => {
      await bank.setHouse();
      const { period } = await bank.driver.close(true);
      await ledger.database.exec(manyDue(period, 10_050));
      const next = await bank.driver.close(true);
      const { messages = [] } = (await bank.driver.store.readClearing(next.period)) ?? {};
      expect(messages.map(({ messageId, orderCount }) => [messageId, orderCount])).toEqual([
        ['EC20261123.2-C-1', 10_000],
        ['EC20261123.2-C-2', 50],
      ]);
      const orders = await bank.ordersOf(next.period);
      expect(new Set(orders.map(({ endToEndId }) => endToEndId)).size).toBe(10_050);
      const pages: LineReport[] = [];
      for (let isLast = false; !isLast; ) {
        const page = await bank.driver.store.readLines(period, pages.at(-1), 4000);
        pages.push(...page);
        isLast = page.length < 4000;
      }
      expect(pages).toHaveLength(10_051);
      expect(pages.filter(({ order }) => order?.state === 'made')).toHaveLength(10_050);
      await bank.isBalanced();
    });
  });

  describe('a mandate', () => {
    test('of a payer whom nobody knows, or with another’s identification, is not set', async () => {
      await bank.buy('C1', 'M1', 10);
      await bank.buy('C2', 'M1', 10);
      expect(await bank.setMandate('C9')).toBe('unknownPayer');
      expect(await bank.setMandate('C1', 'directDebit', 'MND')).toBe('set');
      expect(await bank.setMandate('C2', 'directDebit', 'MND')).toBe('taken');
      await bank.driver.store.endMandate(payerFingerprint('C1'), bank.driver.now);
      expect(await bank.setMandate('C2', 'directDebit', 'MND')).toBe('taken');
      expect(await bank.driver.store.endMandate(payerFingerprint('C1'), bank.driver.now)).toBe(false);
    });
    test('takes the place of the payer’s other one', async () => {
      await bank.buy('C1', 'M1', 10);
      await bank.setMandate('C1', 'card', 'OLD');
      await bank.setMandate('C1', 'directDebit', 'NEW');
      expect((await bank.driver.store.readBankAccounts()).mandates).toMatchObject([
        { mandateId: 'NEW', collectBy: 'directDebit', fingerprint: payerFingerprint('C1') },
      ]);
    });
  });

  test('each receipt has its place in the lines of merchant and payer', async () => {
    const receipts: string[] = [];
    for (let count = 0; count < 40; count += 1)
      receipts.push(await bank.buy(`C${count % 3}`, `M${count % 2}`, 10 + count));
    const unclaimed = await bank.driver.pay(bank.driver.newRequest('C5', 'M1', 10));
    expect(await bank.driver.store.proveReceipt(receipts[0] ?? '')).toBeUndefined();
    await bank.driver.close(true);
    for (const receiptId of [receipts[0], receipts[17], receipts[39]]) {
      const proof = await bank.driver.store.proveReceipt(receiptId ?? '');
      if (proof === undefined) throw new Error('there is a proof');
      const leaf = new TextEncoder().encode(proof.leaf);
      expect(JSON.parse(proof.leaf).receiptId).toBe(receiptId);
      for (const side of ['credit', 'debit'] as const) {
        expect(isIncluded(leaf, proof[side], proof[side].root)).toBe(true);
        expect(
          isIncluded(Buffer.from(proof.leaf.replace('"value":', '"value":1')), proof[side], proof[side].root),
        ).toBe(false);
      }
      expect(proof.credit.count).toBe(20);
    }
    expect(await bank.driver.store.proveReceipt(unclaimed.receiptId ?? '')).toBeUndefined();
    expect(await bank.driver.store.proveReceipt('no such')).toBeUndefined();
  });

  test('the database refuses a program that edits what was fixed, or orders it twice', async () => {
    const order = await bank.orderOne();
    await bank.driver.store.saveBankFile(order.messageId, { digest: 'd', content: 'c' });
    await bank.take(bank.book(order));
    for (const [sql, says] of [
      ['UPDATE clearing_line SET amount_minor = 1', isNever],
      [`UPDATE clearing_line SET root = ''`, isNever],
      ['DELETE FROM clearing_line', isNever],
      [`UPDATE bank_order SET iban = 'X'`, isNever],
      ['DELETE FROM bank_order', isNever],
      [`UPDATE bank_message SET house = ''`, isNever],
      [`UPDATE bank_file SET content = ''`, isNever],
      [`UPDATE bank_answer_entry SET verdict = 'applied'`, isNever],
      ['DELETE FROM bank_answer_entry', isNever],
      ['UPDATE bank_posting SET amount_minor = 1', isNever],
      ['DELETE FROM bank_posting', isNever],
      ['INSERT INTO bank_posting SELECT * FROM bank_posting', /unique/i],
      [
        `INSERT INTO bank_order SELECT 'other', message_id, 99, block_id, period, side, party, currency,
           amount_minor, item_count, name, iban, bic, mandate_id, signed_on, sequence, state, reason FROM bank_order`,
        /unique/i,
      ],
    ] as const)
      await expect(ledger.database.exec(sql)).rejects.toThrow(says);
  });
});

/** So many credits of 1.00 that wait for an order, and the one debit that paid for them. */
function manyDue(period: string, count: number): string {
  const merchants = Array.from({ length: count }, (_, index) => `M${index}`);
  const values = (rowOf: (merchant: string) => string) =>
    merchants.map((merchant) => `(${rowOf(merchant)})`).join();
  return `
    INSERT INTO clearing_line VALUES ('${period}', 'debit', 'C1', 'EUR', ${count * 100}, 1, 'r', 'card', 'settled', 0);
    INSERT INTO bank_posting VALUES
      ('C1', 'capture', 'acquirer', 'settlement:${period}', 'EUR', ${count * 100}, 'capture', 1);
    INSERT INTO bank_account (holder, name, iban, set_at) VALUES
      ${values((merchant) => `'merchant:${merchant}', 'Shop', '${otherIban}', 1`)};
    INSERT INTO clearing_line VALUES
      ${values((merchant) => `'${period}', 'credit', '${merchant}', 'EUR', 100, 1, 'r', NULL, 'due', 0`)};
    INSERT INTO bank_posting VALUES
      ${values((merchant) => `'${merchant}', 'credit', 'settlement:${period}', 'owed:${merchant}', 'EUR', 100, '${merchant}', 1`)};`;
}
