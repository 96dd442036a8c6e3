/**
 * Which Open To Buys a close of a period settles at the bank.
 *
 * An authorization can be captured once, so an Open To Buy is settled only when every receipt of it is credited or
 * returned; one that still waits for a claim closes now and is settled by a later period. Its purchases are
 * cleared in the period that captures it, so that in every period Σ debits = Σ credits = Σ captures.
 */
import type { Otb } from './otb.ts';

export interface SettleableOtb {
  readonly otb: Otb;
  /** Receipts that are neither credited nor returned. */
  readonly pendingCount: number;
  /** The payer has a mandate, and it says so. */
  readonly byDirectDebit?: boolean;
}

export interface SettlementPlan {
  /** Open ones that take no further purchase. */
  readonly closing: readonly Otb[];
  /** Debit what was spent; the rest is released with it. */
  readonly captures: readonly Otb[];
  /** Release all, and collect what was spent by direct debit: never both of one. */
  readonly directDebits: readonly Otb[];
  /** Nothing was spent: release all. */
  readonly reversals: readonly Otb[];
}

export function planSettlement(
  otbs: readonly SettleableOtb[],
  { settleOpenOtbsAtClose }: { readonly settleOpenOtbsAtClose: boolean },
  at: number,
): SettlementPlan {
  const isClosed = ({ otb }: SettleableOtb) =>
    otb.state === 'closing' ||
    (otb.state === 'open' && (at > otb.spendableUntil || (settleOpenOtbsAtClose && otb.spentMinor > 0)));
  const closed = otbs.filter(isClosed);
  const final = closed.filter(({ pendingCount }) => pendingCount === 0);
  const spent = final.filter(({ otb }) => otb.spentMinor > 0);
  return {
    closing: closed.filter(({ otb }) => otb.state === 'open').map(({ otb }) => otb),
    captures: spent.filter(({ byDirectDebit }) => !byDirectDebit).map(({ otb }) => otb),
    directDebits: spent.filter(({ byDirectDebit }) => byDirectDebit).map(({ otb }) => otb),
    reversals: final.filter(({ otb }) => otb.spentMinor === 0).map(({ otb }) => otb),
  };
}
