/** The payment part's orders in SQLite keep the shared rules, and are there after the file is opened again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  describeOrderStore,
  storedOrder,
} from '../../../../packages/merchant/src/testing/order-store-suite.ts';
import { openDatabase } from '../../payment/store/open-database.ts';
import { bookshopMigrations } from './migrations.ts';
import { SqliteOrderStore } from './sqlite-order-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'order-store-'));
afterAll(() => rmSync(directory, { recursive: true }));

describeOrderStore('in SQLite', () => new SqliteOrderStore(openDatabase(':memory:', bookshopMigrations)));

test('the SQLite file holds orders, their XIDs and what was on its way when it is opened again', async () => {
  const path = join(directory, 'again.sqlite');
  const database = openDatabase(path, bookshopMigrations);
  const store = new SqliteOrderStore(database);
  await store.insert(storedOrder('one'));
  const transIds = { lidC: 'c', lidM: 'm', xid: 'x', preqDate: 1, language: 'fr' };
  const left = storedOrder('one', {
    initiations: [{ transIds, challM: 'challenge', requestDigest: 'digest', answer: 'answer' }],
    operation: {
      ...{ operationId: 'o', kind: 'capture', rrpid: 'r', message: '{}', authRrpid: 'a' },
      ...{ amountMinor: 660, since: 5 },
    },
    version: 1,
  });
  await store.replace(left);
  database.close();
  const again = new SqliteOrderStore(openDatabase(path, bookshopMigrations));
  expect(await again.findByXid('x')).toStrictEqual(left);
  expect(await again.unfinished()).toEqual(['one']);
});

test('an order is inserted once, and none that is not there is changed', async () => {
  const store = new SqliteOrderStore(openDatabase(':memory:', bookshopMigrations));
  await store.insert(storedOrder('one'));
  await expect(store.insert(storedOrder('one', { cancelled: true }))).rejects.toThrow();
  expect(await store.replace(storedOrder('none', { version: 1 }))).toBe('changed');
  expect((await store.find('one'))?.cancelled).toBe(false);
});
