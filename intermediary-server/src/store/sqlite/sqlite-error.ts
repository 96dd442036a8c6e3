/** What SQLite's codes (https://www.sqlite.org/rescode.html) mean to the ledger: the one place that knows. */
import Database from 'better-sqlite3';
import { IntermediaryError } from '../../errors.ts';

const retryAfterSeconds = 5;

/** Whether a row with the same key is there. */
export function isTaken(error: unknown): boolean {
  return (
    error instanceof Database.SqliteError &&
    (error.code === 'SQLITE_CONSTRAINT_UNIQUE' || error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY')
  );
}

/** An error of the database as the ledger's; others, and bugs, as they are. */
export function ledgerErrorOf(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const options = { cause: error, retryAfterSeconds };
  if (error.code === 'SQLITE_FULL')
    return new IntermediaryError('ERR_LEDGER_FULL', 'the disk of the ledger is full', options);
  if (error.code.startsWith('SQLITE_READONLY'))
    return new IntermediaryError('ERR_LEDGER_READ_ONLY', 'the ledger may only be read', options);
  if (error.code === 'SQLITE_NOTADB')
    return new IntermediaryError('ERR_LEDGER_VERSION', 'the ledger is not a file of SQLite', {
      cause: error,
    });
  if (
    /^SQLITE_(?:BUSY|LOCKED|IOERR|CANTOPEN|PERM|AUTH|NOMEM|CORRUPT|PROTOCOL)/.test(error.code) ||
    isTaken(error)
  )
    return new IntermediaryError(
      'ERR_LEDGER_UNAVAILABLE',
      `the ledger can not be used: ${error.code}`,
      options,
    );
  return error;
}
