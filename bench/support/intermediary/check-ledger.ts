/** After a run: what was spent is what was bought, the books have no complaint, and no payment is missing. */
import Database from 'better-sqlite3';
import { openLedgerStore } from '../../../intermediary-server/src/store/open-ledger-store.ts';
import { now } from './make-world.ts';

/** `approved` payments, besides one a cardholder that opened the Open To Buy. Returns complaints. */
export async function checkLedger(where: string, approved: number): Promise<string[]> {
  const store = await openLedgerStore(where, now());
  const { wrong, purchases, otbs } = await store.readState();
  await store.close();
  const spentMinor = otbs.reduce((sum, otb) => sum + otb.spentMinor, 0);
  const boughtMinor = purchases.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return [
    ...wrong,
    ...(spentMinor === boughtMinor ? [] : [`spent ${spentMinor}, bought ${boughtMinor}`]),
    ...(purchases.length === approved + otbs.length ? [] : [`${purchases.length} purchases for ${approved}`]),
  ];
}

/** The same of an SQLite ledger that is too large to be read into memory, by its sums. */
export function checkLargeLedger(path: string, purchases: number): string[] {
  const database = new Database(path, { readonly: true });
  const one = (sql: string) => Number(database.prepare(sql).pluck().get());
  const posted = (kind: string) =>
    one(`SELECT coalesce(sum(amount_minor), 0) FROM posting WHERE kind = '${kind}'`);
  const spentMinor = one('SELECT sum(spent_minor) FROM otb');
  const boughtMinor = posted('accept') - posted('return');
  const count = one('SELECT count(*) FROM purchase');
  database.close();
  return [
    ...(spentMinor === boughtMinor ? [] : [`spent ${spentMinor}, bought ${boughtMinor}`]),
    ...(count === purchases ? [] : [`${count} purchases for ${purchases}`]),
  ];
}
