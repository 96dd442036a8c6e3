/**
 * Where offers, sales and claims are kept. Each method is one transaction, durable before it answers: the payment
 * part promises nothing that a crash could take back.
 *
 * The rules every store keeps are in testing/offer-store-suite.ts.
 */
import type { Amount, ClaimCode, MpOffer, RefundCode } from '@ecomm/protocol';

export { isGivenBack, type RefundCode } from '@ecomm/protocol';

export interface StoredOffer {
  readonly offerId: string;
  readonly resource: string;
  readonly amount: Amount;
  readonly use: MpOffer['use'];
  /** The MPOffer, byte for byte as it was signed: a receipt carries its digest. */
  readonly message: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

export interface OpenOffer extends StoredOffer {
  /** A single offer that was paid: nobody can pay it again. */
  readonly consumed: boolean;
}

/** A paid offer. `res` and the offer's message are the evidence, should anyone dispute the sale. */
export interface Sale {
  readonly offerId: string;
  readonly resource: string;
  readonly amount: Amount;
  readonly intermediaryId: string;
  readonly receiptId: string;
  /** The intermediary's receipt, a JWS, byte for byte. */
  readonly res: string;
  /** base64url, 32 bytes: what the claim shows. */
  readonly preimage: string;
  /** Seconds since 1970. */
  readonly soldAt: number;
}

/**
 * `delivered`: the goods were released, the claim waits. `claimed`: on its way to the intermediary. `credited` and
 * `refused`: what the intermediary answered.
 */
export type SaleState = 'delivered' | 'claimed' | 'credited' | 'refused';

export interface SaleRecord extends Sale {
  readonly state: SaleState;
  /** The intermediary's word for it, once it answered. */
  readonly claimCode: ClaimCode | undefined;
  /** What was given back, in minor units of the sale's currency. */
  readonly refundedMinor: number;
}

/** An MPRefund that was signed and maybe sent. */
export interface SaleRefund {
  readonly rrpid: string;
  readonly intermediaryId: string;
  readonly receiptId: string;
  readonly amount: Amount;
  readonly reason: string;
  /** The MPRefund, byte for byte: a repetition must not differ. */
  readonly message: string;
  /** Seconds since 1970. */
  readonly madeAt: number;
}

/** An MPClaim that was signed and maybe sent, and is not answered yet. */
export interface ClaimBatch {
  readonly rrpid: string;
  readonly intermediaryId: string;
  /** The MPClaim, byte for byte: a repetition under the same rrpid must not differ. */
  readonly message: string;
  /** Seconds since 1970. */
  readonly madeAt: number;
  readonly receiptIds: readonly string[];
}

export interface ClaimResult {
  readonly receiptId: string;
  readonly code: ClaimCode;
}

/** What an evening's look at the books needs. Amounts in minor units; one merchant sells in one currency. */
export interface SaleTotals {
  readonly soldCount: number;
  readonly soldMinor: number;
  readonly creditedCount: number;
  readonly creditedMinor: number;
  readonly refusedCount: number;
  readonly waitingCount: number;
  readonly refundedMinor: number;
}

export interface OfferRoom {
  /** Seconds since 1970. */
  readonly now: number;
  /** Unpaid offers whose `expiresAt` is before this are forgotten. */
  readonly forgetBefore: number;
  /** How many unpaid offers are kept at most. */
  readonly maxUnpaid: number;
}

export interface OfferStore {
  /**
   * Keeps an offer. Where `maxUnpaid` is reached, the oldest unpaid ones that have expired make room; where none
   * has, the answer is `full` and nothing is kept.
   */
  saveOffer(offer: StoredOffer, room: OfferRoom): Promise<'saved' | 'full'>;
  findOffer(offerId: string): Promise<OpenOffer | undefined>;
  /**
   * Consumes the offer and records its sale, both or neither. Of two parallel calls for one single offer, one gets
   * `consumed`. `receiptUsed`: this receipt has paid for another offer already.
   */
  recordSale(sale: Sale): Promise<'recorded' | 'consumed' | 'receiptUsed' | 'unknown'>;
  /** The sale that exactly this receipt paid for. */
  findSale(res: string): Promise<SaleRecord | undefined>;
  findSaleByReceipt(intermediaryId: string, receiptId: string): Promise<SaleRecord | undefined>;
  /** Newest first. */
  listSales(limit: number): Promise<readonly SaleRecord[]>;
  totals(): Promise<SaleTotals>;

  /** Oldest first, only those that wait in no batch. */
  unclaimedSales(intermediaryId: string, limit: number): Promise<readonly SaleRecord[]>;
  /** The batch that an earlier run began, if any. */
  openClaim(intermediaryId: string): Promise<ClaimBatch | undefined>;
  /** Journals a batch before it is sent; its sales become `claimed`. */
  beginClaim(batch: ClaimBatch): Promise<void>;
  /** Closes a batch. Sales without a result wait again. */
  endClaim(rrpid: string, results: readonly ClaimResult[]): Promise<void>;

  /** The refund of a sale that is not answered yet, if any. */
  openRefund(intermediaryId: string, receiptId: string): Promise<SaleRefund | undefined>;
  /** Journals a refund before it is sent. Returns the sale's open one: another, when that was begun before. */
  beginRefund(refund: SaleRefund): Promise<SaleRefund>;
  /** Other bytes under the same RRPID. */
  replaceRefund(refund: SaleRefund): Promise<void>;
  /**
   * The intermediary has answered. What it gave back is booked; a sale that it cancelled before its claim is not claimed
   * any more.
   */
  endRefund(rrpid: string, code: RefundCode): Promise<void>;
}
