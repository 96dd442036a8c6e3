/** MPReq in the database: idempotency record, debit and answer in one transaction. */
import { decidePayment, sameDecision } from '../../ledger/decide-payment.ts';
import type { LedgerStore } from '../../ledger/ledger-store.ts';
import { postAccepted } from '../../ledger/posting.ts';
import type { Purchase } from '../../ledger/purchase.ts';
import type { CommitStatus, PaymentCommit, TopUpOffer } from '../../ledger/records.ts';
import { put, type SqlEngine, type Steps, unreachable } from './engine.ts';
import { type KnownFacts, lockFacts, readFacts } from './payment-facts.ts';
import { addRecent } from './recent-payments.ts';
import { addRequest, findParked, findRequest, finishRequest } from './requests.ts';
import { addPayer, addPurchase, nameIssuer, post, saveOtb } from './rows.ts';
import { addHeaders, SignedHeaders } from './signed-headers.ts';
import type { SignedHeader } from './signed-text.ts';

type Payments = Pick<LedgerStore, 'findRequestByRrpid' | 'readPaymentFacts' | 'commitPayment' | 'findParked'>;

export function payments(engine: SqlEngine): Payments {
  const headers = new SignedHeaders();
  return {
    findRequestByRrpid: (payerThumb, rrpid) => engine.read(() => findRequest(payerThumb, rrpid)),
    findParked: (lidM) => engine.read(() => findParked(lidM)),
    readPaymentFacts: async (request, limits) => {
      const { isPayerKnown: _known, stored, ...facts } = await engine.peek(() => readFacts(request, limits));
      return { ...facts, cameBefore: stored !== undefined };
    },
    commitPayment: async (payment) => {
      const { request, answer, decision } = payment;
      // Of a refusal the message is not kept, so its headers, which nobody has paid for, are not either.
      const isKept = decision.code === 'approved' || decision.code === 'otbInsufficient';
      const message = isKept ? headers.pack(request.message) : { packed: request.message, missing: [] };
      const reply = headers.pack(answer);
      const missing = [...message.missing, ...reply.missing];
      const kept = { ...payment, request: { ...request, message: message.packed }, answer: reply.packed };
      const status = await engine.write(() => commit(kept, missing), 'changed');
      if (status === 'committed') headers.remember(missing);
      return status;
    },
  };
}

/** Writes what was decided, on the facts on which it was decided again in this transaction. */
export function* writePayment(
  payment: Omit<PaymentCommit, 'rules'>,
  { isPayerKnown, stored }: KnownFacts,
): Steps<void> {
  const { request, decision, answer, at, topUp } = payment;
  if (!isPayerKnown) yield* addPayer(request.payer, request.issuer);
  if (decision.code === 'approved') yield* writeApproved(payment);
  if (decision.code === 'otbInsufficient') {
    if (topUp === undefined) unreachable('a request is parked for a top-up');
    yield* addTopUp(topUp);
    // Each Open To Buy begins here: often enough for what is only shown, and rarely enough for a payment.
    if (isPayerKnown) yield* nameIssuer(request.payer, request.issuer);
    yield* addRequest(request, { answer, lidM: topUp.lidM, at });
  } else if (stored === undefined) yield* addRequest(request, { answer, lidM: undefined, at });
  else yield* finishRequest(request, answer, at);
}

export function* addTopUp({ lidM, payer, order, amount, expiresAt }: TopUpOffer): Steps<void> {
  yield* put(
    `INSERT INTO top_up (lid_m, payer, order_text, currency, amount_minor, expires_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
    ...[lidM, payer, order, amount.currency, amount.value, expiresAt],
  );
}

function* commit(payment: PaymentCommit, missing: readonly SignedHeader[]): Steps<CommitStatus> {
  const { request, rules, at, decision } = payment;
  const limiting = { limits: rules.limits, at };
  const facts = yield* lockFacts(request, limiting);
  const { stored } = facts;
  if (stored !== undefined) {
    // Finished, parked, or taken by other bytes since it was looked up.
    const isParkedSame = stored.state === 'parked' && stored.requestDigest === request.requestDigest;
    if (!isParkedSame || decision.code === 'otbInsufficient') return 'changed';
  }
  const again = decidePayment(request.order, request.faults, facts, rules, at);
  if (!sameDecision(again, decision)) return 'changed';
  yield* addHeaders(missing);
  yield* writePayment(payment, facts);
  if (decision.code === 'approved') yield* addRecent(request, limiting);
  return 'committed';
}

function* writeApproved(
  payment: Pick<PaymentCommit, 'request' | 'decision' | 'receipt' | 'at'>,
): Steps<void> {
  const { request, decision, receipt, at } = payment;
  const { order, payer } = request;
  const { otb, period } = decision;
  if (order === undefined || otb === undefined || receipt === undefined)
    unreachable('an approved payment has an order, an Open To Buy and a receipt');
  const purchase: Purchase = {
    receiptId: receipt.receiptId,
    adviceDeadline: receipt.adviceDeadline,
    claimDeadline: receipt.claimDeadline,
    xid: otb.xid,
    payer,
    merchantId: order.merchantId,
    offerId: order.offerId,
    currency: order.amount.currency,
    amountMinor: order.amount.value,
    deliveryTag: order.deliveryTag,
    acceptedAt: at,
    period,
    state: 'accepted',
    refundedMinor: 0,
    owedMinor: 0,
  };
  yield* saveOtb(otb);
  yield* addPurchase(purchase, order.use, request.message);
  yield* post(postAccepted(purchase, at));
}
