/**
 * Which refunds a close pays, and from what: a merchant's credit of the period pays what the merchant owes, the oldest
 * first, in part where it is not enough. What no credit covers stays owed and waits for the next. So nothing is
 * given out that is not there, and in every period Σ debits = Σ credits + Σ refunds.
 */
import type { CollectBy } from './bank-records.ts';

/** A refund of what was debited already, as far as it is not paid yet. */
export interface OwedRefund {
  readonly receiptId: string;
  readonly rrpid: string;
  readonly xid: string;
  readonly payer: string;
  readonly merchantId: string;
  readonly currency: string;
  readonly leftMinor: number;
  readonly refundedAt: number;
  /** How its purchase was debited: the money goes back the same way. */
  readonly collectBy: CollectBy;
}

/** What a period pays of one refund. */
export interface RefundPayment extends Omit<OwedRefund, 'leftMinor'> {
  readonly period: string;
  readonly amountMinor: number;
}

/** `creditOf`: what the merchant is to be credited in a currency. */
export function payRefunds(
  period: string,
  owed: readonly OwedRefund[],
  creditOf: (merchantId: string, currency: string) => number,
): RefundPayment[] {
  const left = new Map<string, number>();
  return [...owed].sort(byAge).flatMap(({ leftMinor, ...refund }): RefundPayment[] => {
    const key = `${refund.currency} ${refund.merchantId}`;
    const creditMinor = left.get(key) ?? creditOf(refund.merchantId, refund.currency);
    const amountMinor = Math.min(leftMinor, creditMinor);
    left.set(key, creditMinor - amountMinor);
    return amountMinor === 0 ? [] : [{ ...refund, period, amountMinor }];
  });
}

/** An order that no database chooses. */
export function byAge(left: RefundKey, right: RefundKey): number {
  return (
    left.refundedAt - right.refundedAt ||
    compare(left.receiptId, right.receiptId) ||
    compare(left.rrpid, right.rrpid)
  );
}

type RefundKey = Pick<OwedRefund, 'refundedAt' | 'receiptId' | 'rrpid'>;

/** As an item of the merchant's line, and of the payer's where a bank pays it: what the merchant's own MPRefund says. */
export function refundLeaf({
  receiptId,
  rrpid,
  merchantId,
  currency,
  amountMinor,
  period,
}: RefundPayment): Uint8Array {
  const amount = { currency, value: amountMinor };
  return encoder.encode(JSON.stringify({ refundOf: receiptId, rrpid, merchantId, amount, period }));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

const encoder = new TextEncoder();
