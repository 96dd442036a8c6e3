/** Makes the signed MPRes of a decision, with the receipt when it is approved. Nothing is committed here. */
import {
  answerRetentionSeconds,
  encodeBase64Url,
  type MpResPrivate,
  makeMpRes,
  newTimedIdentifier,
} from '@ecomm/protocol';
import type { Intermediary } from '../intermediary.ts';
import type { Decision } from '../ledger/decide-payment.ts';
import { type Otb, remainingMinorOf } from '../ledger/otb.ts';
import type { NewReceipt, PaymentRequest, TopUpOffer } from '../ledger/records.ts';

export interface AnsweredRequest {
  readonly answer: string;
  readonly receipt?: NewReceipt;
  readonly topUp?: TopUpOffer;
}

/** `topUp` goes into the wallet's private half, with codes that ask for one. */
export async function answerRequest(
  intermediary: Intermediary,
  { rrpid, order }: Pick<PaymentRequest, 'rrpid' | 'order'>,
  decision: Decision,
  at: number,
  topUp?: TopUpOffer,
): Promise<AnsweredRequest> {
  const { id: intermediaryId, identity, random, policy, publicUrl } = intermediary;
  const exp = at + answerRetentionSeconds;
  const secret: MpResPrivate = {
    salt: encodeBase64Url(random(32)),
    ...(decision.otb === undefined ? {} : { otb: otbView(decision.otb) }),
    ...(topUp === undefined ? {} : { topUp: initiationOf(topUp, publicUrl()) }),
  };
  if (decision.code !== 'approved') {
    const { code } = decision;
    const answer = await makeMpRes({ rrpid, intermediaryId, iat: at, exp, code }, secret, identity.signer);
    return topUp === undefined ? { answer } : { answer, topUp };
  }
  if (order === undefined) throw new Error('internal error: an approved payment has an order');
  const { offerId, offerDigest, merchantId, amount, challM, deliveryTag } = order;
  const adviceDeadline = at + policy.adviceSeconds;
  const receipt = {
    receiptId: newTimedIdentifier(random, at),
    adviceDeadline,
    claimDeadline: adviceDeadline + policy.claimGraceSeconds,
  };
  // Each member by its name, here and on a payment's whole way: an object that is put together from others by `...` costs V8 a
  // new hidden class, which only a collection of everything takes away (docs/performance.md).
  const signed = {
    code: 'approved' as const,
    rrpid,
    intermediaryId,
    iat: at,
    exp,
    receiptId: receipt.receiptId,
    offerId,
    offerDigest,
    merchantId,
    amount,
    challM,
    deliveryTag,
    acceptedAt: at,
    adviceDeadline,
    period: decision.period,
  };
  return { answer: await makeMpRes(signed, secret, identity.signer), receipt };
}

/** As its payer is told. */
export function otbView(otb: Otb): NonNullable<MpResPrivate['otb']> {
  const { currency, limitMinor, spendableUntil } = otb;
  return {
    remaining: { currency, value: remainingMinorOf(otb) },
    limit: { currency, value: limitMinor },
    expires: spendableUntil,
  };
}

/** As the wallet is asked for it. */
export function initiationOf({ lidM, order, amount }: TopUpOffer, publicUrl: string) {
  return { setUrl: `${publicUrl}/set`, purchAmt: amount, order, lidM };
}
