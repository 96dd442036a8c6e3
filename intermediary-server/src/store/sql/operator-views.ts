/**
 * What the operator looks at, in pages. Each query walks an index from where it begins and stops after a bounded number of
 * rows, and none of them stands in the way of a payment.
 */
import type {
  AggregatedCell,
  CloseProgress,
  OperatorViews,
  OtbView,
  RunView,
} from '../../ledger/operator-views.ts';
import { all, first, type SqlEngine, type Steps } from './engine.ts';
import { findDetail } from './operator-detail.ts';
import { search } from './operator-search.ts';
import { readPeriod, refundedTo } from './rows.ts';

interface RunRow extends Omit<RunView, 'closedAt' | 'balanced'> {
  readonly closedAt: number | null;
  readonly result: string | null;
}

export function operatorViews(engine: SqlEngine): OperatorViews {
  const { readAside, newestFirst } = engine;
  return {
    readRunningPeriod: () => engine.read(readPeriod),
    readNewestOtbs: (limit) =>
      readAside(() =>
        // The count stands in the statement: of a value PostgreSQL would take the tenth of the table for likely.
        all<OtbView>(
          `SELECT otb.xid, payer.fingerprint, payer.status AS "payerStatus", otb.currency,
             limit_minor AS "limitMinor", spent_minor AS "spentMinor", state, opened_at AS "openedAt"
           FROM (SELECT * FROM otb ORDER BY opened_at DESC, ${newestFirst.otb} LIMIT ${Math.trunc(limit)}) AS otb
           JOIN payer ON payer.payer = otb.payer ORDER BY opened_at DESC`,
        ),
      ),
    searchPurchases: (wanted, limit) => readAside(() => search(wanted, limit)),
    findPurchaseDetail: (receiptId) => readAside(() => findDetail(receiptId)),
    readAggregation: (period, otbsMost) => readAside(() => aggregation(period, otbsMost)),
    readRuns: (limit) => readAside(() => runs(limit)),
    readProgress: () => readAside(progress),
    countPurchases: async (most) => (await readAside(() => count(most)))?.count ?? 0,
  };
}

function* aggregation(period: string | undefined, otbsMost: number) {
  const otbs =
    period === undefined
      ? `SELECT xid, payer FROM otb WHERE state IN ('open', 'closing') ORDER BY opened_at DESC LIMIT ?`
      : 'SELECT xid, payer FROM otb WHERE cleared_period = ? LIMIT ?';
  const named = period === undefined ? [] : [period];
  const found = yield* all(otbs, ...named, otbsMost + 1);
  const cells = yield* all<AggregatedCell>(
    `WITH cleared AS MATERIALIZED (${otbs})
     SELECT payer.fingerprint, purchase.merchant_id AS "merchantId", purchase.currency,
       CAST(sum(purchase.amount_minor - ${refundedTo('otb')}) AS BIGINT) AS "amountMinor"
     FROM cleared JOIN purchase ON purchase.xid = cleared.xid AND purchase.payer = cleared.payer
     JOIN outcome ON outcome.receipt_id = purchase.receipt_id AND outcome.payer = purchase.payer
       AND outcome.kind = 'credited'
     JOIN payer ON payer.payer = purchase.payer
     GROUP BY payer.fingerprint, purchase.merchant_id, purchase.currency`,
    ...[...named, otbsMost],
  );
  return {
    cells: cells.filter(({ amountMinor }) => amountMinor > 0),
    isPartial: found.length > otbsMost,
  };
}

function* runs(limit: number): Steps<RunView[]> {
  const rows = yield* all<RunRow>(
    `SELECT period, state, started_at AS "startedAt", closed_at AS "closedAt", result
     FROM clearing_run ORDER BY period DESC LIMIT ?`,
    limit,
  );
  return rows
    .map(({ closedAt, result, ...run }) => ({
      ...run,
      closedAt: closedAt ?? undefined,
      balanced: result === null ? undefined : JSON.parse(result).balanced === true,
    }))
    .sort((left, right) => right.startedAt - left.startedAt);
}

function* progress(): Steps<CloseProgress | undefined> {
  return yield* first<CloseProgress>(
    `SELECT run.period, started_at AS "startedAt",
       (SELECT count(*) FROM settlement WHERE settlement.period = run.period) AS "settlementCount",
       (SELECT count(*) FROM settlement WHERE settlement.period = run.period
          AND settlement.state <> 'pending') AS "settledCount"
     FROM clearing_run AS run WHERE run.state = 'settling'`,
  );
}

function* count(most: number): Steps<{ count: number } | undefined> {
  return yield* first<{ count: number }>(
    'SELECT count(*) AS count FROM (SELECT 1 FROM purchase LIMIT ?) AS counted',
    most,
  );
}
