/** What the ledger asks of a database about refunds; each operation takes effect whole or not at all. */
import type { StoredAnswer } from '@ecomm/protocol';
import type { CommitStatus } from './records.ts';
import type { Refund, RefundCommit, RefundFacts } from './refund.ts';

export interface RefundStore {
  /** By the bytes: whoever sends them again sends what was verified. */
  findRefundAnswer(requestDigest: string): Promise<string | undefined>;
  /** `used`: a refund of this name was made so long ago that its answer is not kept any more. */
  findRefundRequest(
    senderThumb: string,
    rrpid: string,
    receiptId: string,
  ): Promise<StoredAnswer | 'used' | undefined>;
  readRefundFacts(receiptId: string): Promise<RefundFacts>;
  commitRefund(commit: RefundCommit): Promise<CommitStatus>;
  /** A payer's from `since` (seconds since 1970) on, the oldest first, at most so many. */
  readRefunds(payer: string, since: number, most: number): Promise<Refund[]>;

  /** What a person may have to look at. */
  readRefundDebts(): Promise<RefundDebts>;
  /** What closes give back to cards, and the gateway has not answered yet. */
  pendingCardCredits(): Promise<CardCredit[]>;
  /** As `saveSettlementRequest`: returns the one to be sent. */
  saveCardCreditRequest(credit: CardCredit, request: string): Promise<string>;
  commitCardCredit(
    credit: CardCredit,
    outcome: { readonly state: 'done' | 'refused'; readonly code: string },
  ): Promise<void>;
}

export interface RefundDebts {
  /** Of merchants whose credits have not covered their refunds yet, the largest first. */
  readonly owed: readonly {
    readonly merchantId: string;
    readonly currency: string;
    readonly amountMinor: number;
    /** How many refunds wait for it. */
    readonly count: number;
    /** Since when the oldest does, seconds since 1970. */
    readonly since: number;
  }[];
  /** What the gateway has not given back to a card: not answered, or refused. */
  readonly cardCredits: readonly (Omit<CardCredit, 'request' | 'payer' | 'rrpid'> & {
    readonly state: 'pending' | 'refused';
    /** SET's CapRevOrCredCode, or why the gateway refused the message. */
    readonly code: string | null;
  })[];
}

/** SET's CredReq of one Open To Buy, for all refunds of it that a period pays. */
export interface CardCredit {
  readonly period: string;
  readonly xid: string;
  readonly payer: string;
  readonly currency: string;
  readonly amountMinor: number;
  /** The same however often it is sent. */
  readonly rrpid: string;
  readonly request: string | undefined;
}
