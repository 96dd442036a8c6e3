/**
 * After a power cut a disk has what it was asked to keep, and may have lost the rest. Here the files are copied at each sync
 * of the log, as the disk has them then at least; what was told before the next one must be in that copy.
 */
import { copyFileSync, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { testTime } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { LedgerDriver } from '../../testing/ledger-driver.ts';
import { ledgerStoreOn, openLedgerStore } from '../open-ledger-store.ts';
import { first } from '../sql/engine.ts';
import { LogSync } from './log-sync.ts';
import { openSqliteEngine } from './sqlite-engine.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'log-sync-'));
  path = join(directory, 'ledger.sqlite');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true });
});

function copyTo(name: string): string {
  const copy = join(directory, name);
  for (const end of ['', '-wal']) if (existsSync(path + end)) copyFileSync(path + end, copy + end);
  return copy;
}

test('every payment that was told is in what the disk had been asked to keep by then', async () => {
  let kept = '';
  let syncs = 0;
  const run = LogSync.prototype.run;
  vi.spyOn(LogSync.prototype, 'run').mockImplementation(async function (this: LogSync) {
    await run.call(this);
    syncs += 1;
    kept = copyTo(`kept-${syncs}.sqlite`);
  });
  const store = await openLedgerStore(path, testTime);
  const driver = new LedgerDriver(store, testTime);
  /** Receipt → the copy that was the newest when it was told. */
  const told = new Map<string, string>();
  const pay = async (payer: string) => {
    const { receiptId = '' } = await driver.pay(driver.newRequest(payer, 'M1', 10));
    told.set(receiptId, kept);
  };
  for (let round = 0; round < 5; round += 1) await Promise.all(['C1', 'C2', 'C3', 'C4'].map(pay));
  expect(told.size).toBe(20);
  const copies = groups(told);
  for (const [copy, receiptIds] of copies) {
    const after = await openLedgerStore(copy, testTime);
    const { purchases, wrong } = await after.readState();
    await after.close();
    expect(wrong).toEqual([]);
    expect(purchases.map(({ receiptId }) => receiptId)).toEqual(expect.arrayContaining(receiptIds));
  }
  const { purchases, otbs, wrong } = await store.readState();
  expect(wrong).toEqual([]);
  expect(otbs.reduce((sum, { spentMinor }) => sum + spentMinor, 0)).toBe(10 * purchases.length);
  await store.close();
});

function groups(told: ReadonlyMap<string, string>): Map<string, string[]> {
  const copies = new Map<string, string[]>();
  for (const [receiptId, copy] of told) copies.set(copy, [...(copies.get(copy) ?? []), receiptId]);
  return copies;
}

test('an answer that was kept is not repeated before the disk has it; what is to be decided may be looked up', async () => {
  let letGo = () => {};
  const wait = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const engine = openSqliteEngine(path, testTime);
  const store = ledgerStoreOn(engine);
  const driver = new LedgerDriver(store, testTime);
  await driver.pay(driver.newRequest('C1', 'M1', 10));
  vi.spyOn(LogSync.prototype, 'run').mockReturnValue(wait);
  const request = driver.newRequest('C1', 'M1', 10);
  const payment = driver.pay(request);
  const count = () => first<{ count: number }>('SELECT count(*) AS count FROM purchase');
  while ((await engine.peek(count))?.count !== 2) await new Promise((resolve) => setImmediate(resolve));
  let repeated: string | undefined;
  const look = store.findRequestByRrpid(request.payerThumb, request.rrpid).then((stored) => {
    repeated = stored?.answer;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(repeated).toBeUndefined();
  letGo();
  await Promise.all([payment, look]);
  expect(repeated).toBeDefined();
  const { purchases, wrong } = await store.readState();
  expect([purchases.length, wrong]).toEqual([2, []]);
  await store.close();
});

test('a disk that fails stops the ledger: what may be lost is never shown as kept, and a new start reads what is there', async () => {
  const engine = openSqliteEngine(path, testTime);
  const store = ledgerStoreOn(engine);
  const driver = new LedgerDriver(store, testTime);
  const { receiptId = '' } = await driver.pay(driver.newRequest('C1', 'M1', 10));
  const unknown = driver.newRequest('C1', 'M1', 10);
  const failure = vi
    .spyOn(LogSync.prototype, 'run')
    .mockRejectedValue(Object.assign(new Error('EIO'), { code: 'EIO' }));
  const unavailable = { code: 'ERR_LEDGER_UNAVAILABLE' };
  await expect(driver.pay(unknown)).rejects.toMatchObject(unavailable);
  failure.mockRestore();
  await expect(driver.pay(driver.newRequest('C1', 'M1', 10))).rejects.toMatchObject(unavailable);
  await expect(store.findRequestByRrpid(unknown.payerThumb, unknown.rrpid)).rejects.toMatchObject(
    unavailable,
  );
  await expect(store.readState()).rejects.toMatchObject(unavailable);
  await expect(store.pulse('node', testTime)).rejects.toMatchObject(unavailable);
  await store.close();

  const again = new LedgerDriver(await openLedgerStore(path, testTime), testTime);
  // Here it was kept; the same request again has the same answer, and is paid once.
  const stored = await again.store.findRequestByRrpid(unknown.payerThumb, unknown.rrpid);
  expect(stored?.answer).toBe('approved');
  expect((await again.pay(unknown)).code).toBe('changed');
  const { purchases, otbs, wrong } = await again.store.readState();
  expect(wrong).toEqual([]);
  expect(purchases).toHaveLength(2);
  expect(purchases.map((purchase) => purchase.receiptId)).toContain(receiptId);
  expect(otbs.reduce((sum, { spentMinor }) => sum + spentMinor, 0)).toBe(20);
  await again.store.close();
});
