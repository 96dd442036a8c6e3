/**
 * The purchases that a period clears, one after the other, in an order that no database chooses: by the Open To Buy, then by
 * the receipt. They are read some at a time, so a close needs room for its lines, not for its purchases. What is read is
 * final: nothing changes of an Open To Buy that the bank has settled.
 */
import type { CollectBy } from '../../ledger/bank-records.ts';
import type { ClearedReceipt } from '../../ledger/receipt-leaf.ts';
import { all, piecesOf, places, type SqlEngine, type Steps } from './engine.ts';
import { refundedTo } from './rows.ts';

export interface ClearedItem extends ClearedReceipt {
  readonly xid: string;
  readonly payer: string;
  readonly collectBy: CollectBy;
}

interface SettledRow {
  readonly xid: string;
  readonly kind: 'capture' | 'reversal';
}

export async function forEachCleared(
  engine: SqlEngine,
  period: string,
  visit: (item: ClearedItem) => void,
): Promise<void> {
  const settled = await engine.read(() => settledXids(period));
  settled.sort((left, right) => compare(left.xid, right.xid));
  for (const piece of piecesOf(settled)) {
    const collectBy = new Map(
      piece.map(({ xid, kind }) => [xid, kind === 'capture' ? 'card' : 'directDebit'] as const),
    );
    const items = await engine.read(() => itemsOf(piece.map(({ xid }) => xid)));
    items.sort((left, right) => compare(left.xid, right.xid) || compare(left.receiptId, right.receiptId));
    // Of what was given back as a whole nothing is cleared.
    for (const item of items.filter(({ amountMinor, refundedMinor }) => amountMinor > refundedMinor))
      visit({ ...item, collectBy: collectBy.get(item.xid) ?? 'card' });
    // Payments go on meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Of which something was spent. */
function settledXids(period: string): Steps<SettledRow[]> {
  return all<SettledRow>(
    `SELECT xid, kind FROM settlement
     WHERE period = ? AND state = 'done' AND (amount_minor > 0 OR direct_debit_minor > 0)`,
    period,
  );
}

function itemsOf(xids: readonly string[]): Steps<Omit<ClearedItem, 'collectBy'>[]> {
  return all(
    `SELECT purchase.xid, purchase.payer, purchase.receipt_id AS "receiptId", merchant_id AS "merchantId",
       offer_id AS "offerId", currency, amount_minor AS "amountMinor", delivery_tag AS "deliveryTag",
       accepted_at AS "acceptedAt", period, ${refundedTo('otb')} AS "refundedMinor"
     FROM purchase
     JOIN outcome ON outcome.receipt_id = purchase.receipt_id AND outcome.payer = purchase.payer
     WHERE purchase.xid IN (${places(xids.length)}) AND outcome.kind = 'credited'`,
    ...xids,
  );
}

/** By code units, whatever the database's collation. */
function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
