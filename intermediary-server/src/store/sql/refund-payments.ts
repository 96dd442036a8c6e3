/** The refunds that a close pays, and what it asks of the gateway for them, each step on disk before the next. */
import { postRefundGivenBack } from '../../ledger/bank-posting.ts';
import { byAge, type OwedRefund, type RefundPayment } from '../../ledger/pay-refunds.ts';
import { postRefundPaid } from '../../ledger/posting.ts';
import type { CardCredit, RefundDebts, RefundStore } from '../../ledger/refund-store.ts';
import { addBankPostings, insertMany } from './bank-rows.ts';
import { all, change, first, put, type SqlEngine, type Steps, unreachable } from './engine.ts';
import { post } from './rows.ts';

type CardCredits = Pick<
  RefundStore,
  'readRefundDebts' | 'pendingCardCredits' | 'saveCardCreditRequest' | 'commitCardCredit'
>;

interface CardCreditRow extends Omit<CardCredit, 'request'> {
  request: string | null;
}

export function cardCredits(engine: SqlEngine): CardCredits {
  return {
    readRefundDebts: () => engine.readAside(readDebts),
    pendingCardCredits: async () => {
      const rows = await engine.read(() =>
        all<CardCreditRow>(
          `SELECT period, xid, payer, currency, amount_minor AS "amountMinor", rrpid, request
           FROM card_credit WHERE state = 'pending' ORDER BY period, xid`,
        ),
      );
      return rows.map(({ request, ...row }) => ({ ...row, request: request ?? undefined }));
    },
    saveCardCreditRequest: (credit, request) => engine.write(() => keepRequest(credit, request)),
    commitCardCredit: (credit, outcome) =>
      engine.write(() =>
        put(
          `UPDATE card_credit SET state = ?, code = ?, request = NULL
           WHERE period = ? AND xid = ? AND payer = ? AND state = 'pending'`,
          ...[outcome.state, outcome.code, credit.period, credit.xid, credit.payer],
        ),
      ),
  };
}

function* readDebts(): Steps<RefundDebts> {
  return {
    owed: yield* all<RefundDebts['owed'][number]>(
      `SELECT merchant_id AS "merchantId", currency, CAST(sum(left_minor) AS BIGINT) AS "amountMinor",
         count(*) AS count, min(refunded_at) AS since
       FROM refund WHERE left_minor > 0 GROUP BY merchant_id, currency ORDER BY sum(left_minor) DESC, merchant_id`,
    ),
    cardCredits: yield* all<RefundDebts['cardCredits'][number]>(
      `SELECT period, xid, currency, amount_minor AS "amountMinor", state, code
       FROM card_credit WHERE state <> 'done' ORDER BY period, xid`,
    ),
  };
}

/** Of Open To Buys that are debited: nothing is given back before. */
export function* owedRefunds(): Steps<OwedRefund[]> {
  return yield* all<OwedRefund>(
    `SELECT refund.receipt_id AS "receiptId", refund.rrpid, refund.xid, refund.payer,
       refund.merchant_id AS "merchantId", refund.currency, left_minor AS "leftMinor",
       refunded_at AS "refundedAt", CASE otb.state WHEN 'captured' THEN 'card' ELSE 'directDebit' END AS "collectBy"
     FROM refund JOIN otb ON otb.xid = refund.xid AND otb.payer = refund.payer
     WHERE left_minor > 0 AND otb.cleared_period IS NOT NULL`,
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

function* keepRequest({ period, xid, payer, request: known }: CardCredit, request: string): Steps<string> {
  const kept = yield* first<{ request: string | null }>(
    'SELECT request FROM card_credit WHERE period = ? AND xid = ? AND payer = ? FOR UPDATE',
    ...[period, xid, payer],
  );
  const other = kept?.request ?? undefined;
  if (other !== undefined && other !== known) return other;
  yield* put(
    `UPDATE card_credit SET request = ? WHERE period = ? AND xid = ? AND payer = ? AND state = 'pending'`,
    ...[request, period, xid, payer],
  );
  return request;
}
