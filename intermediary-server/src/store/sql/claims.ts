/** Merchants' claims in the database: credits and answer in one transaction. */
import { isDeepStrictEqual } from 'node:util';
import type { StoredAnswer } from '@ecomm/protocol';
import { decideClaim } from '../../ledger/decide-claim.ts';
import type { LedgerStore } from '../../ledger/ledger-store.ts';
import { giveBack } from '../../ledger/otb.ts';
import { postCredited, postReturned } from '../../ledger/posting.ts';
import type { Purchase } from '../../ledger/purchase.ts';
import type { ClaimCommit, CommitStatus } from '../../ledger/records.ts';
import { first, put, type SqlEngine, type Steps } from './engine.ts';
import { addCredited, addReturned, findPurchases, lockOtb, post, saveOtb } from './rows.ts';

type Claims = Pick<LedgerStore, 'findClaimAnswer' | 'findClaim' | 'findPurchases' | 'commitClaims'>;

export function claims(engine: SqlEngine): Claims {
  return {
    findClaimAnswer: async (requestDigest) => {
      const text = 'SELECT answer FROM claim_answer WHERE request_digest = ?';
      return (await engine.read(() => first<{ answer: string }>(text, requestDigest)))?.answer;
    },
    findClaim: (senderThumb, rrpid) => engine.read(() => findClaim(senderThumb, rrpid)),
    findPurchases: (receiptIds) => engine.read(() => findPurchases(receiptIds)),
    commitClaims: (commit) => engine.write(() => settle(commit), 'changed'),
  };
}

/** The amount goes back to the Open To Buy that paid, unless the receipt has become final meanwhile. */
export function* returnUnclaimed(purchase: Purchase, at: number): Steps<boolean> {
  const otb = yield* lockOtb(purchase.xid);
  if (!(yield* addReturned(purchase, at))) return false;
  yield* post(postReturned(purchase, at));
  yield* saveOtb(giveBack(otb, purchase.amountMinor));
  return true;
}

function* findClaim(senderThumb: string, rrpid: string): Steps<StoredAnswer | undefined> {
  return yield* first<StoredAnswer>(
    `SELECT request_digest AS "requestDigest", answer FROM claim_answer WHERE sender_thumb = ? AND rrpid = ?`,
    senderThumb,
    rrpid,
  );
}

function* settle({ request, at, decisions, answer }: ClaimCommit): Steps<CommitStatus> {
  const { senderThumb, rrpid, requestDigest, merchantId } = request;
  if ((yield* findClaim(senderThumb, rrpid)) !== undefined) return 'changed';
  const purchases = yield* findPurchases(request.claims.map(({ receiptId }) => receiptId));
  for (const [index, claim] of request.claims.entries()) {
    const decision = decideClaim(claim, purchases.get(claim.receiptId), merchantId, at);
    if (!isDeepStrictEqual(decision, decisions[index])) return 'changed';
    const { purchase, change } = decision;
    if (purchase === undefined || change === undefined) continue;
    if (change === 'return' && !(yield* returnUnclaimed(purchase, at))) return 'changed';
    if (change === 'credit') {
      yield* addCredited(purchase, at, claim.preimage);
      yield* post(postCredited(purchase, at));
    }
    purchases.set(purchase.receiptId, {
      ...purchase,
      state: change === 'credit' ? 'credited' : 'returned',
    });
  }
  yield* put(
    `INSERT INTO claim_answer (sender_thumb, rrpid, request_digest, answer, answered_at)
     VALUES (?, ?, ?, ?, ?)`,
    ...[senderThumb, rrpid, requestDigest, answer, at],
  );
  return 'committed';
}
