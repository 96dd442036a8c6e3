/** Opens the SQLite file: write-ahead log, every commit on disk before it returns, migrations taken. */
import Database from 'better-sqlite3';
import { IntermediaryError } from '../../errors.ts';
import { migrations } from './migrations.ts';

export type SqliteDatabase = Database.Database;

/** How long to wait for another process's transaction. */
const busyTimeoutMs = 5000;

/** Throws ERR_LEDGER_VERSION when the file was written by a later version of the program. */
export function openDatabase(path: string): SqliteDatabase {
  const database = new Database(path, { timeout: busyTimeoutMs });
  try {
    database.pragma('journal_mode = WAL');
    // Who can wait for the disk otherwise says so: log-sync.ts.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // Neighbours in an index are written again soon: let the log hold them until then (32 MB), and memory too (64 MB).
    database.pragma('wal_autocheckpoint = 8192');
    database.pragma('cache_size = -65536');
    migrate(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

function migrate(database: SqliteDatabase): void {
  database
    .transaction(() => {
      const taken = Number(database.pragma('user_version', { simple: true }));
      if (taken > migrations.length)
        throw new IntermediaryError(
          'ERR_LEDGER_VERSION',
          `the ledger is at version ${taken}, this program knows ${migrations.length}; start the later program`,
        );
      if (taken === migrations.length) return;
      for (const step of migrations.slice(taken)) database.exec(step);
      database.pragma(`user_version = ${migrations.length}`);
    })
    .immediate();
}
