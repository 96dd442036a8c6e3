/** What the operator sees of the database. */
import { type Books, checkBooks } from '../../ledger/check-books.ts';
import type { LedgerStore } from '../../ledger/ledger-store.ts';
import type { Otb } from '../../ledger/otb.ts';
import type { Posting } from '../../ledger/posting.ts';
import type { Purchase } from '../../ledger/purchase.ts';
import type { ClearingRun, Evidence, LedgerState, PayerRecord } from '../../ledger/records.ts';
import { checkBankBooks } from './bank-books.ts';
import { clearingOf } from './clearing-results.ts';
import { all, first, type SqlEngine, type Steps } from './engine.ts';
import { otbColumns, readPeriod, selectPurchase } from './rows.ts';
import { unpacked } from './signed-headers.ts';

type State = Pick<LedgerStore, 'readState' | 'findEvidence'>;

interface RunRow extends Omit<ClearingRun, 'closedAt' | 'result'> {
  closedAt: number | null;
  result: string | null;
}

interface PostingRow extends Omit<Posting, 'xid'> {
  xid: string | null;
}

export function state(engine: SqlEngine): State {
  return {
    readState: () => engine.readTogether(() => read(engine.newestFirst)),
    findEvidence: (receiptId) => engine.read(() => findEvidence(receiptId)),
  };
}

function* findEvidence(receiptId: string): Steps<Evidence | undefined> {
  const row = yield* first<{ mpReq: string; preimage: string | null }>(
    `SELECT mpreq AS "mpReq", preimage FROM evidence
     LEFT JOIN outcome ON outcome.receipt_id = evidence.receipt_id WHERE evidence.receipt_id = ?`,
    receiptId,
  );
  return row && { mpReq: yield* unpacked(row.mpReq), preimage: row.preimage ?? undefined };
}

function* read(newestFirst: SqlEngine['newestFirst']): Steps<LedgerState> {
  const allOtbs = yield* all<Otb & { clearedPeriod: string | null }>(
    `SELECT ${otbColumns}, cleared_period AS "clearedPeriod" FROM otb ORDER BY opened_at DESC, ${newestFirst.otb}`,
  );
  const clearedPeriods = new Map(
    allOtbs.flatMap(({ xid, clearedPeriod }) => (clearedPeriod === null ? [] : [[xid, clearedPeriod]])),
  );
  const runs = yield* readRuns();
  const closed = new Set(runs.filter((run) => run.state === 'closed').map(({ period }) => period));
  const books: Books = {
    otbs: allOtbs.map(({ clearedPeriod: _period, ...otb }) => otb),
    purchases: yield* all<Purchase>(`${selectPurchase} ORDER BY accepted_at DESC, ${newestFirst.purchase}`),
    postings: yield* readPostings(),
    // Cleared in the books when the run is closed; until then its debits and credits are not posted.
    clearedXids: new Set([...clearedPeriods].flatMap(([xid, period]) => (closed.has(period) ? [xid] : []))),
    owed: yield* all(
      `SELECT payer, merchant_id AS "merchantId", currency, left_minor AS "leftMinor" FROM refund WHERE left_minor > 0`,
    ),
  };
  return {
    payers: yield* all<PayerRecord>('SELECT payer, fingerprint, status FROM payer ORDER BY payer'),
    otbs: books.otbs,
    purchases: books.purchases.map((purchase) => ({
      ...purchase,
      clearedPeriod: clearedPeriods.get(purchase.xid),
    })),
    period: yield* readPeriod(),
    runs,
    wrong: [...checkBooks(books), ...(yield* checkBankBooks())],
  };
}

function* readRuns(): Steps<ClearingRun[]> {
  const rows = yield* all<RunRow>(
    `SELECT period, state, started_at AS "startedAt", closed_at AS "closedAt", result,
       (SELECT count(*) FROM settlement WHERE settlement.period = clearing_run.period) AS "settlementCount",
       (SELECT count(*) FROM settlement WHERE settlement.period = clearing_run.period
          AND settlement.state <> 'pending') AS "settledCount"
     FROM clearing_run ORDER BY started_at DESC, period DESC`,
  );
  const runs: ClearingRun[] = [];
  for (const { closedAt, result, ...run } of rows)
    runs.push({
      ...run,
      closedAt: closedAt ?? undefined,
      result: result === null ? undefined : yield* clearingOf(run.period, result),
    });
  return runs;
}

function* readPostings(): Steps<Posting[]> {
  const rows = yield* all<PostingRow>(
    `SELECT shard, xid, kind, debit, credit, currency, amount_minor AS "amountMinor", reference,
       posted_at AS "postedAt" FROM posting
     UNION ALL SELECT shard, xid, kind, debit, credit, currency, amount_minor, reference, posted_at FROM refund_posting`,
  );
  return rows.map(({ xid, ...row }) => ({ ...row, xid: xid ?? undefined }));
}
