/**
 * A purchase as the journal keeps it: one record per state, so that a state can't lack what its next step needs.
 *
 *     checking → ready → requesting ⇄ topUpNeeded → authorizing → requesting → approved → delivered
 *
 * A regular SET purchase has states of its own (`order.ts`), and so has a top-up ahead of need (`ahead.ts`).
 *
 * Before anything is sent that may cost money, its bytes are in the record: after a crash the very same bytes go
 * out again, and the intermediary gives the very same answer (PROTOCOL.md, "Idempotency").
 */
import type { WalletProblem } from '@ecomm/messages';
import type { MpOffer, MpReq, TopUp } from '@ecomm/protocol';
import type { AheadAuthorizing, AheadFailed, AheadNeeded, ToppedUp } from './ahead.ts';
import type {
  OrderAccepted,
  OrderCancelled,
  Ordering,
  OrderPaid,
  OrderReady,
  OrderRefused,
} from './order.ts';
import type { Authorization, Base, Retry } from './record.ts';

/** What the wallet verified. */
export interface OfferFacts {
  /** The MPOffer as received, and what it says. */
  readonly offerMessage: string;
  readonly offer: MpOffer;
  readonly goods: string;
  readonly merchantName: string;
  readonly title: string;
  readonly resource: string;
}

/** The payment that was prepared: saved before it is sent. */
export interface Payment {
  readonly preimage: string;
  readonly request: MpReq;
  /** The JWS, byte for byte as it is sent. */
  readonly mpReq: string;
}

export type Checking = Base & { readonly state: 'checking' };
export type Unpayable = Base & { readonly state: 'unpayable'; readonly problem: WalletProblem };
export type Ready = Base &
  OfferFacts & {
    readonly state: 'ready';
    /** The shopper pays once more for what can't be delivered again. */
    readonly anew?: boolean;
  };
export type AlreadyBought = Base &
  OfferFacts & { readonly state: 'alreadyBought'; readonly boughtAs: string };

type Paying = Base & OfferFacts & { readonly payment: Payment };

export type Requesting = Paying & {
  readonly state: 'requesting';
  /** A top-up was made for it already. */
  readonly toppedUp: boolean;
  /** Why the bank refused the top-up, as SET's AuthCode, until the intermediary's signed word is there. */
  readonly authCode?: string;
  readonly retry?: Retry;
};
export type TopUpNeeded = Paying & {
  readonly state: 'topUpNeeded';
  readonly topUp: TopUp;
  /** Why the last attempt with the card ended. */
  readonly problem?: WalletProblem;
};
export type Authorizing = Paying & {
  readonly state: 'authorizing';
  readonly topUp: TopUp;
  readonly authorization: Authorization;
  readonly retry?: Retry;
};

type Paid = Paying & {
  /** The signed MPRes, which MPAdvice carries. */
  readonly res: string;
  readonly receiptId: string;
  readonly adviceDeadline: number;
};

export type Approved = Paid & {
  readonly state: 'approved';
  readonly retry?: Retry;
  /** What the merchant refused, which trying again by itself would not mend. */
  readonly problem?: WalletProblem;
};
export type Delivered = Paid & {
  readonly state: 'delivered';
  readonly deliverUrl: string;
  /** The tab went there. */
  readonly opened: boolean;
};
/** Paid but never delivered: unclaimed, the amount goes back to the Open To Buy. */
export type Lapsed = Paid & { readonly state: 'lapsed'; readonly problem: WalletProblem };
export type Failed = Paying & { readonly state: 'failed'; readonly problem: WalletProblem };
export type Cancelled = Paying & { readonly state: 'cancelled' };

export type Purchase =
  | Checking
  | Unpayable
  | Ready
  | AlreadyBought
  | Requesting
  | TopUpNeeded
  | Authorizing
  | Approved
  | Delivered
  | Lapsed
  | Failed
  | Cancelled
  | AheadNeeded
  | AheadAuthorizing
  | ToppedUp
  | AheadFailed
  | OrderReady
  | OrderAccepted
  | Ordering
  | OrderPaid
  | OrderRefused
  | OrderCancelled;

export type PurchaseState = Purchase['state'];

/** Nothing was promised: these vanish when nobody looks at them any more. */
export type Draft = Checking | Unpayable | Ready | AlreadyBought | OrderReady;

export const draftStates: readonly PurchaseState[] = [
  'checking',
  'unpayable',
  'ready',
  'alreadyBought',
  'orderReady',
];

export function isDraft(purchase: Purchase): purchase is Draft {
  return draftStates.includes(purchase.state);
}

/** Money may be on its way: the wallet goes on by itself. */
export type Unsettled = Requesting | Authorizing | Approved | AheadAuthorizing | Ordering;

export const unsettledStates: readonly PurchaseState[] = [
  'requesting',
  'authorizing',
  'approved',
  'aheadAuthorizing',
  'ordering',
];

export function isUnsettled(purchase: Purchase): purchase is Unsettled {
  return unsettledStates.includes(purchase.state);
}

/** A draft whose offer is to be fetched (again): nothing of an older one is kept. */
export function toBeChecked(draft: Draft, now: number): Checking {
  const { id, createdAt, offerUrl, isOrder, pageOrigin, tabId } = draft;
  const place = { offerUrl, pageOrigin, tabId, ...(isOrder === true ? { isOrder } : {}) };
  return { ...place, id, createdAt, state: 'checking', updatedAt: now };
}

/** Where the tab is to go for what a purchase came to, unless it went there. */
export function destinationOf(purchase: Purchase): string | undefined {
  switch (purchase.state) {
    case 'delivered':
      return purchase.opened ? undefined : purchase.deliverUrl;
    case 'orderPaid':
      return purchase.opened ? undefined : purchase.initiation.successUrl;
    case 'orderRefused':
      return purchase.opened ? undefined : purchase.initiation.failureUrl;
    case 'orderCancelled':
      return purchase.opened ? undefined : purchase.initiation.cancelUrl;
    default:
      return undefined;
  }
}
