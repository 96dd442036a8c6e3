/** Merchants' claims in the database: credits and answer in one transaction. */
import { isDeepStrictEqual } from 'node:util';
import type { StoredAnswer } from '@ecomm/protocol';
import { decideClaim } from '../ledger/decide-claim.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { giveBack } from '../ledger/otb.ts';
import { postCredited, postReturned } from '../ledger/posting.ts';
import type { Purchase } from '../ledger/purchase.ts';
import type { GroupCommit } from './group-commit.ts';
import type { SqliteDatabase } from './open-database.ts';
import { type Tables, unreachable } from './tables.ts';

type Claims = Pick<LedgerStore, 'findClaimAnswer' | 'findClaim' | 'findPurchases' | 'commitClaims'>;

export function claims(database: SqliteDatabase, rows: Tables, commits: GroupCommit): Claims {
  const findAnswer = database
    .prepare<[string], string>('SELECT answer FROM claim_answer WHERE request_digest = ?')
    .pluck();
  const find = database.prepare<[string, string], StoredAnswer>(
    `SELECT request_digest AS requestDigest, answer FROM claim_answer WHERE sender_thumb = ? AND rrpid = ?`,
  );
  const save = database.prepare('INSERT INTO claim_answer VALUES (?, ?, ?, ?, ?)');
  return {
    findClaimAnswer: async (requestDigest) => findAnswer.get(requestDigest),
    findClaim: async (senderThumb, rrpid) => find.get(senderThumb, rrpid),
    findPurchases: async (receiptIds) => {
      const found = receiptIds.map((receiptId) => rows.purchase(receiptId));
      return new Map(found.flatMap((purchase) => (purchase ? [[purchase.receiptId, purchase]] : [])));
    },
    commitClaims: ({ request, at, decisions, answer }) =>
      commits.run(() => {
        const { senderThumb, rrpid, requestDigest, merchantId } = request;
        if (find.get(senderThumb, rrpid) !== undefined) return 'changed';
        for (const [index, claim] of request.claims.entries()) {
          const decision = decideClaim(claim, rows.purchase(claim.receiptId), merchantId, at);
          if (!isDeepStrictEqual(decision, decisions[index])) return 'changed';
          if (decision.change === 'credit') credit(rows, decision.purchase ?? missing(), at, claim.preimage);
          if (decision.change === 'return') returnUnclaimed(rows, decision.purchase ?? missing(), at);
        }
        save.run(senderThumb, rrpid, requestDigest, answer, at);
        return 'committed';
      }),
  };
}

function credit(rows: Tables, purchase: Purchase, at: number, preimage: string): void {
  rows.addCredited(purchase.receiptId, at, preimage);
  rows.post(postCredited(purchase, at));
}

/** The amount goes back to the Open To Buy that paid. */
export function returnUnclaimed(rows: Tables, purchase: Purchase, at: number): void {
  const otb = rows.otb(purchase.xid) ?? missing();
  rows.addReturned(purchase.receiptId, at);
  rows.post(postReturned(purchase, at));
  rows.saveOtb(giveBack(otb, purchase.amountMinor));
}

function missing(): never {
  return unreachable('a purchase has its Open To Buy');
}
