/**
 * What an operator is shown of the ledger: pages of bounded size, newest first, whatever the ledger has grown to. Payers are
 * named by their fingerprint only.
 */
import type { ClearingLine } from './bank-records.ts';
import type { OtbState } from './otb.ts';
import type { Posting } from './posting.ts';
import type { PurchaseState } from './purchase.ts';
import type { PayerRecord } from './records.ts';
import type { Refund } from './refund.ts';

export interface OtbView {
  readonly xid: string;
  readonly fingerprint: string;
  readonly payerStatus: PayerRecord['status'];
  readonly currency: string;
  readonly limitMinor: number;
  readonly spentMinor: number;
  readonly state: OtbState;
  /** Seconds since 1970. */
  readonly openedAt: number;
}

export interface PurchaseView {
  readonly receiptId: string;
  readonly xid: string;
  readonly fingerprint: string;
  readonly merchantId: string;
  readonly offerId: string;
  readonly currency: string;
  readonly amountMinor: number;
  /** What its merchant has given back, by whichever way. */
  readonly givenMinor: number;
  readonly acceptedAt: number;
  readonly state: PurchaseState;
  readonly decidedAt: number | undefined;
  /** In which it was accepted. */
  readonly period: string;
  readonly clearedPeriod: string | undefined;
}

/** What one client owes one merchant. */
export interface AggregatedCell {
  readonly fingerprint: string;
  readonly merchantId: string;
  readonly currency: string;
  readonly amountMinor: number;
}

export interface RunView {
  readonly period: string;
  readonly state: 'settling' | 'closed';
  readonly startedAt: number;
  readonly closedAt: number | undefined;
  /** Of a closed one. */
  readonly balanced: boolean | undefined;
}

/** How far a close is: Open To Buys that the bank has answered. */
export interface CloseProgress {
  readonly period: string;
  readonly startedAt: number;
  readonly settledCount: number;
  readonly settlementCount: number;
}

export interface PurchaseCursor {
  readonly acceptedAt: number;
  readonly receiptId: string;
}

/** All that is given must hold. */
export interface PurchaseSearch {
  readonly receiptId?: string;
  /** Fingerprint. */
  readonly payer?: string;
  readonly merchantId?: string;
  readonly xid?: string;
  readonly currency?: string;
  readonly leastMinor?: number;
  readonly mostMinor?: number;
  /** Seconds since 1970, both ends included. */
  readonly from?: number;
  readonly until?: number;
  /** Only what is older than this. */
  readonly before?: PurchaseCursor;
}

export interface PurchasePage {
  readonly purchases: readonly PurchaseView[];
  /**
   * Where to go on. There may be one after few finds or none: a page looks through a bounded number of purchases where no
   * index leads to the wanted ones.
   */
  readonly next: PurchaseCursor | undefined;
}

export interface PurchaseDetail extends PurchaseView {
  readonly adviceDeadline: number;
  readonly claimDeadline: number;
  readonly payerStatus: PayerRecord['status'];
  readonly otb: Pick<OtbView, 'limitMinor' | 'spentMinor' | 'state' | 'openedAt'>;
  readonly refunds: readonly Pick<Refund, 'rrpid' | 'way' | 'amountMinor' | 'reason' | 'refundedAt'>[];
  /** The entries that its states make in the books; the payer's accounts by fingerprint. */
  readonly entries: readonly Pick<Posting, 'kind' | 'debit' | 'credit' | 'amountMinor' | 'postedAt'>[];
  /** Of the clearing, once its period is closed. */
  readonly lines: readonly Pick<ClearingLine, 'side' | 'amountMinor' | 'count' | 'state'>[];
}

export interface OperatorViews {
  readRunningPeriod(): Promise<string>;
  readNewestOtbs(limit: number): Promise<OtbView[]>;
  /** The newest first. */
  searchPurchases(search: PurchaseSearch, limit: number): Promise<PurchasePage>;
  findPurchaseDetail(receiptId: string): Promise<PurchaseDetail | undefined>;
  /**
   * Credited purchases that a period has cleared, or that none has cleared yet, of so many Open To Buys, the newest ones.
   * `isPartial`: there are more.
   */
  readAggregation(
    period: string | undefined,
    otbsMost: number,
  ): Promise<{ readonly cells: AggregatedCell[]; readonly isPartial: boolean }>;
  readRuns(limit: number): Promise<RunView[]>;
  /** Of the close that is under way. */
  readProgress(): Promise<CloseProgress | undefined>;
  /** How many purchases there are, counted up to a number. */
  countPurchases(most: number): Promise<number>;
}
