/**
 * An order that is paid by SET, as the payment part keeps it: what was asked, what the bank allowed, what was taken
 * and given back, and the journal of everything that was sent to the gateway.
 *
 *     open → authorising → authorized | declined          (declined may be paid again)
 *     authorized → captured in parts → credited in parts;   authorized → cancelled
 *
 * Every operation is in the record before it is sent: after a crash the very same bytes go out again, and the gateway
 * gives the very same answer.
 */
import type { Amount, TransIds } from '@ecomm/protocol';

export interface SetOrder {
  /** 20 random bytes, base64url: SET's LID-M. */
  readonly orderId: string;
  /** The order description that the shopper signs by its hash. */
  readonly description: string;
  readonly amount: Amount;
  readonly successUrl: string;
  readonly failureUrl: string;
  readonly cancelUrl: string;
  /** Seconds since 1970. */
  readonly createdAt: number;
  readonly cancelled: boolean;
  /** PInitReqs that were answered: each has its own XID, and one of them is paid. */
  readonly initiations: readonly Initiated[];
  /** The PReq that is being paid, was paid, or was declined last. */
  readonly payment: SetPayment | undefined;
  /** PReqs that were declined before it: the same bytes get the same answer. */
  readonly declined: readonly SetPayment[];
  /** The first is the PReq's own; more follow when goods leave in parts. */
  readonly authorizations: readonly Authorized[];
  readonly credits: readonly Credited[];
  /** For the next authorization of a split shipment. */
  readonly authToken: string | undefined;
  /** At most one at a time. */
  readonly operation: Operation | undefined;
  /** Counts up with each change: the store refuses a change of an older one. */
  readonly version: number;
}

export interface Initiated {
  readonly transIds: TransIds;
  readonly challM: string;
  readonly requestDigest: string;
  /** PInitRes, as it was sent. */
  readonly answer: string;
}

export interface SetPayment {
  readonly transIds: TransIds;
  readonly requestDigest: string;
  readonly rrpid: string;
  readonly challC: string;
  readonly hod: string;
  readonly oiDigest: string;
  /** The wallet's certificate name; undefined for a purchase without a certificate. */
  readonly cardholder: string | undefined;
  /** For the card, from the acquirer, sealed: copied unread (SET Book 2, AcqCardMsg). */
  readonly acqCardMsg?: string;
  /** Why the bank refused, as SET's AuthCode. */
  readonly authCode?: string;
  /** Present once it is decided. */
  readonly decidedAt?: number;
  readonly pRes?: string;
}

/** All in minor units of the order's currency; `capturedMinor` and `creditedMinor` never exceed what is before them. */
export interface Authorized {
  readonly authRrpid: string;
  readonly amountMinor: number;
  readonly capturedMinor: number;
  readonly creditedMinor: number;
  readonly capToken: string;
  readonly captureExpiresAt: number;
  readonly authorizationNumber: string | undefined;
  readonly authDate: number;
  readonly capturedAt?: number;
  /** `held` may still be captured; nothing is left of it otherwise. */
  readonly state: 'held' | 'captured' | 'reversed';
}

export interface Credited {
  /** Of the CredReq: what a CredRevReq names. */
  readonly credRrpid: string;
  readonly authRrpid: string;
  readonly amountMinor: number;
  readonly reason: string;
  readonly at: number;
  /** Whether the credit was taken back; it gives nothing then. */
  readonly isReversed: boolean;
}

export type OperationKind =
  | 'authorize'
  | 'reverse'
  | 'capture'
  | 'reverseCapture'
  | 'credit'
  | 'reverseCredit';

/** What is on its way to the gateway. */
export interface Operation {
  /** Stays when the message has to be made anew. */
  readonly operationId: string;
  readonly kind: OperationKind;
  readonly rrpid: string;
  /** The message, byte for byte as it is sent. */
  readonly message: string;
  /** The RRPID of the AuthReq that this is, or is about. */
  readonly authRrpid: string;
  /** What is asked for, taken, given back or released. */
  readonly amountMinor: number;
  /** Authorize: debit at once. */
  readonly captureNow?: boolean;
  /** Authorize and capture: whether a later parcel may be authorized for what stays of the order. */
  readonly keepsRest?: boolean;
  /** Reverse: the AuthCode of the authorization that was given up; left out when an order is cancelled. */
  readonly gaveUp?: string;
  /** Credit: the shop's own words. */
  readonly reason?: string;
  /** Reverse a credit: which. */
  readonly credRrpid?: string;
  /** Of the first message; seconds since 1970. */
  readonly since: number;
}

export type OrderState =
  | 'open'
  | 'authorising'
  | 'declined'
  | 'authorized'
  | 'partCaptured'
  | 'captured'
  | 'partCredited'
  | 'credited'
  | 'cancelled';

/** What is authorized and not yet captured, captured, and given back, in minor units. */
export interface OrderTotals {
  readonly heldMinor: number;
  readonly capturedMinor: number;
  readonly creditedMinor: number;
}

export function totalsOf({ authorizations }: SetOrder): OrderTotals {
  const sum = (of: (authorized: Authorized) => number) =>
    authorizations.reduce((total, authorized) => total + of(authorized), 0);
  return {
    heldMinor: sum(({ state, amountMinor }) => (state === 'held' ? amountMinor : 0)),
    capturedMinor: sum(({ capturedMinor }) => capturedMinor),
    creditedMinor: sum(({ creditedMinor }) => creditedMinor),
  };
}

export function stateOf(order: SetOrder): OrderState {
  const { heldMinor, capturedMinor, creditedMinor } = totalsOf(order);
  if (creditedMinor > 0) return creditedMinor === capturedMinor ? 'credited' : 'partCredited';
  if (order.cancelled || isReleased(order)) return 'cancelled';
  if (capturedMinor > 0) return capturedMinor < order.amount.value ? 'partCaptured' : 'captured';
  if (heldMinor > 0) return 'authorized';
  if (order.payment === undefined) return 'open';
  return order.payment.pRes === undefined ? 'authorising' : 'declined';
}

/** All that was ever authorized for it is given up. */
function isReleased({ authorizations }: SetOrder): boolean {
  return authorizations.length > 0 && authorizations.every(({ state }) => state === 'reversed');
}
