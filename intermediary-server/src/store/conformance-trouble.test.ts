/** A database that fails: it is said which way, nothing is half written, and what is sent again takes effect once. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testTime } from '../../../packages/protocol/src/testing/demo-parties.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { LedgerDriver } from '../testing/ledger-driver.ts';
import { type LedgerFixture, ledgerKinds, useLedger } from '../testing/ledger-kinds.ts';
import { sharedPostgres } from '../testing/shared-postgres.ts';
import { ledgerStoreOn, openLedgerStore } from './open-ledger-store.ts';
import { migrations as postgresMigrations } from './postgres/migrations.ts';
import { migrations as sqliteMigrations } from './sqlite/migrations.ts';
import { openSqliteEngine } from './sqlite/sqlite-engine.ts';

interface Trouble {
  /** A store that runs into it, and from when on. */
  begin(
    ledger: LedgerFixture,
  ): Promise<{ store: LedgerStore; worsen(): Promise<void>; end(): Promise<void> }>;
}

/** A connection that may not grow the file by another page. */
const fullSqlite: Trouble = {
  begin: async ({ database }) => {
    let limit = (_pages: number | undefined) => {};
    const engine = openSqliteEngine(database.where, testTime, {
      limit: (connection) => {
        limit = (pages) => {
          const least = Number(connection.pragma('page_count', { simple: true }));
          connection.pragma(`max_page_count = ${pages ?? least}`);
        };
      },
    });
    const store = ledgerStoreOn(engine);
    return { store, worsen: async () => limit(undefined), end: async () => limit(1_000_000) };
  },
};

const readOnlySqlite: Trouble = {
  begin: async ({ database }) => {
    let setReadOnly = (_is: boolean) => {};
    const engine = openSqliteEngine(database.where, testTime, {
      limit: (connection) => {
        setReadOnly = (is) => void connection.pragma(`query_only = ${is ? 1 : 0}`);
      },
    });
    const store = ledgerStoreOn(engine);
    return { store, worsen: async () => setReadOnly(true), end: async () => setReadOnly(false) };
  },
};

/** The server says so in the middle of the transaction, after the Open To Buy was written. */
const fullPostgres: Trouble = {
  begin: async (ledger) => ({
    store: await ledger.open(),
    worsen: () =>
      ledger.database.exec(`
        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
        CREATE TRIGGER full_disk BEFORE INSERT ON posting EXECUTE FUNCTION full_disk()`),
    end: () => ledger.database.exec('DROP TRIGGER full_disk ON posting'),
  }),
};

const readOnlyPostgres: Trouble = {
  begin: async (ledger) => {
    const name = new URL(ledger.database.where).pathname.slice(1);
    const set = async (is: 'on' | 'off') => {
      await ledger.database.exec(`ALTER DATABASE ${name} SET default_transaction_read_only = ${is}`);
      // What is set holds for new connections.
      await ledger.database.cutConnections();
    };
    return { store: await ledger.open(), worsen: () => set('on'), end: () => set('off') };
  },
};

const troubles = {
  SQLite: { ERR_LEDGER_FULL: fullSqlite, ERR_LEDGER_READ_ONLY: readOnlySqlite },
  PostgreSQL: { ERR_LEDGER_FULL: fullPostgres, ERR_LEDGER_READ_ONLY: readOnlyPostgres },
} as const;

/** A connection that was cut may be noticed one request later. */
async function codeOf(attempt: () => Promise<unknown>): Promise<string | undefined> {
  for (;;)
    try {
      await attempt();
      return undefined;
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== 'ERR_LEDGER_UNAVAILABLE') return code;
    }
}

