/** What the ledger asks of a database about refunds; each operation takes effect whole or not at all. */
import type { StoredAnswer } from '@ecomm/protocol';
import type { AuditNote } from './audit-entry.ts';
import type { CardCredit, CardCreditOutcome, CardCreditState, CardCreditView } from './card-credit.ts';
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
  /**
   * As `saveSettlementRequest`: returns the one to be sent. Undefined when this try is over meanwhile: then nothing is sent.
   */
  saveCardCreditRequest(credit: CardCredit, request: string, at: number): Promise<string | undefined>;
  /** A refusal counts for the try that it answers; that it is done, for whichever try has its RRPID. */
  commitCardCredit(credit: CardCredit, outcome: CardCreditOutcome): Promise<void>;
  /** Of one period: what is not done first, at most so many. */
  readCardCredits(period: string, most: number): Promise<CardCreditLine[]>;
  findCardCredit(period: string, xid: string): Promise<CardCreditView | undefined>;
  /**
   * One more try, if `attempt` is the last one and certainly gave nothing (card-credit.ts); noted in the audit trail with it.
   * `newRrpid` is used where the old one is used up.
   */
  retryCardCredit(retry: CardCreditRetry, by: AuditNote, at: number): Promise<RetryStatus>;
  /** People have settled past the gateway what it refused by this try; noted in the audit trail with it. It is not tried again. */
  settleCardCredit(
    credit: Omit<CardCreditRetry, 'newRrpid'>,
    by: AuditNote,
    at: number,
  ): Promise<'settled' | Exclude<RetryStatus, 'again' | 'inDoubt'>>;
}

export interface CardCreditRetry {
  readonly period: string;
  readonly xid: string;
  /** The one that was refused. */
  readonly attempt: number;
  readonly newRrpid: string;
}

/** `changed`: another try was made, or answered, meanwhile. `inDoubt`: the last one may have given it back. */
export type RetryStatus = 'again' | 'unknown' | 'changed' | 'inDoubt';

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
  /** What the gateway has not given back to a card, not answered or refused, and nobody has settled. */
  readonly cardCredits: readonly CardCreditLine[];
}

export interface CardCreditLine
  extends Pick<CardCredit, 'period' | 'xid' | 'currency' | 'amountMinor' | 'attempt'> {
  readonly state: CardCreditState;
  /** SET's CapRevOrCredCode, or why the gateway refused the message. */
  readonly code: string | null;
  readonly settledAt: number | null;
}
