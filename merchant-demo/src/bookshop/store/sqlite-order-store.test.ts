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

test('long messages come back as they were, and are written once', async () => {
  const database = openDatabase(':memory:', bookshopMigrations);
  const store = new SqliteOrderStore(database);
  const transIds = { lidC: 'c', lidM: 'm', xid: 'x', preqDate: 1, language: 'fr' };
  const answer = 'long answer '.repeat(1000);
  const initiations = [{ transIds, challM: 'challenge', requestDigest: 'digest', answer }];
  await store.insert(storedOrder('one', { initiations, description: '\u0001looks like a digest' }));
  const next = storedOrder('one', {
    initiations: [...initiations, ...initiations],
    description: '\u0001looks like a digest',
    version: 1,
  });
  await store.replace(next);
  expect(await store.find('one')).toStrictEqual(next);
  expect(await store.list(5)).toStrictEqual([next]);
  const lengths = database.prepare('SELECT length(content) FROM payment_text ORDER BY 1').pluck().all();
  expect(lengths).toEqual([20, answer.length]);
  await store.replace(storedOrder('one', { version: 2 }));
  expect(database.prepare('SELECT count(*) FROM payment_text').pluck().get()).toBe(0);
});

test('a record whose message is missing is said to be damaged, not shown without it', async () => {
  const database = openDatabase(':memory:', bookshopMigrations);
  const store = new SqliteOrderStore(database);
  await store.insert(storedOrder('one', { description: 'x'.repeat(600) }));
  database.prepare('DELETE FROM payment_text').run();
  await expect(store.find('one')).rejects.toThrow('a text is missing');
});
