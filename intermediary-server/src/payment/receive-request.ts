/**
 * MPReq → MPRes. The answer is signed first, then debit and answer commit in one transaction in which the decision
 * is taken again, so that no answer leaves before its commit and no Open To Buy is overdrawn.
 *
 * Same bytes, same answer; a request that waits for its top-up is decided again each time that it comes.
 */
import { digestOf, nameOfMpReq, ProtocolError } from '@ecomm/protocol';
import { IntermediaryError } from '../errors.ts';
import { type Intermediary, maxDecisions } from '../intermediary.ts';
import { type Decision, decidePayment } from '../ledger/decide-payment.ts';
import type { PaymentRequest, StoredRequest } from '../ledger/records.ts';
import type { PaymentWatch } from '../metrics/metrics.ts';
import { offerTopUp } from '../top-up/offer-top-up.ts';
import { answerRequest } from './answer-request.ts';
import { openPaymentRequest } from './open-request.ts';

/** Throws a ProtocolError, or ERR_INTERMEDIARY_BUSY, where no signed answer is given. */
export async function receiveRequest(intermediary: Intermediary, message: string): Promise<string> {
  const { payerLock, rateLimit, metrics } = intermediary;
  const watch = metrics.watchPayment();
  const requestDigest = await digestOf(message);
  let request: PaymentRequest;
  try {
    request = await openPaymentRequest(intermediary, message, requestDigest);
  } catch (error) {
    // What was answered stays answered: the same bytes may come when a new request would be too late.
    const stored = await findRepeated(intermediary, message, requestDigest);
    if (stored === undefined) throw error;
    if (stored.state === 'final') return repeated(stored, watch);
    request = stored;
  }
  watch.lap('open');
  if (!rateLimit.take(request.payerThumb))
    throw new IntermediaryError('ERR_INTERMEDIARY_BUSY', 'this wallet asks too often; send it again', {
      retryAfterSeconds: 1,
    });
  return payerLock.run(request.payer, () => settleRequest(intermediary, request, watch));
}

/** By the bytes: they were verified when they first came. */
async function findRepeated(
  { store }: Intermediary,
  message: string,
  requestDigest: string,
): Promise<StoredRequest | undefined> {
  try {
    const { payerThumb, rrpid } = nameOfMpReq(message);
    const stored = await store.findRequestByRrpid(payerThumb, rrpid);
    return stored?.requestDigest === requestDigest ? stored : undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

async function settleRequest(
  intermediary: Intermediary,
  request: PaymentRequest,
  watch: PaymentWatch,
): Promise<string> {
  const { store, log, policy: rules, clock } = intermediary;
  watch.lap('wait');
  for (let attempt = 0; attempt < maxDecisions; attempt += 1) {
    const at = clock();
    const facts = await store.readPaymentFacts(request, { limits: rules.limits, at });
    const stored = facts.cameBefore
      ? await store.findRequestByRrpid(request.payerThumb, request.rrpid)
      : undefined;
    if (stored !== undefined && stored.requestDigest !== request.requestDigest)
      throw new ProtocolError('ERR_RRPID_REUSED');
    if (stored?.state === 'final') return repeated(stored, watch);
    let asked = withExpiry(stored ?? request, stored, facts.isTopUpPending, at);
    let decision = decidePayment(asked.order, asked.faults, facts, rules, at);
    watch.lap('decide');
    if (stored !== undefined && decision.code === 'otbInsufficient') return repeated(stored, watch);
    const topUp = decision.code === 'otbInsufficient' ? await topUpFor(intermediary, asked) : undefined;
    if (decision.code === 'otbInsufficient' && topUp === undefined) {
      asked = { ...asked, faults: [...asked.faults, 'limitReached'] };
      decision = decidePayment(asked.order, asked.faults, facts, rules, at);
    }
    const answered = await answerRequest(intermediary, asked, decision, at, topUp);
    watch.lap('sign');
    // Not an outcome: the bank's answer will be one.
    if (decision.code === 'topUpPending') {
      watch.end(decision.code);
      return answered.answer;
    }
    const status = await store.commitPayment({ request: asked, rules, at, decision, ...answered });
    watch.lap('commit');
    if (status === 'changed') continue;
    watch.end(decision.code);
    log.info(logFacts(asked, decision), 'payment');
    return answered.answer;
  }
  throw new IntermediaryError('ERR_INTERMEDIARY_BUSY', 'too many changes at once; send it again', {
    retryAfterSeconds: 1,
  });
}

function repeated({ answer }: StoredRequest, watch: PaymentWatch): string {
  watch.end('repeated');
  return answer;
}

/** A parked request came in time and outlives its offer, but not itself, unless its top-up is under way. */
function withExpiry(
  request: PaymentRequest,
  stored: StoredRequest | undefined,
  isTopUpPending: boolean,
  at: number,
): PaymentRequest {
  const isOver = stored !== undefined && !isTopUpPending && at > request.expiresAt;
  return isOver ? { ...request, faults: [...request.faults, 'offerExpired'] } : request;
}

/** None where the operator's caps leave no room for it. */
async function topUpFor(intermediary: Intermediary, { payer, issuer, order, expiresAt }: PaymentRequest) {
  if (order === undefined) throw new Error('internal error: a top-up is for an order');
  const topUp = offerTopUp(intermediary, { payer, price: order.amount, expiresAt });
  return (await intermediary.exposureCaps.take(issuer, topUp.amount, topUp.lidM)) ? topUp : undefined;
}

function logFacts({ order }: PaymentRequest, { code, otb }: Decision): object {
  const { merchantId, amount } = order ?? {};
  return { code, merchantId, ...amount, xid: otb?.xid };
}
