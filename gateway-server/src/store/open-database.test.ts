/** The database file: private, versioned, a ledger that is only added to. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { issuerStore } from './issuer-store.ts';
import { migrations } from './migrations.ts';
import { openDatabase, type SqliteDatabase, unitOfWork } from './open-database.ts';

let directory: string;
let path: string;
let database: SqliteDatabase;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ecomm-store-'));
  path = join(directory, 'gateway.sqlite');
  database = openDatabase(path);
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

const accounts = () => database.prepare('SELECT count(*) FROM account').pluck().get();
const addAccount = () => database.exec("INSERT INTO account (currency) VALUES ('EUR')");

describe('the file', () => {
  test('and its log are readable by nobody else', () => {
    addAccount();
    for (const file of [path, `${path}-wal`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('commits to disk before it goes on', () => {
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
  });

  test('takes each migration once', () => {
    addAccount();
    database.close();
    database = openDatabase(path);
    expect(database.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(accounts()).toBe(1);
  });

  test('of the first version keeps its captures: they can be credited, and count under the ceiling', () => {
    const old = join(directory, 'old.sqlite');
    const written = new Database(old);
    written.exec(migrations[0] ?? '');
    written.pragma('user_version = 1');
    written.exec(`
      INSERT INTO account VALUES (1, 'EUR', 1000, 200, 300, 500);
      INSERT INTO card VALUES ('card', '4970100000000014', 1, '203012', 1, 'active', 0, 1);
      INSERT INTO hold VALUES ('000000000001', 1, 600, 'captured'), ('000000000002', 1, 300, 'held');
      INSERT INTO authorization (merchant_id, auth_rrpid, xid, currency, amount_minor, captured_minor, state, rrn,
        created_at, expires_at)
      VALUES ('M1', 'a', 'x', 'EUR', 600, 500, 'captured', '000000000001', 70, 90),
        ('M1', 'b', 'y', 'EUR', 300, 0, 'held', '000000000002', 80, 90);`);
    written.close();
    const migrated = openDatabase(old);
    const issuer = issuerStore(migrated);
    const facts = { accountId: 1, cardId: 'card' };
    expect(issuer.findHold('000000000001')).toMatchObject({
      ...facts,
      heldAt: 70,
      capturedMinor: 500,
      debitedMinor: 500,
    });
    expect(issuer.findHold('000000000002')).toMatchObject({ ...facts, heldAt: 80, debitedMinor: 0 });
    expect([issuer.spentSince('card', 0), issuer.spentSince('card', 75)]).toEqual([800, 300]);
    migrated.close();
  });

  test('of a later version is refused', () => {
    database.pragma(`user_version = ${migrations.length + 1}`);
    expect(() => openDatabase(path)).toThrow(/version/);
  });
});

describe('the unit of work', () => {
  test('undoes what was rehearsed and says what came of it', () => {
    const seen = unitOfWork(database).rehearse(() => {
      addAccount();
      return accounts();
    });
    expect(seen).toBe(1);
    expect(accounts()).toBe(0);
  });

  test('undoes what failed, rehearsed or performed', () => {
    const fail = () => {
      addAccount();
      throw new Error('failed');
    };
    expect(() => unitOfWork(database).rehearse(fail)).toThrow('failed');
    expect(() => unitOfWork(database).perform(fail)).toThrow('failed');
    expect(accounts()).toBe(0);
  });

  test('says that the books are busy when another process keeps them too long', () => {
    const other = openDatabase(path);
    database.pragma('busy_timeout = 1');
    other.exec('BEGIN IMMEDIATE');
    expect(() => unitOfWork(database).perform(addAccount)).toThrow(
      expect.objectContaining({ code: 'ERR_GATEWAY_BUSY' }),
    );
    other.close();
  });
});

describe('the ledger', () => {
  beforeEach(() => {
    addAccount();
    database.exec(
      "INSERT INTO transfer (account_id, debit, credit, amount_minor, posted_at) VALUES (1, 'funding', 'available', 1, 0)",
    );
  });

  test('takes no edit and no deletion', () => {
    expect(() => database.exec('UPDATE transfer SET amount_minor = 2')).toThrow(/never edited/);
    expect(() => database.exec('DELETE FROM transfer')).toThrow(/never deleted/);
  });

  test.each([
    ['UPDATE account SET available_minor = -1, held_minor = 1', 'a negative balance'],
    ['UPDATE account SET available_minor = 1', 'a sum that is not the opening'],
  ])('%s is refused: %s', (statement) => {
    expect(() => database.exec(statement)).toThrow(/CHECK/);
  });
});
