/**
 * What a merchant gives back of a purchase, and which way the money goes.
 *
 *   cancel  before the claim, and only the whole: the receipt returns to its Open To Buy, the merchant gets nothing
 *   otb     after the claim, as long as no close has fixed what is debited: less is spent of the Open To Buy
 *   owed    after that: the merchant's next credits pay it, and a close gives it back to the payer
 *
 * All refunds of a purchase together are never more than the purchase. They are only added.
 */
import type { Amount, RefundCode } from '@ecomm/protocol';
import type { Purchase } from './purchase.ts';

export type RefundWay = 'cancel' | 'otb' | 'owed';

/** An MPRefund whose signature was verified. */
export interface RefundRequest {
  readonly requestDigest: string;
  /** Of the merchant's certificate. */
  readonly senderThumb: string;
  readonly rrpid: string;
  readonly merchantId: string;
  readonly receiptId: string;
  readonly amount: Amount;
  readonly reason: string;
}

export interface Refund {
  readonly receiptId: string;
  readonly rrpid: string;
  readonly xid: string;
  readonly payer: string;
  readonly merchantId: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly way: RefundWay;
  readonly reason: string;
  /** Seconds since 1970. */
  readonly refundedAt: number;
}

/** What the ledger knows that bears on one refund. */
export interface RefundFacts {
  readonly purchase: Purchase | undefined;
  /** A close has fixed what is debited of its Open To Buy, or the bank has. */
  readonly isSettled: boolean;
}

export interface RefundDecision {
  readonly code: RefundCode;
  /** Present when money goes back. */
  readonly way?: RefundWay;
  /** What may be given back after it; absent of a receipt that is not the merchant's. */
  readonly leftMinor?: number;
}

export interface RefundCommit {
  readonly request: RefundRequest;
  readonly at: number;
  readonly decision: RefundDecision;
  readonly answer: string;
}

/** In the precedence of `refundCodes`. */
export function decideRefund(
  { merchantId, amount }: Pick<RefundRequest, 'merchantId' | 'amount'>,
  { purchase, isSettled }: RefundFacts,
): RefundDecision {
  if (purchase === undefined) return { code: 'unknownReceipt' };
  if (purchase.merchantId !== merchantId) return { code: 'otherMerchant' };
  const leftMinor = refundableMinorOf(purchase);
  if (amount.currency !== purchase.currency || amount.value === 0)
    return { code: 'amountInvalid', leftMinor };
  if (purchase.state === 'returned') return { code: 'returned', leftMinor };
  if (amount.value > leftMinor) return { code: 'exceedsSale', leftMinor };
  const after = leftMinor - amount.value;
  if (purchase.state === 'accepted')
    return after === 0
      ? { code: 'cancelled', way: 'cancel', leftMinor: 0 }
      : { code: 'notClaimed', leftMinor };
  return isSettled
    ? { code: 'owed', way: 'owed', leftMinor: after }
    : { code: 'refunded', way: 'otb', leftMinor: after };
}

/** What is left of a purchase to be given back. */
export function refundableMinorOf({ state, amountMinor, refundedMinor, owedMinor }: Purchase): number {
  return state === 'returned' ? 0 : amountMinor - refundedMinor - owedMinor;
}
