/** Opens the shop's SQLite file: write-ahead log, every commit on disk before it is acknowledged. */
import Database from 'better-sqlite3';
import { migrations as newspaperMigrations } from './migrations.ts';

export type { Database, Statement } from 'better-sqlite3';

/**
 * `path` may be ':memory:'. `migrations` make the tables, each entry once and in order. Throws when the file is of a
 * newer program.
 */
export function openDatabase(
  path: string,
  migrations: readonly string[] = newspaperMigrations,
): Database.Database {
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  migrate(database, migrations);
  return database;
}

function migrate(database: Database.Database, migrations: readonly string[]): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > migrations.length) {
    database.close();
    throw new Error(`the database has version ${version}, this program knows ${migrations.length}`);
  }
  migrations.slice(version).forEach((script, index) => {
    database.transaction(() => {
      database.exec(script);
      database.pragma(`user_version = ${version + index + 1}`);
    })();
  });
}
