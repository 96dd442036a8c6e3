/** The ledger's database in one SQLite file. */
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { periodOf } from '../ledger/period.ts';
import { claims } from './claims.ts';
import { closeRuns } from './close-runs.ts';
import { GroupCommit } from './group-commit.ts';
import { openDatabase } from './open-database.ts';
import { payments } from './payments.ts';
import { settlements } from './settlements.ts';
import { state } from './state.ts';
import { sweeper } from './sweep.ts';
import { tables } from './tables.ts';
import { topUps } from './top-ups.ts';

/** `:memory:` for a store that lives as long as the object. `at`: when the first period begins. */
export function openLedgerStore(path: string, at: number): LedgerStore {
  const database = openDatabase(path);
  database
    .prepare('INSERT INTO running_period SELECT ? WHERE NOT EXISTS (SELECT 1 FROM running_period)')
    .run(periodOf(at, 1));
  const rows = tables(database);
  const commits = new GroupCommit(database);
  const paying = payments(database, rows, commits);
  const settling = settlements(database, rows);
  const sweeping = sweeper(database, rows);
  return {
    ...paying.operations,
    ...topUps(database, rows, paying, commits),
    ...claims(database, rows, commits),
    ...sweeping,
    ...settling,
    ...closeRuns(database, rows, sweeping, settling),
    ...state(database, rows),
    close: async () => {
      commits.flush();
      database.close();
    },
  };
}
