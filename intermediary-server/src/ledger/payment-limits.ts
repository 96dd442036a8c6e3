/**
 * Limits on money, decided with the payment and in its transaction: how often and for how much one payer pays, for how
 * much one merchant sells, what of one payer stands authorized and not yet captured, and whether the same was paid a
 * moment ago. Each is off unless the operator sets it.
 *
 * Minutes and days are those of the clock (UTC), not the last sixty seconds: a count begins anew with each. What is
 * returned or given back stays counted.
 */
import type { MpCode } from '@ecomm/protocol';
import type { PaymentOrder } from './purchase.ts';

/** Amounts in minor units, by currency; a currency that is not named has no limit. */
export type AmountLimits = Readonly<Record<string, number>>;

export interface PaymentLimits {
  /** Of one payer in one currency; 0 is no limit. */
  readonly paymentsPerMinute: number;
  /** Of one payer. */
  readonly payerDailyMinor: AmountLimits;
  /** Of one merchant. What is decided at the same moment for several payers may exceed it by that. */
  readonly merchantDailyMinor: AmountLimits;
  /** Of one payer: all Open To Buys that are not settled yet, with the one that would be opened. */
  readonly payerExposureMinor: AmountLimits;
  /** For so long the payer's last payment is not to be repeated under a new RRPID; 0 is no such rule. */
  readonly duplicateSeconds: number;
}

export const noPaymentLimits: PaymentLimits = {
  paymentsPerMinute: 0,
  payerDailyMinor: {},
  merchantDailyMinor: {},
  payerExposureMinor: {},
  duplicateSeconds: 0,
};

/** What the ledger knows that bears on them. */
export interface RecentPayments {
  /** Of this payer and currency, in this minute. */
  readonly minuteCount: number;
  /** The same, today. */
  readonly payerDayMinor: number;
  /** Of this order's merchant, today. */
  readonly merchantDayMinor: number;
  /** What the payer paid last, by `paymentKey`; undefined when nothing. */
  readonly lastKey: string | undefined;
  /** When, in seconds since 1970. */
  readonly lastAt: number;
  /** Limits of the payer's unsettled Open To Buys. */
  readonly exposedMinor: number;
}

export const minuteOf = (at: number): number => Math.floor(at / 60);
export const dayOf = (at: number): number => Math.floor(at / 86_400);

/** The same for the same goods, merchant and amount, whatever the offer. */
export function paymentKey({ merchantId, goodsDigest, offerId, amount }: PaymentOrder): string {
  return `${merchantId} ${goodsDigest ?? offerId} ${amount.value}`;
}

/** Whether any of them is set that looks at what was paid before, for this currency. */
export function countsPayments(limits: PaymentLimits, currency: string): boolean {
  const { paymentsPerMinute, payerDailyMinor, merchantDailyMinor, duplicateSeconds } = limits;
  return (
    paymentsPerMinute > 0 ||
    duplicateSeconds > 0 ||
    Object.hasOwn(payerDailyMinor, currency) ||
    Object.hasOwn(merchantDailyMinor, currency)
  );
}

/**
 * The code that such a limit gives.
 *
 * @param opensMinor the size of the Open To Buy that would be opened; undefined when one covers the order.
 */
export function limitReached(
  order: PaymentOrder,
  recent: RecentPayments,
  limits: PaymentLimits,
  { at, opensMinor }: { readonly at: number; readonly opensMinor: number | undefined },
): MpCode | undefined {
  const { currency, value } = order.amount;
  const isOver = (amounts: AmountLimits, sum: number) =>
    Object.hasOwn(amounts, currency) && sum > (amounts[currency] ?? 0);
  if (
    limits.duplicateSeconds > 0 &&
    recent.lastKey === paymentKey(order) &&
    Math.abs(at - recent.lastAt) < limits.duplicateSeconds
  )
    return 'paidJustNow';
  if (
    (limits.paymentsPerMinute > 0 && recent.minuteCount >= limits.paymentsPerMinute) ||
    isOver(limits.payerDailyMinor, recent.payerDayMinor + value) ||
    isOver(limits.merchantDailyMinor, recent.merchantDayMinor + value) ||
    (opensMinor !== undefined && isOver(limits.payerExposureMinor, recent.exposedMinor + opensMinor))
  )
    return 'limitReached';
  return undefined;
}
