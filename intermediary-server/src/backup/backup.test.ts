/** A copy made while payments run holds what was committed before it, and nothing that is not whole takes the ledger's place. */
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testTime as at } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { openLedgerStore } from '../store/open-ledger-store.ts';
import { LedgerDriver } from '../testing/ledger-driver.ts';
import { backUp } from './back-up.ts';
import { restore } from './restore.ts';

let directory: string;
const path = (name: string) => join(directory, name);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'backup-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function payInto(ledger: string, times: number): Promise<LedgerDriver> {
  const driver = new LedgerDriver(await openLedgerStore(path(ledger), at), at);
  for (let count = 0; count < times; count += 1) await driver.pay(driver.newRequest('C1', 'M1', 10));
  return driver;
}

const purchasesOf = async (ledger: string) => {
  const store = await openLedgerStore(path(ledger), at);
  const { purchases, wrong } = await store.readState();
  await store.close();
  expect(wrong).toEqual([]);
  return purchases.length;
};

test('a copy made while payments run is whole, and holds all that was paid before', async () => {
  const driver = await payInto('a', 5);
  const paying = (async () => {
    for (let count = 0; count < 30; count += 1) await driver.pay(driver.newRequest('C2', 'M2', 10));
  })();
  await backUp(path('a'), path('copy'));
  await paying;
  await driver.store.close();
  expect(await restore({ from: path('copy'), ledger: path('b'), force: false, at })).toEqual({});
  expect(await purchasesOf('b')).toBeGreaterThanOrEqual(5);
  expect(await purchasesOf('a')).toBe(35);
});

test('a ledger is replaced only by force, and is kept', async () => {
  await (await payInto('a', 3)).store.close();
  await (await payInto('b', 1)).store.close();
  await backUp(path('a'), path('copy'));
  const way = { from: path('copy'), ledger: path('b'), at };
  await expect(restore({ ...way, force: false })).rejects.toMatchObject({ code: 'ERR_BACKUP_TARGET' });
  expect(await purchasesOf('b')).toBe(1);
  expect(await restore({ ...way, force: true })).toEqual({ kept: path(`b.before-${at}`) });
  expect([await purchasesOf('b'), await purchasesOf(`b.before-${at}`)]).toEqual([3, 1]);
});

test('a copy overwrites nothing, and PostgreSQL is left to its own programs', async () => {
  await (await payInto('a', 1)).store.close();
  await writeFile(path('taken'), 'mine');
  await expect(backUp(path('a'), path('taken'))).rejects.toMatchObject({ code: 'ERR_BACKUP_TARGET' });
  expect(await readFile(path('taken'), 'utf8')).toBe('mine');
  const url = 'postgres://user:secret@127.0.0.1/ledger';
  const refused = await backUp(url, path('copy')).catch((error: unknown) => error as Error);
  expect(refused).toMatchObject({
    code: 'ERR_BACKUP_TARGET',
    message: expect.not.stringContaining('secret'),
  });
});

test('what can not be copied leaves no file behind', async () => {
  await expect(backUp(path('none'), path('copy'))).rejects.toThrow();
  expect(await readdir(directory)).toEqual([]);
});

describe('a copy that', () => {
  const edit = (sql: string) => () => {
    const copy = new Database(path('copy'));
    copy.exec(sql);
    copy.close();
  };
  test.each<[string, string, () => unknown]>([
    ['is cut short', 'ERR_BACKUP_INVALID', () => truncate(path('copy'), 20_000)],
    [
      'is no database',
      'ERR_BACKUP_INVALID',
      () => writeFile(path('copy'), 'not a database, by far'.repeat(99)),
    ],
    ['is empty', 'ERR_BACKUP_INVALID', () => truncate(path('copy'), 0)],
    ['is not there', 'ERR_BACKUP_INVALID', () => rm(path('copy'))],
    ['is another program’s', 'ERR_BACKUP_INVALID', edit('ALTER TABLE running_period RENAME TO tabs')],
    ['does not add up', 'ERR_BACKUP_INVALID', edit('UPDATE otb SET spent_minor = spent_minor + 1')],
    ['is a later program’s', 'ERR_LEDGER_VERSION', edit('PRAGMA user_version = 999')],
  ])('%s is refused, and the ledger stays as it is', async (_what, code, spoil) => {
    await (await payInto('a', 2)).store.close();
    await backUp(path('a'), path('copy'));
    await spoil();
    const way = { from: path('copy'), ledger: path('a'), force: true, at };
    await expect(restore(way)).rejects.toMatchObject({ code });
    expect(await purchasesOf('a')).toBe(2);
    expect((await readdir(directory)).filter((name) => /restoring|before|part/.test(name))).toEqual([]);
  });
});
