/** One transaction, on disk when this returns; what it wrote is undone when it finds that the facts changed. */
import type { CommitStatus } from '../ledger/records.ts';
import type { SqliteDatabase } from './open-database.ts';

const changed = Symbol('changed');

/** `work` may stop anywhere with `return 'changed'`: nothing of it remains. Exceptions undo it too. */
export function transact(database: SqliteDatabase, work: () => CommitStatus): CommitStatus {
  try {
    return database
      .transaction(() => {
        const status = work();
        // better-sqlite3 rolls back on exceptions only.
        if (status === 'changed') throw changed;
        return status;
      })
      .immediate();
  } catch (error) {
    if (error === changed) return 'changed';
    throw error;
  }
}
