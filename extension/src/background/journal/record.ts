/** What every record of the journal has, whichever way it is paid. */
import type { WalletProblem } from '@ecomm/messages';
import type { TransIds } from '@ecomm/protocol';

/** Where an offer was found. */
export interface OfferPlace {
  readonly offerUrl: string;
  /** It is the payment initiation of an order: paid by SET itself. */
  readonly isOrder?: true;
  /** Of the page, as the browser told it. */
  readonly pageOrigin: string;
  /** The tab to bring to what is bought. */
  readonly tabId: number | undefined;
}

export interface Base extends OfferPlace {
  /** 20 random bytes, base64url: also the RRPID of the payment. */
  readonly id: string;
  /** Seconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What a repeated attempt waits for. */
export interface Retry {
  readonly attempts: number;
  /** Seconds since 1970. */
  readonly notBefore: number;
  readonly problem: WalletProblem;
}

/** A SET purchase by which the bank opens a new Open To Buy. */
export interface Authorization {
  readonly transIds: TransIds;
  readonly challC: string;
  readonly rrpid: string;
  readonly setUrl: string;
  /** PReq, byte for byte as it is sent. */
  readonly pReq: string;
}