describe.each(ledgerKinds)('on $name', (kind) => {
  const ledger = useLedger(kind);

  test.each(['ERR_LEDGER_FULL', 'ERR_LEDGER_READ_ONLY'] as const)(
    'trouble is reported as %s, with nothing half written, and goes by',
    async (code) => {
      await ledger.filled();
      const { store, worsen, end } = await troubles[kind.name][code].begin(ledger);
      const driver = new LedgerDriver(store, testTime);
      const { receiptId = '' } = await driver.pay(driver.newRequest('C1', 'M1', 100));
      const commits = await Promise.all(
        [1, 2, 3].map(() =>
          driver.decide({ ...driver.newRequest('C1', 'M1', 50), message: 'x'.repeat(100_000) }),
        ),
      );
      const before = await store.readState();
      await worsen();
      for (const commit of commits) expect(await codeOf(() => store.commitPayment(commit))).toBe(code);
      if (code === 'ERR_LEDGER_READ_ONLY') {
        expect(await codeOf(() => driver.claim(receiptId))).toBe(code);
        expect(await codeOf(() => driver.close(true))).toBe(code);
        expect(await codeOf(() => store.sweep(testTime))).toBe(code);
      }
      expect(await codeOf(async () => expect(await store.readState()).toEqual(before))).toBeUndefined();
      await end();
      const [commit] = commits;
      expect(
        await codeOf(async () => expect(await store.commitPayment(commit ?? fail())).toBe('committed')),
      ).toBe(undefined);
      expect((await store.readState()).otbs[0]?.spentMinor).toBe(650);
      await store.close();
    },
  );

  test('commits of one moment that the disk refuses all fail alike, and all succeed when they are sent again', async () => {
    await ledger.filled(100_000);
    const { store, worsen, end } = await troubles[kind.name].ERR_LEDGER_FULL.begin(ledger);
    const driver = new LedgerDriver(store, testTime, 100_000);
    for (const payer of ['C2', 'C3', 'C4']) await driver.pay(driver.newRequest(payer, 'M1', 1));
    const commits = await Promise.all(
      ['C1', 'C2', 'C3', 'C4'].map((payer) =>
        driver.decide({ ...driver.newRequest(payer, 'M1', 50), message: 'x'.repeat(100_000) }),
      ),
    );
    await worsen();
    const refused = await Promise.allSettled(commits.map((commit) => store.commitPayment(commit)));
    expect(refused.map((each) => each.status === 'rejected' && each.reason.code)).toEqual(
      commits.map(() => 'ERR_LEDGER_FULL'),
    );
    expect((await store.readState()).purchases).toHaveLength(4);
    await end();
    const done = await Promise.all(commits.map((commit) => store.commitPayment(commit)));
    expect(done).toEqual(commits.map(() => 'committed'));
    await store.close();
  });

  test('a ledger of a later version is not opened, and is as it was', async () => {
    const { store } = await ledger.filled();
    const before = await store.readState();
    const newest = { SQLite: sqliteMigrations, PostgreSQL: postgresMigrations }[kind.name].length;
    await store.close();
    for (const version of [newest + 1, 999]) {
      await ledger.database.setVersion(version);
      await expect(openLedgerStore(ledger.database.where, testTime)).rejects.toMatchObject({
        code: 'ERR_LEDGER_VERSION',
        message: expect.stringContaining(`version ${version}`),
      });
    }
    await ledger.database.setVersion(newest);
    expect(await (await ledger.open()).readState()).toEqual(before);
  });

  test('of several processes that start at once on an empty database one makes the tables', async () => {
    const stores = await Promise.all([1, 2, 3, 4, 5].map(() => ledger.open()));
    const periods = await Promise.all(stores.map(async (store) => (await store.readState()).period));
    expect(new Set(periods).size).toBe(1);
    const driver = await ledger.driver();
    expect((await driver.pay(driver.newRequest('C1', 'M1', 10))).code).toBe('approved');
  });
});

describe('what is no ledger', () => {
  test('a file of other content is refused, and left as it is', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ledger-'));
    const path = join(directory, 'letter.txt');
    await writeFile(path, 'Dear Sir or Madam, '.repeat(100));
    await expect(openLedgerStore(path, testTime)).rejects.toMatchObject({ code: 'ERR_LEDGER_VERSION' });
    await rm(directory, { recursive: true });
  });
  test('a folder that is not there is refused', async () => {
    await expect(openLedgerStore('/nowhere/at/all/ledger.sqlite', testTime)).rejects.toThrow('directory');
  });
  test.each([
    ['a server that is not there', async () => 'postgres://teller:sesame@127.0.0.1:1/ledger'],
    ['a name that nobody has', async () => 'postgres://teller:sesame@ledger.invalid/ledger'],
    [
      'a database that is not there',
      async () =>
        (await sharedPostgres()).replace('postgres@', 'postgres:sesame@').replace('/postgres?', '/none?'),
    ],
    [
      'a user whom the server does not know',
      async () => (await sharedPostgres()).replace('postgres@', 'teller:sesame@'),
    ],
  ])('%s is reported without the password', async (_what, urlOf) => {
    const error: Error & { code?: string } = await openLedgerStore(await urlOf(), testTime).then(
      fail,
      (e) => e,
    );
    expect(error.code).toBe('ERR_LEDGER_UNAVAILABLE');
    expect(`${error.message} ${error.stack} ${error.cause}`).not.toContain('sesame');
  });
});

function fail(): never {
  throw new Error('this is refused');
}
