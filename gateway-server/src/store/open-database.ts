/**
 * Opens the SQLite file: write-ahead log, every commit on disk before it returns, migrations taken.
 */
import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { GatewayError } from '../errors.ts';
import { migrations } from './migrations.ts';
import type { UnitOfWork } from './unit-of-work.ts';

export type SqliteDatabase = Database.Database;

/** How long to wait for another process's transaction. */
const busyTimeoutMs = 5000;

/** Throws when the file was written by a later version of the program. */
export function openDatabase(path: string): SqliteDatabase {
  // Card numbers are in it: nobody else may read it. SQLite gives its log the same mode.
  if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
  const database = new Database(path, { timeout: busyTimeoutMs });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  migrate(database);
  return database;
}

export function unitOfWork(database: SqliteDatabase): UnitOfWork {
  return {
    rehearse<T>(work: () => T): T {
      const undo = new Undo<T>();
      try {
        database
          .transaction(() => {
            undo.result = work();
            throw undo;
          })
          .immediate();
      } catch (error) {
        if (error !== undo) throw translate(error);
      }
      return undo.result as T;
    },
    perform<T>(work: () => T): T {
      try {
        return database.transaction(work).immediate();
      } catch (error) {
        throw translate(error);
      }
    },
  };
}

/** Thrown to make better-sqlite3 roll back; carries the result out. */
class Undo<T> {
  result: T | undefined;
}

/** SQLite's codes end here: what passes when it is sent again is ERR_GATEWAY_BUSY, the rest is a bug. */
function translate(error: unknown): unknown {
  const isBusy = error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
  return isBusy ? new GatewayError('ERR_GATEWAY_BUSY', 'the books are busy', { cause: error }) : error;
}

function migrate(database: SqliteDatabase): void {
  database
    .transaction(() => {
      const taken = Number(database.pragma('user_version', { simple: true }));
      if (taken > migrations.length)
        throw new Error(`the database is at version ${taken}, this program knows ${migrations.length}`);
      for (const step of migrations.slice(taken)) database.exec(step);
      database.pragma(`user_version = ${migrations.length}`);
    })
    .immediate();
}
