/**
 * A purchase: what a wallet asked to pay, and what becomes of its receipt.
 *
 * accepted → credited (the merchant showed the preimage) or returned (nobody did in time). Both are final.
 */
import type { Amount } from '@ecomm/protocol';

/** A verified offer that a wallet asked to pay. */
export interface PaymentOrder {
  readonly merchantId: string;
  readonly offerId: string;
  /** Of the MPOffer as received. */
  readonly offerDigest: string;
  readonly amount: Amount;
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
}

/** Nobody claimed it while it could be claimed. */
export function isUnclaimed({ state, claimDeadline }: Purchase, at: number): boolean {
  return state === 'accepted' && at > claimDeadline;
}
