/** What the operator sees of the database. */
import { type Books, checkBooks } from '../ledger/check-books.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import type { Otb } from '../ledger/otb.ts';
import type { Posting } from '../ledger/posting.ts';
import type { Purchase } from '../ledger/purchase.ts';
import type { ClearingRun, LedgerState, PayerRecord } from '../ledger/records.ts';
import type { SqliteDatabase } from './open-database.ts';
import { otbColumns, selectPurchase, type Tables } from './tables.ts';

type State = Pick<LedgerStore, 'readState' | 'findEvidence' | 'setPayerStatus'>;

interface RunRow extends Omit<ClearingRun, 'closedAt' | 'result'> {
  closedAt: number | null;
  result: string | null;
}

export function state(database: SqliteDatabase, rows: Tables): State {
  const payers = database.prepare<[], PayerRecord>('SELECT payer, fingerprint, status FROM payer');
  const otbs = database.prepare<[], Otb & { clearedPeriod: string | null }>(
    `SELECT ${otbColumns}, cleared_period AS clearedPeriod FROM otb ORDER BY opened_at DESC, rowid DESC`,
  );
  const purchases = database.prepare<[], Purchase>(
    `${selectPurchase} ORDER BY accepted_at DESC, purchase.rowid DESC`,
  );
  const postings = database.prepare<[], Posting>(
    `SELECT kind, debit, credit, currency, amount_minor AS amountMinor, reference, posted_at AS postedAt
     FROM posting ORDER BY posting_id`,
  );
  const runs = database.prepare<[], RunRow>(
    `SELECT period, state, started_at AS startedAt, closed_at AS closedAt, result,
       (SELECT count(*) FROM settlement WHERE settlement.period = clearing_run.period) AS settlementCount,
       (SELECT count(*) FROM settlement WHERE settlement.period = clearing_run.period
          AND settlement.state <> 'pending') AS settledCount
     FROM clearing_run ORDER BY started_at DESC, period DESC`,
  );
  const evidence = database.prepare<[string], { mpReq: string; preimage: string | null }>(
    `SELECT mpreq AS mpReq, preimage FROM evidence LEFT JOIN outcome USING (receipt_id) WHERE receipt_id = ?`,
  );
  const setStatus = database.prepare('UPDATE payer SET status = ? WHERE fingerprint = ?');
  const read = database.transaction((): LedgerState => {
    const allOtbs = otbs.all();
    const clearedPeriods = new Map(
      allOtbs.flatMap(({ xid, clearedPeriod }) => (clearedPeriod === null ? [] : [[xid, clearedPeriod]])),
    );
    const books: Books = {
      otbs: allOtbs.map(({ clearedPeriod: _period, ...otb }) => otb),
      purchases: purchases.all(),
      postings: postings.all(),
      // Cleared in the books when the run is closed; until then its debits and credits are not posted.
      clearedXids: new Set(
        runs
          .all()
          .filter((run) => run.state === 'closed')
          .flatMap(({ period }) => [...clearedPeriods].filter(([, p]) => p === period).map(([xid]) => xid)),
      ),
    };
    return {
      payers: payers.all(),
      otbs: books.otbs,
      purchases: books.purchases.map((purchase) => ({
        ...purchase,
        clearedPeriod: clearedPeriods.get(purchase.xid),
      })),
      period: rows.period(),
      runs: runs.all().map(({ closedAt, result, ...run }) => ({
        ...run,
        closedAt: closedAt ?? undefined,
        result: result === null ? undefined : JSON.parse(result),
      })),
      wrong: checkBooks(books),
    };
  });
  return {
    readState: async () => read(),
    findEvidence: async (receiptId) => {
      const row = evidence.get(receiptId);
      return row && { mpReq: row.mpReq, preimage: row.preimage ?? undefined };
    },
    setPayerStatus: async (fingerprint, status) => setStatus.run(status, fingerprint).changes === 1,
  };
}
