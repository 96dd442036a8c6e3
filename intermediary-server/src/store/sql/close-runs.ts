/**
 * The beginning and the end of a close in the database. Who holds the row of `running_period` begins, who holds the
 * run's own row ends it, so that a period is closed once, however many processes try.
 */
import type { AggregatedLine } from '../../ledger/aggregate.ts';
import { clearingResult } from '../../ledger/clearing-result.ts';
import type { LedgerStore } from '../../ledger/ledger-store.ts';
import { type Otb, turn } from '../../ledger/otb.ts';
import { nextPeriod } from '../../ledger/period.ts';
import { planSettlement } from '../../ledger/plan-settlement.ts';
import { postCleared } from '../../ledger/posting.ts';
import type { ClearingResult } from '../../ledger/records.ts';
import { all, first, piecesOf, places, put, type SqlEngine, type Steps, unreachable } from './engine.ts';
import { otbColumns, post } from './rows.ts';
import { addSettlements, settlementsOf } from './settlements.ts';
import { sweepAll, sweepSome } from './sweep.ts';

type CloseRuns = Pick<LedgerStore, 'beginClose' | 'unfinishedRun' | 'finishClose'>;
type Close = Parameters<LedgerStore['beginClose']>[0];

interface ClearedRow extends AggregatedLine {
  readonly currency: string;
}

export function closeRuns(engine: SqlEngine): CloseRuns {
  return {
    unfinishedRun: () => engine.read(unfinished),
    beginClose: async (close) => {
      // Most of the sweep goes in small transactions, what is left with the close itself.
      await sweepAll(engine, close.at);
      return engine.write(() => begin(close));
    },
    finishClose: (period, at) => engine.write(() => finish(period, at)),
  };
}

function* unfinished(): Steps<string | undefined> {
  const row = yield* first<{ period: string }>(`SELECT period FROM clearing_run WHERE state = 'settling'`);
  return row?.period;
}

function* begin({ at, settleOpenOtbsAtClose, newRrpid }: Close): Steps<string> {
  const running = yield* first<{ period: string }>('SELECT period FROM running_period FOR UPDATE');
  const period = running?.period ?? unreachable('no running period');
  const known = yield* unfinished();
  if (known !== undefined) return known;
  for (let isDone = false; !isDone; ) {
    const { returned, closed } = yield* sweepSome(at);
    isDone = returned + closed === 0;
  }
  // First the locks: what is counted after them is as it stays.
  const otbs = yield* all<Otb>(
    `SELECT ${otbColumns} FROM otb WHERE state IN ('open', 'closing') ORDER BY opened_at, xid FOR UPDATE`,
  );
  const pending = yield* pendingCounts();
  const settleable = otbs.map((otb) => ({ otb, pendingCount: pending.get(otb.xid) ?? 0 }));
  const plan = planSettlement(settleable, { settleOpenOtbsAtClose }, at);
  yield* put(
    `INSERT INTO clearing_run (period, state, started_at) VALUES (?, 'settling', ?)`,
    ...[period, at],
  );
  yield* put('UPDATE running_period SET period = ?', nextPeriod(period, at));
  for (const piece of piecesOf(plan.closing.map((otb) => turn(otb, 'closing'))))
    yield* put(
      `UPDATE otb SET state = 'closing' WHERE xid IN (${places(piece.length)})`,
      ...piece.map(({ xid }) => xid),
    );
  const asked = (kind: 'capture' | 'reversal') => (otb: Otb) => ({
    ...{ period, xid: otb.xid, payer: otb.payer, kind, rrpid: newRrpid() },
    amountMinor: kind === 'capture' ? otb.spentMinor : 0,
  });
  yield* addSettlements([...plan.captures.map(asked('capture')), ...plan.reversals.map(asked('reversal'))]);
  return period;
}

/** XID → receipts that are neither credited nor returned. */
function* pendingCounts(): Steps<Map<string, number>> {
  const rows = yield* all<{ xid: string; pending: number }>(
    `SELECT purchase.xid, count(*) AS pending FROM purchase
     JOIN otb ON otb.xid = purchase.xid AND otb.payer = purchase.payer
     LEFT JOIN outcome ON outcome.receipt_id = purchase.receipt_id AND outcome.payer = purchase.payer
     WHERE otb.state IN ('open', 'closing') AND outcome.kind IS NULL GROUP BY purchase.xid`,
  );
  return new Map(rows.map(({ xid, pending }) => [xid, pending]));
}

function* finish(period: string, at: number): Steps<ClearingResult> {
  const run = yield* first<{ result: string | null }>(
    'SELECT result FROM clearing_run WHERE period = ? FOR UPDATE',
    period,
  );
  if (run === undefined) unreachable('a close that ends was begun');
  if (run.result !== null) return JSON.parse(run.result);
  const [debits, credits] = [yield* cleared(period, 'payer'), yield* cleared(period, 'merchant_id')];
  const currencies = [...new Set(debits.map(({ currency }) => currency))].sort();
  const tables = currencies.map((currency) => ({
    currency,
    debits: linesOf(debits, currency),
    credits: linesOf(credits, currency),
  }));
  const clearing = clearingResult(period, tables, yield* settlementsOf(period));
  for (const posting of postCleared(period, clearing, at)) yield* post(posting);
  yield* put(
    `UPDATE clearing_run SET state = 'closed', closed_at = ?, result = ? WHERE period = ?`,
    ...[at, JSON.stringify(clearing), period],
  );
  return clearing;
}

/** One line per party and currency: the database adds up, so that a close needs no room for its purchases. */
function cleared(period: string, party: 'payer' | 'merchant_id'): Steps<ClearedRow[]> {
  return all<ClearedRow>(
    `SELECT purchase.currency, purchase.${party} AS party, CAST(sum(amount_minor) AS BIGINT) AS "amountMinor",
       count(*) AS count
     FROM otb JOIN purchase ON purchase.xid = otb.xid AND purchase.payer = otb.payer
     JOIN outcome ON outcome.receipt_id = purchase.receipt_id AND outcome.payer = purchase.payer
     WHERE otb.cleared_period = ? AND outcome.kind = 'credited' GROUP BY purchase.currency, purchase.${party}`,
    period,
  );
}

function linesOf(rows: readonly ClearedRow[], wanted: string): AggregatedLine[] {
  return rows
    .filter(({ currency }) => currency === wanted)
    .map(({ party, amountMinor, count }) => ({ party, amountMinor, count }))
    .sort((left, right) => (left.party < right.party ? -1 : 1));
}
