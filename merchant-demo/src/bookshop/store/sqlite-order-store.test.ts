/** The payment part's orders in SQLite: a change is of the version before it or none, and stays after kill and reopening. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SetOrder } from '@ecomm/merchant';
import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../payment/store/open-database.ts';
import { bookshopMigrations } from './migrations.ts';
import { SqliteOrderStore } from './sqlite-order-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'order-store-'));
afterAll(() => rmSync(directory, { recursive: true }));

const newStore = () => new SqliteOrderStore(openDatabase(':memory:', bookshopMigrations));

function order(orderId: string, changes: Partial<SetOrder> = {}): SetOrder {
  return {
    orderId,
    description: '1 × Candide',
    amount: { currency: 'EUR', value: 660 },
    successUrl: 'https://shop.example/s',
    failureUrl: 'https://shop.example/f',
    cancelUrl: 'https://shop.example/c',
    createdAt: 1,
    cancelled: false,
    initiations: [],
    payment: undefined,
    declined: [],
    authorizations: [],
    credits: [],
    authToken: undefined,
    operation: undefined,
    version: 0,
    ...changes,
  };
}

function initiated(xid: string): SetOrder['initiations'][number] {
  const transIds = { lidC: 'c', lidM: 'm', xid, preqDate: 1, language: 'fr' };
  return { transIds, challM: 'challenge', requestDigest: 'digest', answer: 'answer' };
}

function operation(since: number): SetOrder['operation'] {
  const ids = { operationId: 'o', rrpid: 'r', authRrpid: 'a' };
  return { ...ids, kind: 'capture', message: '{}', amountMinor: 660, since };
}

describe('the orders in SQLite', () => {
  test('are found as they were left, by identifier and by each XID', async () => {
    const store = newStore();
    await store.insert(order('one'));
    expect(await store.find('one')).toStrictEqual(order('one'));
    const changed = order('one', { initiations: [initiated('x1'), initiated('x2')], version: 1 });
    expect(await store.replace(changed)).toBe('replaced');
    for (const xid of ['x1', 'x2']) expect(await store.findByXid(xid)).toStrictEqual(changed);
    expect(await store.find('none')).toBeUndefined();
    expect(await store.findByXid('none')).toBeUndefined();
  });
  test('take no change of an older version, nor of an order that is not there', async () => {
    const store = newStore();
    await store.insert(order('one'));
    const first = order('one', { cancelled: true, version: 1 });
    expect(await store.replace(first)).toBe('replaced');
    expect(await store.replace(order('one', { initiations: [initiated('x')], version: 1 }))).toBe('changed');
    expect(await store.replace(order('one', { version: 3 }))).toBe('changed');
    expect(await store.replace(order('none', { version: 1 }))).toBe('changed');
    expect(await store.find('one')).toStrictEqual(first);
    expect(await store.findByXid('x')).toBeUndefined();
  });
  test('are inserted once', async () => {
    const store = newStore();
    await store.insert(order('one'));
    await expect(store.insert(order('one', { cancelled: true }))).rejects.toThrow();
    expect((await store.find('one'))?.cancelled).toBe(false);
  });
  test('with something on its way come oldest first, and leave the list when it is over', async () => {
    const store = newStore();
    for (const orderId of ['a', 'b', 'c', 'd']) await store.insert(order(orderId));
    await store.replace(order('b', { operation: operation(20), version: 1 }));
    await store.replace(order('c', { operation: operation(10), version: 1 }));
    expect(await store.unfinished()).toEqual(['c', 'b']);
    await store.replace(order('c', { version: 2 }));
    expect(await store.unfinished()).toEqual(['b']);
  });
  test('are listed newest first', async () => {
    const store = newStore();
    for (const orderId of ['a', 'b', 'c']) await store.insert(order(orderId));
    expect((await store.list(2)).map(({ orderId }) => orderId)).toEqual(['c', 'b']);
  });
  test('are there when the file is opened again, with what was on its way', async () => {
    const path = join(directory, 'again.sqlite');
    const database = openDatabase(path, bookshopMigrations);
    const store = new SqliteOrderStore(database);
    await store.insert(order('one'));
    const left = order('one', { operation: operation(5), initiations: [initiated('x')], version: 1 });
    await store.replace(left);
    database.close();
    const again = new SqliteOrderStore(openDatabase(path, bookshopMigrations));
    expect(await again.findByXid('x')).toStrictEqual(left);
    expect(await again.unfinished()).toEqual(['one']);
  });
});
