/** The refunds that a close pays, and what is to be asked of the gateway for them. */
import { postRefundGivenBack } from '../../ledger/bank-posting.ts';
import { byAge, type OwedRefund, type RefundPayment } from '../../ledger/pay-refunds.ts';
import { postRefundPaid } from '../../ledger/posting.ts';
import { addBankPostings, insertMany } from './bank-rows.ts';
import { all, change, type Steps, unreachable } from './engine.ts';
import { post } from './rows.ts';

/**
 * Of what the payer has paid: captured from the card, or collected by a direct debit that the bank has booked and not sent back.
 * Nothing is given back before, or it would go to somebody who has paid nothing.
 */
export function* owedRefunds(): Steps<OwedRefund[]> {
  return yield* all<OwedRefund>(
    `SELECT refund.receipt_id AS "receiptId", refund.rrpid, refund.xid, refund.payer,
       refund.merchant_id AS "merchantId", refund.currency, left_minor AS "leftMinor",
       refunded_at AS "refundedAt", CASE otb.state WHEN 'captured' THEN 'card' ELSE 'directDebit' END AS "collectBy"
     FROM refund JOIN otb ON otb.xid = refund.xid AND otb.payer = refund.payer
     WHERE left_minor > 0 AND otb.cleared_period IS NOT NULL AND (otb.state = 'captured' OR EXISTS (
       SELECT 1 FROM clearing_line AS line WHERE line.period = otb.cleared_period AND line.side = 'debit'
         AND line.party = refund.payer AND line.currency = refund.currency AND line.state = 'settled'))`,
  );
}

/** In their order in the merchant's line. */
export function* refundPaymentsOf(period: string): Steps<RefundPayment[]> {
  const rows = yield* all<RefundPayment>(
    `SELECT refund_payment.period, refund.receipt_id AS "receiptId", refund.rrpid, refund.xid, refund.payer,
       refund.merchant_id AS "merchantId", refund.currency, refund_payment.amount_minor AS "amountMinor",
       refunded_at AS "refundedAt", CASE otb.state WHEN 'captured' THEN 'card' ELSE 'directDebit' END AS "collectBy"
     FROM refund_payment
     JOIN refund ON refund.receipt_id = refund_payment.receipt_id AND refund.rrpid = refund_payment.rrpid
       AND refund.payer = refund_payment.payer
     JOIN otb ON otb.xid = refund.xid AND otb.payer = refund.payer
     WHERE refund_payment.period = ?`,
    period,
  );
  return rows.sort(byAge);
}

/** `newRrpid` names a CredReq. */
export function* addRefundPayments(
  period: string,
  payments: readonly RefundPayment[],
  newRrpid: () => string,
  at: number,
): Steps<void> {
  for (const payment of payments) {
    const { receiptId, rrpid, payer, amountMinor } = payment;
    const paid = yield* change(
      `UPDATE refund SET left_minor = left_minor - ? WHERE receipt_id = ? AND rrpid = ? AND payer = ?`,
      ...[amountMinor, receiptId, rrpid, payer],
    );
    if (paid !== 1) unreachable('a refund that is paid was owed');
    yield* post(postRefundPaid(payment, at));
  }
  yield* insertMany(
    'refund_payment',
    'period, receipt_id, rrpid, payer, amount_minor',
    payments.map(({ receiptId, rrpid, payer, amountMinor }) => [
      period,
      receiptId,
      rrpid,
      payer,
      amountMinor,
    ]),
  );
  const credits = [...cardCreditsOf(payments).values()];
  yield* insertMany(
    'card_credit',
    'period, xid, payer, currency, amount_minor, refund_count, rrpid, state',
    credits.map(({ xid, payer, currency, amountMinor, count }) => [
      ...[period, xid, payer, currency, amountMinor, count, newRrpid(), 'pending'],
    ]),
  );
  yield* addBankPostings(credits.map((credit) => postRefundGivenBack({ ...credit, period }, at)));
}

/** One of each Open To Buy: an authorization is credited as a whole. */
function cardCreditsOf(payments: readonly RefundPayment[]) {
  const byXid = new Map<
    string,
    { xid: string; payer: string; currency: string; amountMinor: number; count: number }
  >();
  for (const { xid, payer, currency, amountMinor, collectBy } of payments) {
    if (collectBy !== 'card') continue;
    const known = byXid.get(xid) ?? { xid, payer, currency, amountMinor: 0, count: 0 };
    known.amountMinor += amountMinor;
    known.count += 1;
    byXid.set(xid, known);
  }
  return byXid;
}
