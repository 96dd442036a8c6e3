/** A ledger that an earlier version wrote: its content is there after every later step, and guarded as anew. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testTime } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { payerFingerprint } from '../../ledger/payer-fingerprint.ts';
import { LedgerDriver } from '../../testing/ledger-driver.ts';
import { openLedgerStore } from '../open-ledger-store.ts';
import { migrations } from './migrations.ts';

/**
 * In the shape of step 1: C1's first Open To Buy is cleared, with a credit; its second has a purchase accepted, one
 * credited and one returned, and a request that waits for a top-up.
 */
const content = `
  INSERT INTO payer VALUES ('C1', '${payerFingerprint('C1')}', 'active');
  INSERT INTO running_period VALUES ('2026-11-23.2');
  INSERT INTO top_up VALUES ('L1', 'C1', 'Open to Buy', 'EUR', 2000, 1), ('L2', 'C1', 'Open to Buy', 'EUR', 2000, 1),
    ('L3', 'C1', 'Open to Buy', 'EUR', 2000, 1);
  INSERT INTO set_purchase VALUES
    ('X1', 'L1', '{}', 'c', 'i1', 'a', 'approved', 'p1', '{"authRrpid":"A1"}', NULL, 'PRes'),
    ('X2', 'L2', '{}', 'c', 'i2', 'a', 'approved', 'p2', '{"authRrpid":"A2"}', NULL, 'PRes');
  INSERT INTO otb VALUES
    ('X1', 'C1', 'EUR', 2000, 300, 'captured', 't', 1, ${testTime + 9_000_000}, '2026-11-23.1'),
    ('X2', 'C1', 'EUR', 2000, 500, 'open', 't', 2, ${testTime + 9_000_000}, NULL);
  INSERT INTO purchase VALUES
    ('R1', 'X1', 'C1', 'M1', 'O1', 1, 'EUR', 300, 'd', 1, 2, 3, '2026-11-23.1'),
    ('R2', 'X2', 'C1', 'M1', 'O2', 1, 'EUR', 200, 'd', 2, ${testTime}, ${testTime + 9000}, '2026-11-23.2'),
    ('R3', 'X2', 'C1', 'M2', 'O3', 0, 'EUR', 300, 'd', 2, 3, 4, '2026-11-23.2'),
    ('R4', 'X2', 'C1', 'M2', 'O4', 1, 'EUR', 400, 'd', 2, 3, 4, '2026-11-23.2');
  INSERT INTO evidence VALUES ('R1', 'm1'), ('R2', 'm2'), ('R3', 'm3'), ('R4', 'm4');
  INSERT INTO outcome VALUES ('R1', 'credited', 2, 'pre1'), ('R3', 'credited', 3, 'pre3'), ('R4', 'returned', 5, NULL);
  INSERT INTO posting (kind, debit, credit, currency, amount_minor, reference, posted_at) VALUES
    ('accept', 'payer:C1', 'pending:C1', 'EUR', 300, 'R1', 1),
    ('credit', 'pending:C1', 'merchant:M1', 'EUR', 300, 'R1', 2),
    ('clearDebit', 'clearing:2026-11-23.1', 'payer:C1', 'EUR', 300, '2026-11-23.1', 3),
    ('clearCredit', 'merchant:M1', 'clearing:2026-11-23.1', 'EUR', 300, '2026-11-23.1', 3),
    ('accept', 'payer:C1', 'pending:C1', 'EUR', 200, 'R2', 2),
    ('accept', 'payer:C1', 'pending:C1', 'EUR', 300, 'R3', 2),
    ('credit', 'pending:C1', 'merchant:M2', 'EUR', 300, 'R3', 3),
    ('accept', 'payer:C1', 'pending:C1', 'EUR', 400, 'R4', 2),
    ('return', 'pending:C1', 'payer:C1', 'EUR', 400, 'R4', 5);
  INSERT INTO clearing_run VALUES ('2026-11-23.1', 'closed', 3, 3,
    '{"period":"2026-11-23.1","debits":[],"credits":[],"settlements":[],"balanced":true}');
  INSERT INTO settlement VALUES ('2026-11-23.1', 'X1', 'capture', 300, 'S1', NULL, 'done', 'success');
  INSERT INTO request VALUES
    ('thumb of C1', 'final', 'D1', 'C1', NULL, NULL, '[]', ${testTime}, 'final', 'old answer', NULL, ${testTime}),
    ('thumb of C1', 'parked', 'D2', 'C1', '{"merchantId":"M1"}', 'm', '[]', ${testTime}, 'parked', 'wait', 'L3',
      ${testTime});
  INSERT INTO claim_answer VALUES ('thumb of M1', 'claim', 'D3', 'claimed', ${testTime});
`;

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ledger-'));
  path = join(directory, 'ledger.sqlite');
});
afterEach(() => rm(directory, { recursive: true }));

