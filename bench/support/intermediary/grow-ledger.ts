/**
 * A ledger that has been in use: as many purchases as asked for, 20 to an Open To Buy, claimed by their merchants, with
 * what their payers signed. Some are made by the ledger's own operations; the rest are copies of those under other names, as
 * making each would take longer than what is measured. Their answers are older than what is kept of answers.
 */
import { createHash } from 'node:crypto';
import { answerRetentionSeconds } from '@ecomm/protocol';
import Database from 'better-sqlite3';
import { openLedgerStore } from '../../../intermediary-server/src/store/open-ledger-store.ts';
import { LedgerDriver } from '../../../intermediary-server/src/testing/ledger-driver.ts';
import { type BenchWorld, now, openOtbs, signRequests } from './make-world.ts';

const purchasesPerOtb = 20;

export interface GrownLedger {
  readonly purchases: number;
  /** On disk, indexes included, of what stays for ever. */
  readonly bytesPerPurchase: number;
}

/** `path`: an SQLite ledger's, no file yet. The cardholders' Open To Buys are there, with `limitMinor`, and go on to be spent from. */
export async function growLedger(
  path: string,
  world: BenchWorld,
  { purchases, limitMinor }: { readonly purchases: number; readonly limitMinor: number },
): Promise<GrownLedger> {
  const made = world.cardholders.length * purchasesPerOtb;
  await makePurchases(path, world, made, limitMinor);
  const database = new Database(path);
  try {
    database.pragma('synchronous = OFF');
    // Its indexes are written in no order: what fits in memory is written once.
    database.pragma('cache_size = -1000000');
    for (let copy = 1; copy * made < purchases; copy += 1) copyAll(database, copy);
    database.pragma('wal_checkpoint(TRUNCATE)');
    const [pages, free, pageBytes] = ['page_count', 'freelist_count', 'page_size'].map((name) =>
      Number(database.pragma(name, { simple: true })),
    ) as [number, number, number];
    const count = database.prepare('SELECT count(*) FROM purchase').pluck().get() as number;
    return { purchases: count, bytesPerPurchase: ((pages - free) * pageBytes) / count };
  } finally {
    database.close();
  }
}

async function makePurchases(
  path: string,
  world: BenchWorld,
  count: number,
  limitMinor: number,
): Promise<void> {
  const store = await openLedgerStore(path, now());
  await openOtbs(store, world, limitMinor);
  const driver = new LedgerDriver(store, now(), limitMinor);
  for (const [index, message] of (await signRequests(world, count, 'single')).entries()) {
    const payer = world.cardholders[index % world.cardholders.length]?.certificate.commonName ?? '';
    const request = driver.newRequest(payer, `M${index % world.merchants.length}`, 10);
    const { receiptId = '' } = await driver.pay({ ...request, message });
    await driver.claim(receiptId);
  }
  // The first one of each, that opened the Open To Buy, is not claimed: it goes back.
  await store.sweep(now() + answerRetentionSeconds + 1);
  await store.close();
}

/** Every payer that was made, with all that is theirs, once more. */
function copyAll(database: Database.Database, copy: number): void {
  const name = (column: string) => `${column} || '.${copy}'`;
  const names = (...columns: string[]) => Object.fromEntries(columns.map((column) => [column, name(column)]));
  database.function('fingerprint', { deterministic: true }, (payer) =>
    createHash('sha256').update(String(payer)).digest('hex').slice(0, 16),
  );
  database.transaction(() => {
    again('payer', { ...names('payer'), fingerprint: `fingerprint(${name('payer')})` });
    again('top_up', names('lid_m', 'payer'));
    again('set_purchase', names('xid', 'lid_m', 'payer', 'pinit_digest', 'preq_digest'));
    again('otb', names('xid', 'payer'));
    again('purchase', names('receipt_id', 'payer', 'xid', 'offer_id'));
    again('evidence', names('receipt_id', 'payer'));
    again('outcome', names('receipt_id', 'payer'));
    again('single_offer', names('offer_id', 'receipt_id'));
    again('posting', {
      ...names('shard', 'xid', 'reference', 'debit'),
      posting_id: 'NULL',
      // Merchants are the same ones.
      credit: `CASE WHEN kind = 'credit' THEN credit ELSE ${name('credit')} END`,
    });
  })();

  function again(table: string, changed: Record<string, string>): void {
    database.exec(`CREATE TEMP TABLE IF NOT EXISTS made_${table} AS SELECT * FROM main.${table}`);
    const columns = database.pragma(`table_info(${table})`) as { name: string }[];
    const values = columns.map((column) => changed[column.name] ?? column.name);
    database.exec(`INSERT INTO main.${table} SELECT ${values.join(', ')} FROM made_${table}`);
  }
}
