/** The ledger on SQLite (a path) or on PostgreSQL (a URL). */
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { openPostgresEngine } from './postgres/postgres-engine.ts';
import { audit } from './sql/audit.ts';
import { bankAccounts } from './sql/bank-accounts.ts';
import { bankAnswers } from './sql/bank-answers.ts';
import { bankFiles } from './sql/bank-files.ts';
import { cardCredits } from './sql/card-credits.ts';
import { claims } from './sql/claims.ts';
import { clearingReport } from './sql/clearing-report.ts';
import { closeRuns } from './sql/close-runs.ts';
import type { LedgerWatch, SqlEngine } from './sql/engine.ts';
import { operatorFigures } from './sql/operator-figures.ts';
import { operatorUsers } from './sql/operator-users.ts';
import { operatorViews } from './sql/operator-views.ts';
import { payments } from './sql/payments.ts';
import { refunds } from './sql/refunds.ts';
import { setPurchases } from './sql/set-purchases.ts';
import { settlements } from './sql/settlements.ts';
import { state } from './sql/state.ts';
import { statuses } from './sql/statuses.ts';
import { sweep } from './sql/sweep.ts';
import { topUps } from './sql/top-ups.ts';
import { openSqliteEngine } from './sqlite/sqlite-engine.ts';

/**
 * `where`: a file, `:memory:` for a ledger that lives as long as the object, or `postgres://user:password@host/name`.
 * `at`: when the first period begins. Throws ERR_LEDGER_VERSION, ERR_LEDGER_READ_ONLY, ERR_LEDGER_UNAVAILABLE.
 */
export async function openLedgerStore(where: string, at: number, watch?: LedgerWatch): Promise<LedgerStore> {
  return ledgerStoreOn(
    isPostgresUrl(where)
      ? await openPostgresEngine(where, at, watch)
      : openSqliteEngine(where, at, watch && { watch }),
  );
}

export function isPostgresUrl(where: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(where);
}

export function ledgerStoreOn(engine: SqlEngine): LedgerStore {
  return {
    ...payments(engine),
    ...setPurchases(engine),
    ...topUps(engine),
    ...claims(engine),
    ...sweep(engine),
    ...settlements(engine),
    ...closeRuns(engine),
    ...bankAccounts(engine),
    ...bankFiles(engine),
    ...bankAnswers(engine),
    ...clearingReport(engine),
    ...state(engine),
    ...refunds(engine),
    ...cardCredits(engine),
    ...operatorFigures(engine),
    ...operatorUsers(engine),
    ...operatorViews(engine),
    ...audit(engine),
    ...statuses(engine),
    close: () => engine.close(),
  };
}
