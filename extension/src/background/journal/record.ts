/** What every record of the journal has, whichever way it is paid. */
import type { WalletProblem } from '@ecomm/messages';

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
