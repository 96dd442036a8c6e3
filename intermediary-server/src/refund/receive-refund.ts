/** MPRefund → MPRefundRes: the merchant of a receipt gives back what was paid for it, in whole or in part. */
import {
  answerRetentionSeconds,
  digestOf,
  type MpRefund,
  mpRefund,
  mpRefundRes,
  ProtocolError,
  partyIdOf,
} from '@ecomm/protocol';
import { IntermediaryError } from '../errors.ts';
import { type Intermediary, maxDecisions } from '../intermediary.ts';
import { decideRefund, type RefundDecision, type RefundFacts } from '../ledger/refund.ts';

/** Throws a ProtocolError when the refund as a whole can't be trusted. */
export async function receiveRefund(intermediary: Intermediary, message: string): Promise<string> {
  const { trust, clock, id, store, log } = intermediary;
  const requestDigest = await digestOf(message);
  // Before the dates are looked at: a repeated refund may be older than a new one may be.
  const repeated = await store.findRefundAnswer(requestDigest);
  if (repeated !== undefined) return repeated;
  const { payload, sender } = await mpRefund.open(message, { trust, at: clock() });
  if (payload.intermediaryId !== id)
    throw new ProtocolError('ERR_MESSAGE_RECIPIENT', { intermediaryId: payload.intermediaryId });
  const { rrpid, receiptId, amount, reason } = payload;
  const merchantId = partyIdOf(sender);
  const request = {
    ...{ requestDigest, senderThumb: sender.thumb, rrpid, merchantId, receiptId, amount, reason },
  };
  for (let attempt = 0; attempt < maxDecisions; attempt += 1) {
    const stored = await store.findRefundRequest(sender.thumb, rrpid, receiptId);
    if (stored === 'used') throw new ProtocolError('ERR_RRPID_REUSED');
    if (stored !== undefined && stored.requestDigest !== requestDigest)
      throw new ProtocolError('ERR_RRPID_REUSED');
    if (stored !== undefined) return stored.answer;
    const at = clock();
    const facts = await store.readRefundFacts(receiptId);
    const decision = decideRefund(request, facts);
    const answer = await answerRefund(intermediary, payload, { facts, decision, at });
    if ((await store.commitRefund({ request, at, decision, answer })) === 'changed') continue;
    log.info({ merchantId, code: decision.code, receiptId, ...amount }, 'refund');
    return answer;
  }
  throw new IntermediaryError('ERR_INTERMEDIARY_BUSY', 'too many changes at once; send it again', {
    retryAfterSeconds: 1,
  });
}

function answerRefund(
  { identity }: Intermediary,
  { rrpid, receiptId }: MpRefund,
  {
    facts,
    decision: { code, leftMinor },
    at,
  }: { readonly facts: RefundFacts; readonly decision: RefundDecision; readonly at: number },
): Promise<string> {
  const { purchase } = facts;
  const left =
    purchase === undefined || leftMinor === undefined
      ? {}
      : { left: { currency: purchase.currency, value: leftMinor } };
  const times = { iat: at, exp: at + answerRetentionSeconds };
  return mpRefundRes.sign({ rrpid, ...times, receiptId, code, ...left }, identity.signer);
}
