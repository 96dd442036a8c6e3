/** What time alone changes: unclaimed receipts return, Open To Buys end, old answers are forgotten. */
import { answerRetentionSeconds } from '@ecomm/protocol';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { type Otb, turn } from '../ledger/otb.ts';
import type { Purchase } from '../ledger/purchase.ts';
import type { SweepCounts } from '../ledger/records.ts';
import { returnUnclaimed } from './claims.ts';
import type { SqliteDatabase } from './open-database.ts';
import { otbColumns, selectPurchase, type Tables } from './tables.ts';

export interface Sweeper extends Pick<LedgerStore, 'sweep'> {
  /** The same inside the caller's transaction, answers kept. */
  sweepNow(at: number): SweepCounts;
}

export function sweeper(database: SqliteDatabase, rows: Tables): Sweeper {
  const unclaimed = database.prepare<[number], Purchase>(
    // Of what is settled every receipt is final: only the others are looked at.
    `${selectPurchase} WHERE outcome.kind IS NULL AND claim_deadline < ?
       AND xid IN (SELECT xid FROM otb WHERE state IN ('open', 'closing'))`,
  );
  const lapsed = database.prepare<[number], Otb>(
    `SELECT ${otbColumns} FROM otb WHERE state = 'open' AND spendable_until < ?`,
  );
  const forgetRequests = database.prepare(
    `DELETE FROM request WHERE answered_at < ? AND (state = 'final' OR expires_at < ?)`,
  );
  const forgetClaims = database.prepare('DELETE FROM claim_answer WHERE answered_at < ?');
  const sweepNow = (at: number) => {
    const due = unclaimed.all(at);
    for (const purchase of due) returnUnclaimed(rows, purchase, at);
    const ended = lapsed.all(at);
    for (const otb of ended) rows.saveOtb(turn(otb, 'closing'));
    return { returned: due.length, closed: ended.length };
  };
  return {
    sweepNow,
    sweep: async (at) =>
      database
        .transaction(() => {
          const oldest = at - answerRetentionSeconds;
          forgetRequests.run(oldest, oldest);
          forgetClaims.run(oldest);
          return sweepNow(at);
        })
        .immediate(),
  };
}