/** As a version wrote it that knew so many steps. */
function write(steps: number): void {
  const database = new Database(path);
  database.pragma('foreign_keys = ON');
  for (const step of migrations.slice(0, 1)) database.exec(step);
  database.exec(content);
  for (const step of migrations.slice(1, steps)) database.exec(step);
  database.pragma(`user_version = ${steps}`);
  database.close();
}

const earlier = migrations.map((_step, index) => index + 1);

test.each(earlier)(
  'a ledger of version %i keeps its books, and they go on to their clearing',
  async (version) => {
    write(version);
    const driver = new LedgerDriver(await openLedgerStore(path, testTime), testTime);
    const { store } = driver;
    const { purchases, otbs, period, wrong } = await store.readState();
    expect(wrong).toEqual([]);
    expect(period).toBe('2026-11-23.2');
    expect(otbs.map(({ xid, spentMinor, state }) => [xid, spentMinor, state])).toEqual([
      ['X2', 500, 'open'],
      ['X1', 300, 'captured'],
    ]);
    expect(purchases.map(({ receiptId, state, clearedPeriod }) => [receiptId, state, clearedPeriod])).toEqual(
      [
        ['R4', 'returned', undefined],
        ['R3', 'credited', undefined],
        ['R2', 'accepted', undefined],
        ['R1', 'credited', '2026-11-23.1'],
      ],
    );
    expect(await store.findEvidence('R1')).toEqual({ mpReq: 'm1', preimage: 'pre1' });
    expect((await store.findRequestByRrpid('thumb of C1', 'final'))?.answer).toBe('old answer');
    expect((await store.findParked('L3'))?.message).toBe('m');
    expect(await store.findClaimAnswer('D3')).toBe('claimed');

    expect((await driver.pay(driver.newRequest('C1', 'M1', 100))).code).toBe('approved');
    driver.receipts.set('R2', 'M1');
    expect(await driver.claim('R2')).toBe('credited');
    driver.now += 5 * 24 * 3600;
    const { debits, credits, balanced } = await driver.close(true);
    expect(balanced).toBe(true);
    expect(debits).toMatchObject([{ party: 'C1', amountMinor: 500, count: 2 }]);
    expect(credits.map(({ party, amountMinor }) => [party, amountMinor])).toEqual([
      ['M1', 200],
      ['M2', 300],
    ]);
    expect((await store.readState()).wrong).toEqual([]);
    await store.close();
  },
);

test.each(earlier)('in a ledger of version %i an offer that was paid stays paid', async (version) => {
  write(version);
  const driver = new LedgerDriver(await openLedgerStore(path, testTime), testTime);
  for (const offerId of ['O1', 'O2', 'O4']) {
    const { order, ...request } = driver.newRequest('C1', 'M1', 10);
    const merchantId = offerId === 'O4' ? 'M2' : 'M1';
    const again = { ...request, order: order && { ...order, offerId, merchantId } };
    expect((await driver.decide(again)).decision.code).toBe('offerAlreadyPaid');
  }
  // A catalogue offer, which many may pay.
  const { order, ...request } = driver.newRequest('C1', 'M2', 10);
  const catalogue = { ...request, order: order && { ...order, offerId: 'O3', use: 'catalogue' as const } };
  expect((await driver.decide(catalogue)).decision.code).toBe('approved');
  expect((await driver.store.readState()).wrong).toEqual([]);
  await driver.store.close();
});

test.each([
  'UPDATE outcome SET decided_at = 0',
  'DELETE FROM outcome',
  'UPDATE posting SET amount_minor = 1',
  'DELETE FROM posting',
  'DELETE FROM single_offer',
  'UPDATE single_offer SET receipt_id = 0',
  'DELETE FROM otb',
  'UPDATE purchase SET amount_minor = 1',
  `UPDATE evidence SET payer = 'C2'`,
])('after the last step the database refuses %s', async (sql) => {
  write(1);
  const store = await openLedgerStore(path, testTime);
  const database = new Database(path);
  expect(() => database.exec(sql)).toThrow('never');
  database.close();
  expect((await store.readState()).wrong).toEqual([]);
  await store.close();
});

test('a step that fails leaves the ledger at the version that it had', async () => {
  write(1);
  const database = new Database(path);
  database.exec('CREATE TABLE single_offer (in_the_way TEXT)');
  database.close();
  await expect(openLedgerStore(path, testTime)).rejects.toThrow('single_offer');
  const again = new Database(path);
  expect(again.pragma('user_version', { simple: true })).toBe(1);
  again.exec('DROP TABLE single_offer');
  again.close();
  const store = await openLedgerStore(path, testTime);
  expect((await store.readState()).wrong).toEqual([]);
  await store.close();
});
