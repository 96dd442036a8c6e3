/**
 * Whether a payment goes ahead. The one place where MPRes codes are decided, in the precedence of `mpCodes`:
 * the first that holds is answered.
 *
 * - offerInvalid, merchantUnknown, offerExpired: what was found when the offer was opened (`faults`); merchantUnknown also of
 *   a merchant that the operator froze
 * - payerSuspended: the operator suspended the payer
 * - amountOutOfRange: not an amount, or not a currency, that one click may pay here
 * - offerAlreadyPaid: a single offer that has a receipt, whosever it is
 * - paidJustNow, limitReached: the operator's limits (payment-limits.ts), where any is set
 * - otbInsufficient: no Open To Buy that covers it, and no top-up of this request is under way
 * - topUpPending: the bank has not answered the top-up of this request
 * - approved: none of these. overloaded, systemError, topUpDeclined and declined are decided elsewhere: they need
 *   no ledger.
 */
import { type AmountRanges, isInRange, type MpCode, mpCodes } from '@ecomm/protocol';
import { canSpend, type Otb, remainingMinorOf, spend } from './otb.ts';
import { limitReached, type PaymentLimits, type RecentPayments } from './payment-limits.ts';
import type { PaymentOrder } from './purchase.ts';

/** What the ledger knows that bears on one payment. */
export interface PaymentFacts {
  readonly payerStatus: 'active' | 'suspended';
  /** Of the order's merchant. */
  readonly merchantStatus: 'active' | 'suspended';
  /** Whether the order's offer, a single one, has a receipt. */
  readonly isOfferPaid: boolean;
  /** The payer's open one in this currency. */
  readonly otb: Otb | undefined;
  readonly isTopUpPending: boolean;
  /** The running period. */
  readonly period: string;
  /** Where a limit needs it. */
  readonly recent?: RecentPayments | undefined;
}

export interface PaymentRules {
  readonly ranges: AmountRanges;
  /** Currencies in which an Open To Buy can be had. */
  readonly topUp: Readonly<Record<string, number>>;
  /** None unless given. */
  readonly limits?: PaymentLimits;
}

export interface Decision {
  readonly code: MpCode;
  /** The Open To Buy after the payment, or as it is when refused. */
  readonly otb: Otb | undefined;
  readonly period: string;
}

/** `order` is absent when the offer could not be opened; `faults` then says why. */
export function decidePayment(
  order: PaymentOrder | undefined,
  faults: readonly MpCode[],
  facts: PaymentFacts,
  rules: PaymentRules,
  at: number,
): Decision {
  const found = new Set<MpCode>(faults);
  if (facts.merchantStatus === 'suspended') found.add('merchantUnknown');
  if (facts.payerStatus === 'suspended') found.add('payerSuspended');
  if (order !== undefined) {
    const { amount, use } = order;
    const covers = facts.otb !== undefined && canSpend(facts.otb, amount.value, at);
    if (!isInRange(amount, rules.ranges) || !Object.hasOwn(rules.topUp, amount.currency))
      found.add('amountOutOfRange');
    if (use === 'single' && facts.isOfferPaid) found.add('offerAlreadyPaid');
    const limit = facts.isTopUpPending ? undefined : limitOf(order, facts, rules, { at, covers });
    if (limit !== undefined) found.add(limit);
    if (facts.isTopUpPending) found.add('topUpPending');
    else if (!covers) found.add('otbInsufficient');
    if (covers && facts.otb !== undefined && found.size === 0)
      return { code: 'approved', otb: spend(facts.otb, amount.value), period: facts.period };
  }
  const code = mpCodes.find((candidate) => found.has(candidate)) ?? 'declined';
  return { code, otb: facts.otb, period: facts.period };
}

function limitOf(
  order: PaymentOrder,
  { recent }: PaymentFacts,
  { limits, topUp }: PaymentRules,
  { at, covers }: { readonly at: number; readonly covers: boolean },
): MpCode | undefined {
  if (limits === undefined || recent === undefined) return undefined;
  const { currency, value } = order.amount;
  const opensMinor = covers ? undefined : Math.max(topUp[currency] ?? 0, value);
  return limitReached(order, recent, limits, { at, opensMinor });
}

/** Whether what was decided before signing still holds when it is to be committed. */
export function sameDecision(left: Decision, right: Decision): boolean {
  return (
    left.code === right.code &&
    left.period === right.period &&
    left.otb?.xid === right.otb?.xid &&
    (left.otb && remainingMinorOf(left.otb)) === (right.otb && remainingMinorOf(right.otb))
  );
}
