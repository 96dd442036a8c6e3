/** The SQLite store keeps the shared rules, and what it acknowledged is there after the file is opened again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describeOfferStore } from '../../../../packages/merchant/src/testing/offer-store-suite.ts';
import { openDatabase } from './open-database.ts';
import { SqliteOfferStore } from './sqlite-offer-store.ts';

const directory = mkdtempSync(join(tmpdir(), 'offer-store-'));
afterAll(() => rmSync(directory, { recursive: true }));

describeOfferStore('in SQLite', () => new SqliteOfferStore(openDatabase(':memory:')));

describe('the SQLite file', () => {
  test('holds offers, sales and the open claim when it is opened again', async () => {
    const path = join(directory, 'again.sqlite');
    const amount = { currency: 'EUR', value: 20 };
    const first = openDatabase(path);
    const store = new SqliteOfferStore(first);
    const room = { now: 0, forgetBefore: 0, maxUnpaid: 1 };
    const offer = {
      offerId: 'o',
      resource: '/a',
      amount,
      use: 'single' as const,
      message: 'm',
      expiresAt: 9,
    };
    await store.saveOffer(offer, room);
    const sale = { offerId: 'o', resource: '/a', amount, intermediaryId: 'I', receiptId: 'r' };
    await store.recordSale({ ...sale, res: 'res', preimage: 'p', soldAt: 1 });
    await store.beginClaim({ rrpid: 'c', intermediaryId: 'I', message: 'x', madeAt: 1, receiptIds: ['r'] });
    await store.saveOffer({ ...offer, offerId: 'unpaid' }, room);
    first.close();
    const again = new SqliteOfferStore(openDatabase(path));
    expect(await again.openClaim('I')).toMatchObject({ rrpid: 'c', message: 'x', receiptIds: ['r'] });
    expect(await again.findSale('res')).toMatchObject({ state: 'claimed', amount });
    expect(await again.saveOffer({ ...offer, offerId: 'more' }, room)).toBe('full');
  });
  test('of a newer program is refused rather than misread', () => {
    const path = join(directory, 'newer.sqlite');
    const database = openDatabase(path);
    database.pragma('user_version = 99');
    database.close();
    expect(() => openDatabase(path)).toThrow(/version 99/);
  });
  test('is durable: write-ahead log, and synchronous to the disk', () => {
    const database = openDatabase(join(directory, 'durable.sqlite'));
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
  });
});
