/**
 * A purchase: what a wallet asked to pay, and what becomes of its receipt.
 *
 * accepted → credited (the merchant showed the preimage) or returned (nobody did in time, or the merchant cancelled it).
 * Both are final; of what is credited the merchant may give back.
 */
import type { Amount } from '@ecomm/protocol';

/** A verified offer that a wallet asked to pay. */
export interface PaymentOrder {
  readonly merchantId: string;
  readonly offerId: string;
  /** Of the MPOffer as received. */
  readonly offerDigest: string;
  readonly amount: Amount;
  /** Absent in what was kept before it was. */
  readonly goodsDigest?: string;
  readonly challM: string;
  readonly deliveryTag: string;
  /** A single offer is paid once, by whomever; a catalogue offer by many. */
  readonly use: 'single' | 'catalogue';
}

export type PurchaseState = 'accepted' | 'credited' | 'returned';

export interface Purchase {
  readonly receiptId: string;
  /** The Open To Buy that paid. */
  readonly xid: string;
  readonly payer: string;
  readonly merchantId: string;
  readonly offerId: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly deliveryTag: string;
  /** Seconds since 1970. */
  readonly acceptedAt: number;
  readonly adviceDeadline: number;
  readonly claimDeadline: number;
  /** The period in which it was accepted, as the receipt says. */
  readonly period: string;
  readonly state: PurchaseState;
  /** Of a credited one: what went back to the Open To Buy. */
  readonly refundedMinor: number;
  /** Of a credited one: what was to be given back after it was debited, paid or not. */
  readonly owedMinor: number;
}

/** What its payer is debited, and its merchant credited, when it is cleared. */
export function keptMinorOf({ amountMinor, refundedMinor }: Purchase): number {
  return amountMinor - refundedMinor;
}

/** Nobody claimed it while it could be claimed. */
export function isUnclaimed({ state, claimDeadline }: Purchase, at: number): boolean {
  return state === 'accepted' && at > claimDeadline;
}
