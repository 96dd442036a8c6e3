/** Merchants' refunds in the database: refund, entries and answer in one transaction. */
import { isDeepStrictEqual } from 'node:util';
import type { StoredAnswer } from '@ecomm/protocol';
import { giveBack } from '../../ledger/otb.ts';
import { postRefund } from '../../ledger/posting.ts';
import type { Purchase } from '../../ledger/purchase.ts';
import type { CommitStatus } from '../../ledger/records.ts';
import { decideRefund, type Refund, type RefundCommit, type RefundFacts } from '../../ledger/refund.ts';
import type { RefundStore } from '../../ledger/refund-store.ts';
import { returnUnclaimed } from './claims.ts';
import { all, first, places, put, type SqlEngine, type Steps } from './engine.ts';
import { findPurchases, lockOtb, post, saveOtb } from './rows.ts';

type Refunds = Pick<
  RefundStore,
  'findRefundAnswer' | 'findRefundRequest' | 'readRefundFacts' | 'commitRefund' | 'readRefunds'
>;

export const refundColumns = `refund.receipt_id AS "receiptId", refund.rrpid, refund.xid, refund.payer,
  refund.merchant_id AS "merchantId", refund.currency, refund.amount_minor AS "amountMinor", refund.way,
  refund.reason, refund.refunded_at AS "refundedAt"`;

export function refunds(engine: SqlEngine): Refunds {
  return {
    // A merchant's messages share their names: one RRPID is one message, whichever it is.
    findRefundAnswer: async (requestDigest) => {
      const text = 'SELECT answer FROM claim_answer WHERE request_digest = ?';
      return (await engine.read(() => first<{ answer: string }>(text, requestDigest)))?.answer;
    },
    findRefundRequest: (senderThumb, rrpid, receiptId) =>
      engine.read(() => findRequest(senderThumb, rrpid, receiptId)),
    readRefundFacts: (receiptId) => engine.readTogether(() => readFacts(receiptId)),
    commitRefund: (commit) => engine.write(() => settle(commit), 'changed'),
    readRefunds: (payer, since, most) =>
      engine.read(() =>
        all<Refund>(
          `SELECT ${refundColumns} FROM refund WHERE payer = ? AND refunded_at >= ?
           ORDER BY refunded_at, receipt_id, rrpid LIMIT ?`,
          ...[payer, since, most],
        ),
      ),
  };
}

function* findRequest(
  senderThumb: string,
  rrpid: string,
  receiptId: string,
): Steps<StoredAnswer | 'used' | undefined> {
  const stored = yield* first<StoredAnswer>(
    `SELECT request_digest AS "requestDigest", answer FROM claim_answer WHERE sender_thumb = ? AND rrpid = ?`,
    ...[senderThumb, rrpid],
  );
  if (stored !== undefined) return stored;
  const made = yield* first('SELECT way FROM refund WHERE receipt_id = ? AND rrpid = ?', receiptId, rrpid);
  return made === undefined ? undefined : 'used';
}

function* readFacts(receiptId: string): Steps<RefundFacts> {
  const purchase = (yield* findPurchases([receiptId])).get(receiptId);
  return { purchase, isSettled: purchase !== undefined && (yield* isSettled(purchase)) };
}

/**
 * Whether what is debited of its Open To Buy is fixed. A close fixes it while it holds that row, so who holds it too
 * sees it; what the bank refused is debited by a later close, and not fixed until then.
 */
function* isSettled({ xid, payer }: Purchase): Steps<boolean> {
  const settlement = yield* first(
    `SELECT period FROM settlement JOIN otb ON otb.xid = settlement.xid
     WHERE settlement.xid = ? AND otb.payer = ? AND settlement.state IN ('pending', 'done')`,
    ...[xid, payer],
  );
  return settlement !== undefined;
}

function* settle({ request, at, decision, answer }: RefundCommit): Steps<CommitStatus> {
  const { senderThumb, rrpid, requestDigest, merchantId, receiptId, amount, reason } = request;
  if ((yield* findRequest(senderThumb, rrpid, receiptId)) !== undefined) return 'changed';
  const known = (yield* findPurchases([receiptId])).get(receiptId);
  const otb = known === undefined ? undefined : yield* lockOtb(known.xid);
  const facts = yield* readFacts(receiptId);
  if (!isDeepStrictEqual(decideRefund(request, facts), decision)) return 'changed';
  const { purchase } = facts;
  const { way } = decision;
  if (purchase !== undefined && otb !== undefined && way !== undefined) {
    const { xid, payer } = purchase;
    const money = { currency: amount.currency, amountMinor: amount.value };
    const refund: Refund = {
      ...{ receiptId, rrpid, xid, payer, merchantId, ...money, way, reason, refundedAt: at },
    };
    if (way === 'cancel' && !(yield* returnUnclaimed(purchase, at))) return 'changed';
    yield* addRefund(refund);
    if (way !== 'cancel') yield* post(postRefund(refund));
    if (way === 'otb') yield* saveOtb(giveBack(otb, amount.value));
  }
  yield* put(
    `INSERT INTO claim_answer (sender_thumb, rrpid, request_digest, answer, answered_at)
     VALUES (?, ?, ?, ?, ?)`,
    ...[senderThumb, rrpid, requestDigest, answer, at],
  );
  return 'committed';
}

function* addRefund(refund: Refund): Steps<void> {
  const { receiptId, rrpid, payer, xid, merchantId, currency, amountMinor, way, reason, refundedAt } = refund;
  yield* put(
    `INSERT INTO refund (receipt_id, rrpid, payer, xid, merchant_id, currency, amount_minor, way, reason, refunded_at,
       left_minor) VALUES (${places(11)})`,
    ...[receiptId, rrpid, payer, xid, merchantId, currency, amountMinor, way, reason, refundedAt],
    way === 'owed' ? amountMinor : 0,
  );
}
