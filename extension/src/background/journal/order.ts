/**
 * A regular purchase by SET as the journal keeps it: the order of a shop's till, paid with card and PIN or by the
 * wallet's key alone.
 *
 *     checking → orderReady → orderAccepted → ordering → orderPaid | orderRefused
 *
 * PReq is in the record before it is sent. When its answer is lost the merchant is asked by InqReq, and the very same
 * bytes go out again only when it says that it has not received them.
 */
import type { PaymentWay, WalletProblem } from '@ecomm/messages';
import type { Initiation, PInitReq, Signer, TransIds } from '@ecomm/protocol';
import type { Base, Retry } from './record.ts';

/** What the wallet verified: the initiation of the page's own server, and who its PInitRes is certified to be. */
export interface OrderFacts {
  readonly initiation: Initiation;
  readonly merchantName: string;
  readonly merchantId: string;
  readonly way: PaymentWay;
  /** PInitReq and the JWS that answered it: while it is fresh the purchase goes on from it. */
  readonly initiated: { readonly request: PInitReq; readonly answer: string };
}

/** The purchase request that was made: saved before it is sent. */
export interface SentOrder {
  readonly transIds: TransIds;
  readonly rrpid: string;
  readonly challC: string;
  readonly odSalt: string;
  readonly hod: string;
  /** PReq, byte for byte as it is sent. */
  readonly pReq: string;
  /** Who signed it, and signs inquiries about it also when the certificate has been renewed. */
  readonly signer: Signer;
  /** The card's cryptogram, 8 bytes, base64url; absent when no card took part. */
  readonly cam?: string;
}

/** What the merchant's signed PRes says. */
export interface OrderAnswer {
  /** The JWS as received. */
  readonly pRes: string;
  readonly rrpid: string;
  readonly challC: string;
  /** Of the authorization, seconds since 1970. */
  readonly date: number;
  readonly authorizationNumber?: string;
}

type Order = Base & OrderFacts & { readonly isOrder: true };

export type OrderReady = Order & { readonly state: 'orderReady' };
export type OrderAccepted = Order & {
  readonly state: 'orderAccepted';
  /** Why the last attempt ended: nothing was sent. */
  readonly problem?: WalletProblem;
};
export type Ordering = Order & {
  readonly state: 'ordering';
  readonly sent: SentOrder;
  /** What goes out next: PReq, or an inquiry because PReq may have arrived. */
  readonly ask: 'order' | 'inquiry';
  /** PReq was refused after an earlier one may have been taken. */
  readonly refusal?: WalletProblem;
  readonly retry?: Retry;
};
export type OrderPaid = Order & {
  readonly state: 'orderPaid';
  readonly sent: SentOrder;
  readonly answered: OrderAnswer;
  /** The tab went to the shop's page for it; likewise below. */
  readonly opened: boolean;
};
export type OrderRefused = Order & {
  readonly state: 'orderRefused';
  readonly problem: WalletProblem;
  readonly opened: boolean;
};
export type OrderCancelled = Order & { readonly state: 'orderCancelled'; readonly opened: boolean };
