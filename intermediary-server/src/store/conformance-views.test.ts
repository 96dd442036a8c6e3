/** What an operator looks at, on each database: pages that end, and that together leave nothing out. */
import { describe, expect, test } from 'vitest';
import type { PurchaseCursor, PurchaseSearch } from '../ledger/operator-views.ts';
import { payerFingerprint } from '../ledger/payer-fingerprint.ts';
import type { LedgerDriver } from '../testing/ledger-driver.ts';
import { ledgerKinds, useLedger } from '../testing/ledger-kinds.ts';

const found = async ({ store }: LedgerDriver, search: PurchaseSearch) =>
  (await store.searchPurchases(search, 100)).purchases.map(({ amountMinor }) => amountMinor).sort();

describe.each(ledgerKinds)('on $name', (kind) => {
  const ledger = useLedger(kind);
  const sales = async () => {
    const driver = await ledger.driver();
    for (const [payer, merchant, amount] of [
      ['C1', 'M1', 100],
      ['C1', 'M2', 101],
      ['C2', 'M1', 102],
      ['C2', 'M2', 103],
    ] as const) {
      await driver.pay(driver.newRequest(payer, merchant, amount));
      driver.now += 10;
    }
    return driver;
  };

  test('purchases are found by each mark, and by all that are given together', async () => {
    const driver = await sales();
    const { purchases } = await driver.store.searchPurchases({}, 100);
    expect(purchases.map(({ amountMinor }) => amountMinor)).toEqual([103, 102, 101, 100]);
    const [newest] = purchases;
    const { receiptId = '', xid = '', acceptedAt = 0 } = newest ?? {};
    const payer = payerFingerprint('C1');
    expect(await found(driver, { receiptId })).toEqual([103]);
    expect(await found(driver, { xid })).toEqual([102, 103]);
    expect(await found(driver, { payer })).toEqual([100, 101]);
    expect(await found(driver, { merchantId: 'M1' })).toEqual([100, 102]);
    expect(await found(driver, { currency: 'EUR', leastMinor: 101, mostMinor: 102 })).toEqual([101, 102]);
    expect(await found(driver, { from: acceptedAt - 10, until: acceptedAt })).toEqual([102, 103]);
    expect(await found(driver, { payer, merchantId: 'M2' })).toEqual([101]);
    expect(await found(driver, { receiptId, payer })).toEqual([]);
    expect(await found(driver, { xid, merchantId: 'M9' })).toEqual([]);
    expect(await found(driver, { currency: 'FRF' })).toEqual([]);
  });

  test.each<PurchaseSearch>([{}, { payer: payerFingerprint('C1') }, { merchantId: 'M1' }])(
    'the pages of %j have each purchase once, also those of one second',
    async (search) => {
      const driver = await ledger.driver();
      for (let count = 0; count < 5; count += 1) await driver.pay(driver.newRequest('C1', 'M1', 100));
      const seen: string[] = [];
      let before: PurchaseCursor | undefined;
      do {
        const page = await driver.store.searchPurchases(
          before === undefined ? search : { ...search, before },
          2,
        );
        seen.push(...page.purchases.map(({ receiptId }) => receiptId));
        before = page.next;
      } while (before !== undefined);
      expect(new Set(seen).size).toBe(5);
      expect(seen).toHaveLength(5);
    },
  );

  test('a purchase is shown with its states, entries and lines', async () => {
    const driver = await ledger.filled();
    const { store } = driver;
    const [receiptId = ''] = driver.receipts.keys();
    const detail = await store.findPurchaseDetail(receiptId);
    const client = payerFingerprint('C1');
    expect(detail).toMatchObject({ state: 'credited', fingerprint: client, lines: [], refunds: [] });
    expect(detail?.entries).toMatchObject([
      { kind: 'accept', debit: `payer:${client}`, credit: `pending:${client}`, amountMinor: 500 },
      { kind: 'credit', debit: `pending:${client}`, credit: 'merchant:M1', amountMinor: 500 },
    ]);
    expect(await store.readAggregation(undefined, 10)).toEqual({
      cells: [{ fingerprint: client, merchantId: 'M1', currency: 'EUR', amountMinor: 500 }],
      isPartial: false,
    });
    const { period } = await driver.close(true);
    expect(await store.findPurchaseDetail(receiptId)).toMatchObject({
      clearedPeriod: period,
      otb: { state: 'captured' },
      lines: [
        { side: 'debit', amountMinor: 500, count: 1 },
        { side: 'credit', amountMinor: 500, count: 1 },
      ],
    });
    expect((await store.readAggregation(undefined, 10)).cells).toEqual([]);
    expect((await store.readAggregation(period, 10)).cells).toHaveLength(1);
    expect(await store.readRuns(10)).toMatchObject([{ period, state: 'closed', balanced: true }]);
    expect(await store.findPurchaseDetail('no such receipt')).toBeUndefined();
  });

  test('what is more than a page holds is said to be more', async () => {
    const { store } = await sales();
    expect(await store.readNewestOtbs(1)).toMatchObject([
      { fingerprint: payerFingerprint('C2'), spentMinor: 205 },
    ]);
    expect((await store.readAggregation(undefined, 1)).isPartial).toBe(true);
    expect([await store.countPurchases(3), await store.countPurchases(9)]).toEqual([3, 4]);
  });

  test('a close that is under way says how far it is', async () => {
    const { store, now } = await ledger.filled();
    expect(await store.readProgress()).toBeUndefined();
    const begin = { at: now, settleOpenOtbsAtClose: true, newRrpid: () => crypto.randomUUID() };
    const period = await store.beginClose(begin);
    expect(await store.readProgress()).toMatchObject({ period, settledCount: 0, settlementCount: 1 });
    for (const settlement of await store.pendingSettlements(period))
      await store.commitSettlement(settlement, { state: 'done', code: 'success' });
    expect(await store.readProgress()).toMatchObject({ settledCount: 1, settlementCount: 1 });
    expect(await store.readRuns(10)).toMatchObject([{ period, state: 'settling' }]);
  });
});
