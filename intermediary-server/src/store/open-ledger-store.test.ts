/** What the database itself refuses, whatever the program above it does. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testTime } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { decidePayment } from '../ledger/decide-payment.ts';
import { LedgerDriver } from '../testing/ledger-driver.ts';
import { openLedgerStore } from './open-ledger-store.ts';

let directory: string;
let path: string;
let count = 0;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ledger-'));
});
afterAll(() => rm(directory, { recursive: true }));
beforeEach(() => {
  count += 1;
  path = join(directory, `${count}.sqlite`);
});

const filled = async () => {
  const driver = new LedgerDriver(openLedgerStore(path, testTime), testTime);
  const { receiptId = '' } = await driver.pay(driver.newRequest('C1', 'M1', 500));
  await driver.claim(receiptId);
  return driver;
};

describe('the database', () => {
  test.each([
    ['overdraws an Open To Buy', 'UPDATE otb SET spent_minor = limit_minor + 1', 'CHECK'],
    ['takes back more than was spent', 'UPDATE otb SET spent_minor = -1', 'CHECK'],
    ['edits a purchase', 'UPDATE purchase SET amount_minor = 1', 'never edited'],
    ['deletes a purchase', 'DELETE FROM purchase', 'never deleted'],
    ['edits a posting', 'UPDATE posting SET amount_minor = 1', 'never edited'],
    ['deletes a posting', 'DELETE FROM posting', 'never deleted'],
    ['edits what became of a receipt', `UPDATE outcome SET kind = 'returned'`, 'never edited'],
    ['deletes what became of a receipt', 'DELETE FROM outcome', 'never deleted'],
    ['edits what a payer signed', `UPDATE evidence SET mpreq = ''`, 'never edited'],
    ['credits a receipt twice', `INSERT INTO outcome SELECT * FROM outcome`, 'UNIQUE'],
    ['credits without a preimage', `INSERT INTO outcome SELECT 'R', 'credited', 1, NULL`, 'CHECK'],
    [
      'opens a second Open To Buy of one payer and currency',
      `INSERT INTO set_purchase SELECT 'Y', lid_m, trans_ids, chall_m, 'd', '', 'initialised', NULL, NULL, NULL, NULL
         FROM set_purchase;
       INSERT INTO otb SELECT 'Y', payer, currency, limit_minor, 0, 'open', cap_token, opened_at, spendable_until,
         NULL FROM otb`,
      'UNIQUE',
    ],
    [
      'pays a single offer twice',
      `INSERT INTO purchase SELECT 'R2', xid, payer, merchant_id, offer_id, is_single, currency, amount_minor,
         delivery_tag, accepted_at, advice_deadline, claim_deadline, period FROM purchase`,
      'UNIQUE',
    ],
  ])('refuses a program that %s', async (_what, sql, says) => {
    const { store } = await filled();
    const database = new Database(path);
    expect(() => database.exec(sql)).toThrow(says);
    database.close();
    expect((await store.readState()).wrong).toEqual([]);
    await store.close();
  });

  test('keeps its content, its period and its version over a restart', async () => {
    const { store } = await filled();
    const before = await store.readState();
    await store.close();
    const again = openLedgerStore(path, testTime + 5 * 24 * 3600);
    expect(await again.readState()).toEqual(before);
    await again.close();
  });

  test('of a later version is not opened', async () => {
    await (await filled()).store.close();
    const database = new Database(path);
    database.pragma('user_version = 999');
    database.close();
    expect(() => openLedgerStore(path, testTime)).toThrow('version 999');
  });

  test('is durable: write-ahead log, every commit synced', async () => {
    const { store } = await filled();
    const database = new Database(path);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    database.close();
    await store.close();
  });
});

describe('a commit', () => {
  const rules = { ranges: { EUR: { least: 1, most: 1000 } }, topUp: { EUR: 2000 } };
  const commitOf = async (driver: LedgerDriver, value: number) => {
    const request = driver.newRequest('C1', 'M1', value);
    const facts = await driver.store.readPaymentFacts(request);
    const decision = decidePayment(request.order, [], facts, rules, driver.now);
    const receipt = { receiptId: `R${value}`, adviceDeadline: driver.now, claimDeadline: driver.now };
    return { request, rules, at: driver.now, decision, answer: 'answer', receipt };
  };

  test('of a decision that no longer holds writes nothing', async () => {
    const driver = await filled();
    const [one, two] = [await commitOf(driver, 1000), await commitOf(driver, 900)];
    expect([one.decision.code, two.decision.code]).toEqual(['approved', 'approved']);
    expect(await driver.store.commitPayment(one)).toBe('committed');
    expect(await driver.store.commitPayment(two)).toBe('changed');
    const { otbs, purchases, wrong } = await driver.store.readState();
    expect([otbs[0]?.spentMinor, purchases.length, wrong]).toEqual([1500, 2, []]);
    await driver.store.close();
  });
  test('of a request that has its answer writes nothing', async () => {
    const driver = await filled();
    const commit = await commitOf(driver, 10);
    expect(await driver.store.commitPayment(commit)).toBe('committed');
    expect(await driver.store.commitPayment(commit)).toBe('changed');
    expect((await driver.store.readState()).otbs[0]?.spentMinor).toBe(510);
    await driver.store.close();
  });
  test('after a period was closed meanwhile writes nothing', async () => {
    const driver = await filled();
    const commit = await commitOf(driver, 10);
    await driver.close(true);
    expect(await driver.store.commitPayment(commit)).toBe('changed');
    await driver.store.close();
  });
});

test('answers are kept for seven days, purchases for ever', async () => {
  const driver = await filled();
  const request = driver.newRequest('C1', 'M1', 10);
  await driver.pay(request);
  driver.now += 7 * 24 * 3600;
  await driver.store.sweep(driver.now);
  expect(await driver.store.findRequestByRrpid(request.payerThumb, request.rrpid)).toBeDefined();
  driver.now += 1;
  await driver.store.sweep(driver.now);
  expect(await driver.store.findRequestByRrpid(request.payerThumb, request.rrpid)).toBeUndefined();
  expect((await driver.store.readState()).purchases).toHaveLength(2);
  await driver.store.close();
});
