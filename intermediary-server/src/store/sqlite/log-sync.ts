/**
 * The write-ahead log brought to disk beside the event loop. With `synchronous=FULL` SQLite does that inside of COMMIT, and
 * the program stands still meanwhile; with NORMAL it does all the same but this one fdatasync(2) of the log after a commit
 * (https://www.sqlite.org/pragma.html#pragma_synchronous), which is made here, by another thread, before anybody is told.
 */
import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import type { SqliteDatabase } from './open-database.ts';

const sync = promisify(fdatasync);

export class LogSync {
  readonly #descriptor: number;

  /** `database` is the file's open connection: as long as it is open the log stays the same file. */
  constructor(path: string, database: SqliteDatabase) {
    // SQLite's locks are on other files: to close this one takes none of them away (fcntl(2), "Record locking").
    this.#descriptor = openSync(`${path}-wal`, 'r+');
    database.pragma('synchronous = NORMAL');
    // Another thread copies the log into the database (checkpoints.ts); this is for when it can not (256 MB).
    database.pragma('wal_autocheckpoint = 65536');
  }

  /** Resolves when all that was committed is on disk. Rejects with the system's error: what is there is not known then. */
  run(): Promise<void> {
    return sync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
