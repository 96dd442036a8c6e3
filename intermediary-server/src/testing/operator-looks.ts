/** What an operator looks at, of each kind one: for tests of how a database would find it. Only tests import this file. */
import type { OperatorViews, PurchaseSearch } from '../ledger/operator-views.ts';

const searches: readonly PurchaseSearch[] = [
  {},
  { receiptId: 'r' },
  { xid: 'x' },
  { payer: '0123456789abcdef' },
  { merchantId: 'M1', currency: 'EUR', leastMinor: 1, mostMinor: 9 },
  { from: 1, until: 2, before: { acceptedAt: 2, receiptId: 'r' } },
];

export const operatorLooks: readonly (readonly [string, (views: OperatorViews) => Promise<unknown>])[] = [
  ...searches.map(
    (search) =>
      [
        `a search for ${JSON.stringify(search)}`,
        (views: OperatorViews) => views.searchPurchases(search, 50),
      ] as const,
  ),
  ['the newest Open To Buys', (views) => views.readNewestOtbs(50)],
  ['the running aggregation', (views) => views.readAggregation(undefined, 50)],
  ['a closed aggregation', (views) => views.readAggregation('2026-11-23.1', 50)],
  ['a purchase', (views) => views.findPurchaseDetail('r')],
  ['the runs', (views) => views.readRuns(10)],
  ['how far a close is', (views) => views.readProgress()],
];
