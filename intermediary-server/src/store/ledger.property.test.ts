/** Whatever is paid, claimed, returned, refunded and closed, in whatever order: no money is made and none is lost. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testTime } from '../../../packages/protocol/src/testing/demo-parties.ts';
import type { Purchase } from '../ledger/purchase.ts';
import type { ClearingResult } from '../ledger/records.ts';
import { LedgerDriver } from '../testing/ledger-driver.ts';
import { ledgerKinds } from '../testing/ledger-kinds.ts';
import { openLedgerStore } from './open-ledger-store.ts';

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('pay' as const),
      payer: fc.constantFrom('C1', 'C2', 'C3'),
      merchantId: fc.constantFrom('M1', 'M2'),
      amountMinor: fc.integer({ min: 1, max: 1000 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('claim' as const), which: fc.nat(100) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('refund' as const),
      which: fc.nat(100),
      amountMinor: fc.option(fc.integer({ min: 0, max: 1001 }), { nil: 'whole' as const }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 60 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), settlesOpen: fc.boolean() }) },
);

const sum = (lines: readonly { readonly amountMinor: number }[]) =>
  lines.reduce((total, { amountMinor }) => total + amountMinor, 0);

const keptSum = (purchases: readonly Purchase[]) =>
  purchases
    .filter(({ state }) => state !== 'returned')
    .reduce((total, { amountMinor, refundedMinor }) => total + amountMinor - refundedMinor, 0);

async function refundSome(
  driver: LedgerDriver,
  { which, amountMinor }: { readonly which: number; readonly amountMinor: number | 'whole' },
): Promise<void> {
  const receipts = [...driver.receipts.keys()];
  const receiptId = receipts[which % Math.max(1, receipts.length)];
  if (receiptId === undefined) return;
  const purchase = (await driver.store.findPurchases([receiptId])).get(receiptId);
  await driver.refund(receiptId, amountMinor === 'whole' ? (purchase?.amountMinor ?? 0) : amountMinor);
}

/** A database takes longer to make on a server. */
const runs = { SQLite: 60, PostgreSQL: 15 };

describe.each(ledgerKinds)('on $name', ({ name, create }) => {
  test('sequences of payments, claims, returns, refunds and closes conserve money', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const database = await create();
        const driver = new LedgerDriver(await openLedgerStore(database.where, testTime), testTime);
        const { store } = driver;
        const clearings: ClearingResult[] = [];
        for (const move of steps) {
          if (move.kind === 'pay')
            await driver.pay(driver.newRequest(move.payer, move.merchantId, move.amountMinor));
          if (move.kind === 'claim') {
            const receipts = [...driver.receipts.keys()];
            const receiptId = receipts[move.which % Math.max(1, receipts.length)];
            if (receiptId !== undefined) await driver.claim(receiptId);
          }
          if (move.kind === 'refund') await refundSome(driver, move);
          if (move.kind === 'wait') driver.now += move.hours * 3600;
          if (move.kind === 'sweep') await store.sweep(driver.now);
          if (move.kind === 'close') clearings.push(await driver.close(move.settlesOpen));
          const { wrong, otbs, purchases } = await store.readState();
          expect(wrong).toEqual([]);
          expect(keptSum(purchases)).toBe(otbs.reduce((total, { spentMinor }) => total + spentMinor, 0));
        }
        // Everything comes to its end: claimed, returned, cleared.
        driver.now += 40 * 24 * 3600;
        clearings.push(await driver.close(true));
        const { purchases, otbs, wrong } = await store.readState();
        expect(wrong).toEqual([]);
        expect(purchases.every(({ state }) => state !== 'accepted')).toBe(true);
        expect(otbs.every(({ state }) => state === 'captured' || state === 'released')).toBe(true);
        const cleared = keptSum(purchases);
        for (const { debits, credits, refunds, settlements, balanced } of clearings) {
          expect(balanced).toBe(true);
          expect(sum(debits)).toBe(sum(credits) + sum(refunds));
          expect(sum(debits)).toBe(sum(settlements));
        }
        expect(sum(clearings.flatMap(({ debits }) => debits))).toBe(cleared);
        // What is owed is paid as far as its merchant has credits, and never twice.
        const owed = purchases.reduce((total, { owedMinor }) => total + owedMinor, 0);
        expect(sum(clearings.flatMap(({ refunds }) => refunds))).toBeLessThanOrEqual(owed);
        await store.close();
        await database.drop();
      }),
      { numRuns: runs[name] },
    );
  });
});
