/**
 * The ledger's operations on a PostgreSQL server, or on an engine that speaks its protocol. Rows that must not change
 * are locked, what must be there once has a unique key, and what is decided is decided on the locked rows: that holds at
 * READ COMMITTED and at every level above, with any number of processes on one database.
 */
import pg from 'pg';
import type { LedgerWatch, SqlEngine, Steps } from '../sql/engine.ts';
import { migrate } from './migrate.ts';
import { isAnswered, isMadeMeanwhile, isRetryable, isTaken, ledgerErrorOf } from './postgres-error.ts';
import { preparedOf } from './prepared.ts';
import { Transaction } from './transaction.ts';

const begin = 'BEGIN ISOLATION LEVEL READ COMMITTED';
const beginReading = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
const connectionsMost = 16;
const connectTimeoutMs = 5000;
/** Of another transaction on the same payer. */
const lockTimeoutMs = 5000;
/** A process that is gone, or hangs, holds its locks no longer. */
const idleInTransactionMs = 10_000;
const attemptsMost = 10;
const pauseMostMs = 50;

const int8Oid = 20;
const exactNumbers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8Oid ? exactNumber : pg.types.getTypeParser(oid, format),
} as pg.CustomTypesConfig;

/** `at`: when the first period begins. */
export async function openPostgresEngine(url: string, at: number, watch?: LedgerWatch): Promise<SqlEngine> {
  const pool = poolOf(url);
  try {
    await prepareDatabase(pool, at);
  } catch (error) {
    await pool.end();
    throw ledgerErrorOf(error);
  }
  return {
    // The order of arrival is not kept: no counter is shared by all payments.
    newestFirst: { otb: 'otb.xid DESC', purchase: 'purchase.receipt_id DESC' },
    read: (steps) => readEach(pool, steps),
    // The server shows nothing that it has not written to its log.
    peek: (steps) => readEach(pool, steps),
    readTogether: (steps) => retried(() => transact(pool, beginReading, steps)),
    readAside: async (steps) => {
      try {
        return await retried(() => transact(pool, beginReading, steps));
      } catch (error) {
        throw ledgerErrorOf(error);
      }
    },
    write: async <T>(steps: () => Steps<T>, taken?: T) => {
      try {
        watch?.waiting(pool.waitingCount);
        const result = await retried(() => transact(pool, begin, steps));
        watch?.committed(1);
        return result;
      } catch (error) {
        if (taken !== undefined && isTaken(error)) return taken;
        throw ledgerErrorOf(error);
      }
    },
    close: async () => {
      if (!pool.ending) await pool.end();
    },
  };
}

function poolOf(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMost,
    connectionTimeoutMillis: connectTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    application_name: 'ecomm-intermediary',
    pipeline: true,
    types: exactNumbers,
  });
  // A connection that the server ends: its queries fail by themselves, the next opens another. Without a listener
  // Node would end the process, also while the pool has lent the connection.
  pool.on('error', () => {});
  pool.on('connect', (client) => void client.on('error', () => {}));
  return pool;
}

async function prepareDatabase(pool: pg.Pool, at: number): Promise<void> {
  await retried(async () => {
    const client = await pool.connect();
    try {
      await migrate(client, at);
      client.release();
    } catch (error) {
      // With it goes the transaction that was left open.
      client.release(true);
      throw error;
    }
  }, isMadeMeanwhile);
}

async function readEach<T>(pool: pg.Pool, makeSteps: () => Steps<T>): Promise<T> {
  try {
    const steps = makeSteps();
    let step = steps.next();
    while (!step.done) {
      const { text, values } = step.value;
      const { rows, rowCount } = await pool.query({ ...preparedOf(text), values: [...values] });
      step = steps.next({ rows, changes: rowCount ?? 0 });
    }
    return step.value;
  } catch (error) {
    throw ledgerErrorOf(error);
  }
}

async function transact<T>(pool: pg.Pool, beginning: string, steps: () => Steps<T>): Promise<T> {
  const client = await pool.connect();
  try {
    const transaction = new Transaction(client, beginning);
    try {
      const result = await transaction.run(steps());
      if (result === 'changed') await transaction.rollback();
      else await transaction.commit();
      client.release();
      return result;
    } catch (error) {
      if (isAnswered(error)) await transaction.rollback();
      throw error;
    }
  } catch (error) {
    // A connection that did not answer is not used again; with it goes its transaction.
    client.release(!isAnswered(error));
    throw error;
  }
}

/** The one place where a transaction is tried again because others were in the way. */
async function retried<T>(attempt: () => Promise<T>, isWorthIt = isRetryable): Promise<T> {
  for (let left = attemptsMost; ; left -= 1)
    try {
      return await attempt();
    } catch (error) {
      if (left <= 1 || !isWorthIt(error)) throw error;
      // Apart from each other, so that they do not meet again.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * pauseMostMs));
    }
}

/** An amount beyond 2^53 is no amount of ours. */
function exactNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError('internal error: a number of the ledger is too large');
  return value;
}
