/** What time alone changes: unclaimed receipts return, Open To Buys end, old answers are forgotten. */
import { answerRetentionSeconds } from '@ecomm/protocol';
import type { LedgerStore } from '../../ledger/ledger-store.ts';
import { type Otb, turn } from '../../ledger/otb.ts';
import type { Purchase } from '../../ledger/purchase.ts';
import type { SweepCounts } from '../../ledger/records.ts';
import { returnUnclaimed } from './claims.ts';
import { all, piecesOf, places, put, type SqlEngine, type Steps } from './engine.ts';
import { otbColumns, saveOtb, selectPurchase } from './rows.ts';

/** So many rows in one transaction, so that payments need not wait for all. */
const sweptTogether = 200;
/** So many are looked for at once, aside: to find them means to look at every purchase that no close has settled. */
const foundTogether = 10_000;

export function sweep(engine: SqlEngine): Pick<LedgerStore, 'sweep'> {
  return {
    sweep: async (at) => {
      await engine.write(() => forgetAnswers(at - answerRetentionSeconds));
      const counts = await sweepAll(engine, at);
      await forgetUnpaid(engine, at - unpaidSeconds);
      return counts;
    },
  };
}

/** A PInitReq is not signed and costs nothing: what it began is kept while it may be paid, and some hours more. */
const unpaidSeconds = 24 * 3600;

/**
 * Answers are kept. What is due is found beside the payments and returned in small transactions, each of which looks again
 * whether it still is.
 */
export async function sweepAll(engine: SqlEngine, at: number): Promise<SweepCounts> {
  let returned = 0;
  for (let isLast = false; !isLast; ) {
    const found = await engine.readAside(() => due(at));
    isLast = found.length < foundTogether;
    for (let from = 0; from < found.length; from += sweptTogether) {
      const some = found.slice(from, from + sweptTogether);
      returned += await engine.write(() => returnSome(some, at));
    }
  }
  let closed = 0;
  for (let isLast = false; !isLast; ) {
    const lapsed = await engine.write(() => closeLapsed(at));
    isLast = lapsed < sweptTogether;
    closed += lapsed;
  }
  return { returned, closed };
}

/** Of what is settled every receipt is final: only the others are looked at. */
function due(at: number): Steps<Purchase[]> {
  return all<Purchase>(
    `${selectPurchase} WHERE outcome.kind IS NULL AND claim_deadline < ?
       AND purchase.xid IN (SELECT xid FROM otb WHERE state IN ('open', 'closing')) LIMIT ${foundTogether}`,
    at,
  );
}

function* returnSome(purchases: readonly Purchase[], at: number): Steps<number> {
  let returned = 0;
  for (const purchase of purchases) if (yield* returnUnclaimed(purchase, at)) returned += 1;
  return returned;
}

function* closeLapsed(at: number): Steps<number> {
  const lapsed = yield* all<Otb>(
    `SELECT ${otbColumns} FROM otb WHERE state = 'open' AND spendable_until < ? LIMIT ${sweptTogether} FOR UPDATE`,
    at,
  );
  for (const otb of lapsed) yield* saveOtb(turn(otb, 'closing'));
  return lapsed.length;
}

/** Of top-ups that ended before. They are looked for aside: there may be many of which the top-up has not ended. */
async function forgetUnpaid(engine: SqlEngine, oldest: number): Promise<void> {
  for (;;) {
    const due = await engine.readAside(() =>
      all<{ xid: string }>(
        `SELECT xid FROM set_purchase JOIN top_up ON top_up.lid_m = set_purchase.lid_m
         WHERE state = 'initialised' AND expires_at < ? LIMIT ${foundTogether}`,
        oldest,
      ),
    );
    for (const piece of piecesOf(due.map(({ xid }) => xid)))
      await engine.write(() =>
        put(
          `DELETE FROM set_purchase WHERE state = 'initialised' AND xid IN (${places(piece.length)})`,
          ...piece,
        ),
      );
    if (due.length < foundTogether) return;
  }
}

function* forgetAnswers(oldest: number): Steps<void> {
  yield* put(
    `DELETE FROM request WHERE answered_at < ? AND (state = 'final' OR expires_at < ?)`,
    ...[oldest, oldest],
  );
  yield* put('DELETE FROM claim_answer WHERE answered_at < ?', oldest);
}
