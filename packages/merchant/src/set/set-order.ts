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
  readonly credRrpid: string;
  readonly amountMinor: number;
  readonly reason: string;
  readonly at: number;
}

export type OperationKind = 'authorize' | 'reverse' | 'capture' | 'credit';

/** A share of one authorization. */
export interface Share {
  readonly authRrpid: string;
  readonly amountMinor: number;
}

/** What is on its way to the gateway. */
export interface Operation {
  readonly kind: OperationKind;
  readonly rrpid: string;
  /** The message, byte for byte as it is sent. */
  readonly message: string;
  /** Authorize: the amount asked. Reverse, capture, credit: of which authorization how much. */
  readonly shares: readonly Share[];
  /** Capture: whether what stays of the order may be authorized again for a later parcel. Authorize: capture at once. */
  readonly keepsRest?: boolean;
  readonly captureNow?: boolean;
  readonly reason?: string;
  /** Seconds since 1970. */
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
  if (order.cancelled) return 'cancelled';
  if (capturedMinor > 0) return capturedMinor < order.amount.value ? 'partCaptured' : 'captured';
  if (heldMinor > 0) return 'authorized';
  if (order.payment === undefined) return 'open';
  return order.payment.pRes === undefined ? 'authorising' : 'declined';
}
