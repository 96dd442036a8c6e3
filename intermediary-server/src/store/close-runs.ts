/** The beginning and the end of a close in the database. */
import { aggregate } from '../ledger/aggregate.ts';
import { clearingResult } from '../ledger/clearing-result.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { type Otb, turn } from '../ledger/otb.ts';
import { nextPeriod } from '../ledger/period.ts';
import { planSettlement } from '../ledger/plan-settlement.ts';
import { postCleared } from '../ledger/posting.ts';
import type { Purchase } from '../ledger/purchase.ts';
import type { SqliteDatabase } from './open-database.ts';
import type { Settlements } from './settlements.ts';
import type { Sweeper } from './sweep.ts';
import { otbColumns, selectPurchase, type Tables } from './tables.ts';

type CloseRuns = Pick<LedgerStore, 'beginClose' | 'unfinishedRun' | 'finishClose'>;

export function closeRuns(
  database: SqliteDatabase,
  rows: Tables,
  { sweepNow }: Sweeper,
  settlements: Settlements,
): CloseRuns {
  const unsettled = database.prepare<[], Otb & { pendingCount: number }>(
    `SELECT ${otbColumns}, (SELECT count(*) FROM purchase LEFT JOIN outcome USING (receipt_id)
       WHERE purchase.xid = otb.xid AND outcome.kind IS NULL) AS pendingCount
     FROM otb WHERE state IN ('open', 'closing') ORDER BY opened_at, xid`,
  );
  const running = database
    .prepare<[], string>(`SELECT period FROM clearing_run WHERE state = 'settling'`)
    .pluck();
  const begin = database.prepare(
    `INSERT INTO clearing_run (period, state, started_at) VALUES (?, 'settling', ?)`,
  );
  const setPeriod = database.prepare('UPDATE running_period SET period = ?');
  const cleared = database.prepare<[string], Purchase>(
    `${selectPurchase} WHERE xid IN (SELECT xid FROM otb WHERE cleared_period = ?)
       AND outcome.kind = 'credited'`,
  );
  const result = database
    .prepare<[string], string | null>('SELECT result FROM clearing_run WHERE period = ?')
    .pluck();
  const end = database.prepare(
    `UPDATE clearing_run SET state = 'closed', closed_at = ?, result = ? WHERE period = ?`,
  );
  return {
    unfinishedRun: async () => running.get(),
    beginClose: async ({ at, settleOpenOtbsAtClose, newRrpid }) =>
      database
        .transaction(() => {
          const unfinished = running.get();
          if (unfinished !== undefined) return unfinished;
          sweepNow(at);
          const period = rows.period();
          const otbs = unsettled.all().map(({ pendingCount, ...otb }) => ({ otb, pendingCount }));
          const plan = planSettlement(otbs, { settleOpenOtbsAtClose }, at);
          begin.run(period, at);
          setPeriod.run(nextPeriod(period, at));
          for (const otb of plan.closing) rows.saveOtb(turn(otb, 'closing'));
          for (const { xid, spentMinor: amountMinor } of plan.captures)
            settlements.add({ period, xid, kind: 'capture', amountMinor, rrpid: newRrpid() });
          for (const { xid } of plan.reversals)
            settlements.add({ period, xid, kind: 'reversal', amountMinor: 0, rrpid: newRrpid() });
          return period;
        })
        .immediate(),
    finishClose: async (period, at) =>
      database
        .transaction(() => {
          const known = result.get(period);
          if (known != null) return JSON.parse(known);
          const tables = aggregate(cleared.all(period));
          const clearing = clearingResult(period, tables, settlements.ofPeriod(period));
          for (const posting of postCleared(period, clearing, at)) rows.post(posting);
          end.run(at, JSON.stringify(clearing), period);
          return clearing;
        })
        .immediate(),
  };
}
