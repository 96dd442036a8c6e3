/**
 * How many receipts of each Open To Buy are neither credited nor returned. To count them means to look at every purchase of
 * a period, which takes seconds where there are a million, and a close may not keep payments waiting for so long. So they are
 * counted beside the payments first, and what has changed since is counted again once nothing changes any more.
 *
 * A purchase is never deleted and its outcome never taken back: an Open To Buy that has as many purchases as before, none of
 * which was pending, has none that is.
 */
import { all, piecesOf, places, type SqlEngine, type Steps } from './engine.ts';

interface Count {
  readonly purchases: number;
  readonly pending: number;
}

interface CountRow extends Count {
  readonly xid: string;
}

/** XID → what was counted, of those that are not settled. */
export type PendingReceipts = ReadonlyMap<string, Count>;

export async function countBeside(engine: SqlEngine): Promise<PendingReceipts> {
  const rows = await engine.readAside(() =>
    all<CountRow>(`${count} WHERE ${isUnsettled} GROUP BY purchase.xid`),
  );
  return new Map(rows.map(({ xid, ...counted }) => [xid, counted]));
}

/** XID → receipts that are pending now; the caller holds the Open To Buys' rows. */
export function* countAgain(before: PendingReceipts): Steps<Map<string, number>> {
  const purchases = yield* all<{ xid: string; purchases: number }>(
    `SELECT otb.xid, (SELECT count(*) FROM purchase WHERE purchase.xid = otb.xid) AS purchases
     FROM otb WHERE ${isUnsettled}`,
  );
  const changed = purchases.filter(({ xid, purchases: now }) => {
    const known = before.get(xid);
    return known === undefined || known.pending > 0 || known.purchases !== now;
  });
  const pending = new Map<string, number>();
  for (const piece of piecesOf(changed)) {
    const text = `${count} WHERE purchase.xid IN (${places(piece.length)}) GROUP BY purchase.xid`;
    for (const row of yield* all<CountRow>(text, ...piece.map(({ xid }) => xid)))
      pending.set(row.xid, row.pending);
  }
  return pending;
}

const isUnsettled = `otb.state IN ('open', 'closing')`;
const count = `SELECT purchase.xid, count(*) AS purchases, count(*) - count(outcome.kind) AS pending FROM purchase
  JOIN otb ON otb.xid = purchase.xid AND otb.payer = purchase.payer
  LEFT JOIN outcome ON outcome.receipt_id = purchase.receipt_id AND outcome.payer = purchase.payer`;
