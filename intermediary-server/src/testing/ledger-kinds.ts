/** The databases that a ledger may stand on, for suites that hold for each of them. Only tests import this file. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { afterEach, beforeEach, expect } from 'vitest';
import { testTime } from '../../../packages/protocol/src/testing/demo-parties.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { openLedgerStore } from '../store/open-ledger-store.ts';
import { LedgerDriver } from './ledger-driver.ts';
import { sharedPostgres } from './shared-postgres.ts';

export interface LedgerKind {
  readonly name: 'SQLite' | 'PostgreSQL';
  create(): Promise<LedgerDatabase>;
}

/** A new, empty database, and another program on it that does not take our care. */
export interface LedgerDatabase {
  readonly where: string;
  /** Throws what the database says. */
  exec(sql: string): Promise<void>;
  /** Executes in a transaction, and is gone before it commits. */
  execAndDie(sql: string): Promise<void>;
  setVersion(version: number): Promise<void>;
  /** Ends the connections of all stores, where there are any, in the middle of whatever they do. */
  cutConnections(): Promise<void>;
  drop(): Promise<void>;
}

export interface LedgerFixture {
  readonly database: LedgerDatabase;
  /** A further store on the same database, as in another process. */
  open(at?: number): Promise<LedgerStore>;
  driver(topUpMinor?: number): Promise<LedgerDriver>;
  /** With one purchase of 500 by C1 at M1, credited. */
  filled(topUpMinor?: number): Promise<LedgerDriver>;
}

export const ledgerKinds: readonly LedgerKind[] = [
  { name: 'SQLite', create: createSqlite },
  { name: 'PostgreSQL', create: createPostgres },
];

/** A database for each test. After each, whatever was done to it, its books add up. */
export function useLedger({ create }: LedgerKind): LedgerFixture {
  let database: LedgerDatabase | undefined;
  const stores: LedgerStore[] = [];
  const current = () => database ?? fail();
  const open = async (at = testTime) => {
    const store = await openLedgerStore(current().where, at);
    stores.push(store);
    return store;
  };
  const driver = async (topUpMinor?: number) => new LedgerDriver(await open(), testTime, topUpMinor);
  beforeEach(async () => {
    database = await create();
  });
  afterEach(async () => {
    const { wrong, otbs } = await (await open()).readState();
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await current().drop();
    expect(wrong).toEqual([]);
    for (const { spentMinor, limitMinor } of otbs) expect(spentMinor).toBeLessThanOrEqual(limitMinor);
  });
  return {
    get database() {
      return current();
    },
    open,
    driver,
    filled: async (topUpMinor) => {
      const filled = await driver(topUpMinor);
      const { receiptId = '' } = await filled.pay(filled.newRequest('C1', 'M1', 500));
      await filled.claim(receiptId);
      return filled;
    },
  };
}

async function createSqlite(): Promise<LedgerDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'ledger-'));
  const where = join(directory, 'ledger.sqlite');
  const onConnection = async (work: (connection: Database.Database) => void) => {
    const connection = new Database(where);
    try {
      work(connection);
    } finally {
      connection.close();
    }
  };
  return {
    where,
    exec: (sql) => onConnection((connection) => void connection.exec(sql)),
    execAndDie: (sql) => onConnection((connection) => void connection.exec(`BEGIN IMMEDIATE; ${sql}`)),
    setVersion: (version) =>
      onConnection((connection) => void connection.pragma(`user_version = ${version}`)),
    cutConnections: async () => {},
    drop: () => rm(directory, { recursive: true }),
  };
}

async function createPostgres(): Promise<LedgerDatabase> {
  const server = await sharedPostgres();
  const name = `ledger_${crypto.randomUUID().replaceAll('-', '')}`;
  const where = withDatabase(server, name);
  await onConnection(server, `CREATE DATABASE ${name}`);
  return {
    where,
    exec: (sql) => onConnection(where, sql),
    execAndDie: async (sql) => {
      const client = await connect(where);
      const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
      await client.query('BEGIN');
      await client.query(sql);
      await onConnection(server, `SELECT pg_terminate_backend(${rows[0].pid})`);
      await client.end();
    },
    setVersion: (version) => onConnection(where, `UPDATE ledger_version SET version = ${version}`),
    cutConnections: () =>
      onConnection(
        server,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = '${name}' AND application_name = 'ecomm-intermediary'`,
      ),
    drop: () => onConnection(server, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function connect(url: string): Promise<pg.Client> {
  // This program may always write, whatever the database was set to.
  const options = '-c default_transaction_read_only=off';
  const client = new pg.Client({ connectionString: url, options });
  // Its end is our own doing.
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function onConnection(url: string, sql: string): Promise<void> {
  const client = await connect(url);
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

function fail(): never {
  throw new Error('a ledger is there while a test runs');
}
