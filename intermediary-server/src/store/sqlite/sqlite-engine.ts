/** The ledger's operations on one SQLite file, each run in one go: nothing else happens in between. */
import type Database from 'better-sqlite3';
import { periodOf } from '../../ledger/period.ts';
import type { Answer, LedgerWatch, SqlEngine, Statement, Steps } from '../sql/engine.ts';
import { Checkpoints } from './checkpoints.ts';
import { GroupCommit, type Later } from './group-commit.ts';
import { LogSync } from './log-sync.ts';
import { openDatabase, type SqliteDatabase } from './open-database.ts';
import { SqliteReader } from './reader.ts';
import { isTaken, ledgerErrorOf } from './sqlite-error.ts';

/** Statements of operations are fewer; lists of odd lengths come and go. */
const maxPrepared = 500;
const noRows: readonly unknown[] = [];

export interface SqliteOptions {
  /** Sets what holds for this connection alone, such as how large the file may become. */
  readonly limit?: (database: SqliteDatabase) => void;
  /** For who turns the time himself: no thread beside it brings the log to disk then. */
  readonly later?: Later;
  readonly watch?: LedgerWatch;
}

/** `:memory:` for a ledger that lives as long as the object. `at`: when the first period begins. */
export function openSqliteEngine(
  path: string,
  at: number,
  { limit = () => {}, later, watch }: SqliteOptions = {},
): SqlEngine {
  const database = translated(() => openDatabase(path));
  translated(() =>
    database
      .prepare('INSERT INTO running_period SELECT ? WHERE NOT EXISTS (SELECT 1 FROM running_period)')
      .run(periodOf(at, 1)),
  );
  limit(database);
  const log = database.memory || later !== undefined ? undefined : new LogSync(path, database);
  const checkpoints = log && new Checkpoints(path);
  const commits = new GroupCommit(database, {
    ...(later === undefined ? {} : { later }),
    ...(watch === undefined ? {} : { watch }),
    sync: log && (() => log.run()),
    afterCommit: checkpoints && (() => checkpoints.afterCommit()),
  });
  const execute = executor(database);
  // A ledger in memory is this connection's alone.
  const reader = database.memory ? undefined : new SqliteReader(path);
  const readTogether = async <T>(steps: () => Steps<T>) => {
    const result = translated(() => database.transaction(() => run(steps(), execute))());
    await commits.onDisk();
    return result;
  };
  return {
    newestFirst: { otb: 'otb.rowid DESC', purchase: 'purchase.rowid DESC' },
    read: async (steps) => {
      const result = translated(() => run(steps(), execute));
      await commits.onDisk();
      return result;
    },
    peek: async (steps) => translated(() => run(steps(), execute)),
    readTogether,
    readAside: async (steps) => {
      if (reader === undefined) return readTogether(steps);
      try {
        const result = await reader.run(steps);
        await commits.onDisk();
        return result;
      } catch (error) {
        throw ledgerErrorOf(error);
      }
    },
    write: async <T>(steps: () => Steps<T>, taken?: T) => {
      try {
        return await commits.run(() => run(steps(), execute));
      } catch (error) {
        if (taken !== undefined && isTaken(error)) return taken;
        throw ledgerErrorOf(error);
      }
    },
    close: async () => {
      if (!database.open) return;
      await commits.end();
      await Promise.all([reader?.close(), checkpoints?.close()]);
      database.close();
      log?.close();
    },
  };
}

function run<T>(steps: Steps<T>, execute: (statement: Statement) => Answer): T {
  let step = steps.next();
  while (!step.done) step = steps.next(execute(step.value));
  return step.value;
}

function executor(database: SqliteDatabase): (statement: Statement) => Answer {
  const prepared = new Map<string, Database.Statement>();
  return ({ text, values }) => {
    let statement = prepared.get(text);
    if (statement === undefined) {
      if (prepared.size >= maxPrepared) prepared.clear();
      // One writer at a time: a row that was read stays as it is without a lock of its own.
      statement = database.prepare(text.replace(/ FOR UPDATE(?: OF [a-z_]+)?/g, ''));
      prepared.set(text, statement);
    }
    if (!statement.reader) return { rows: noRows, changes: statement.run(values).changes };
    const rows = statement.all(values);
    return { rows, changes: rows.length };
  };
}

function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw ledgerErrorOf(error);
  }
}
