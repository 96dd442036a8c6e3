/**
 * What the ledger asks of a database: each operation is one durable transaction that takes effect whole or not at
 * all. The decisions are the ledger's own, taken again inside the transaction; the store only keeps their outcome.
 *
 * Signing is asynchronous and stands between deciding and committing, so a commit names the decision that was
 * signed: `changed` means that the facts are others by now, nothing was written, and the caller decides anew.
 */
import type { StoredAnswer } from '@ecomm/protocol';
import type { BankStore } from './bank-store.ts';
import type { PaymentFacts } from './decide-payment.ts';
import type { OperatorStore } from './operator-store.ts';
import type { Otb } from './otb.ts';
import type { PaymentLimits } from './payment-limits.ts';
import type { Purchase } from './purchase.ts';
import type {
  ClaimCommit,
  ClearingResult,
  CommitStatus,
  DeclineCommit,
  Evidence,
  LedgerState,
  PaymentCommit,
  PaymentRequest,
  ReceivedPReq,
  Reversal,
  SetPurchase,
  Settlement,
  SettlementTarget,
  StoredRequest,
  SweepCounts,
  TopUpCommit,
  TopUpOffer,
} from './records.ts';

import type { RefundStore } from './refund-store.ts';

export interface PayerState {
  /** Nobody is suspended who was never seen. */
  readonly status: 'active' | 'suspended';
  /** The open one in the currency that was asked for. */
  readonly otb: Otb | undefined;
  /** Limits of all that are not settled yet, in that currency. */
  readonly exposedMinor: number;
}

export interface LedgerStore extends BankStore, OperatorStore, RefundStore {
  findRequestByRrpid(payerThumb: string, rrpid: string): Promise<StoredRequest | undefined>;
  /** `limits`: those for which something is to be counted. What is decided by them holds once it is committed. */
  readPaymentFacts(
    request: PaymentRequest,
    limits: { readonly limits: PaymentLimits | undefined; readonly at: number },
  ): Promise<PaymentFacts & { readonly cameBefore: boolean }>;
  commitPayment(commit: PaymentCommit): Promise<CommitStatus>;

  readPayerState(payer: string, currency: string): Promise<PayerState>;
  /** The same again is the one that was offered first. Notes a payer who comes for the first time. */
  offerTopUpAhead(topUp: TopUpOffer, issuer: string | undefined): Promise<TopUpOffer>;
  findTopUp(lidM: string): Promise<TopUpOffer | undefined>;
  /** The PInitRes that these bytes got. */
  findPInitAnswer(requestDigest: string): Promise<string | undefined>;
  /** `tooMany`: this top-up was begun too often. */
  addSetPurchase(
    purchase: SetPurchase,
    init: { readonly requestDigest: string; readonly answer: string },
  ): Promise<'added' | 'tooMany'>;
  findSetPurchase(xid: string): Promise<SetPurchase | undefined>;
  findSetPurchaseByPReq(requestDigest: string): Promise<SetPurchase | undefined>;
  /**
   * `closed`: the top-up has another purchase under way or finished, or this one is. `tooMuch`: with it more than `mostMinor`
   * would stand authorized of the payer.
   */
  beginAuthorisation(
    xid: string,
    pReq: ReceivedPReq,
    mostMinor?: number,
  ): Promise<'begun' | 'closed' | 'tooMuch'>;
  /**
   * `replaced`: the one that the gateway calls too old. The first that is kept is the one to be sent, so nothing is kept
   * when another process was here before: look again.
   */
  saveReversal(xid: string, reversal: Reversal, replaced?: Reversal): Promise<void>;
  findParked(lidM: string): Promise<StoredRequest | undefined>;
  commitTopUp(commit: TopUpCommit): Promise<CommitStatus>;
  commitDecline(commit: DeclineCommit): Promise<CommitStatus>;
  /** XIDs of purchases that are authorising or reversing. */
  unfinishedSetPurchases(): Promise<string[]>;

  /** By the bytes: whoever sends them again sends what was verified. */
  findClaimAnswer(requestDigest: string): Promise<string | undefined>;
  findClaim(senderThumb: string, rrpid: string): Promise<StoredAnswer | undefined>;
  findPurchases(receiptIds: readonly string[]): Promise<Map<string, Purchase>>;
  commitClaims(commit: ClaimCommit): Promise<CommitStatus>;

  /** Returns what was not claimed in time, closes what is not to be spent any more, forgets old answers. */
  sweep(at: number): Promise<SweepCounts>;
  /** Begins the close of the running period; a run that is not finished is gone on with. Returns its period. */
  beginClose(close: {
    readonly at: number;
    readonly settleOpenOtbsAtClose: boolean;
    readonly newRrpid: () => string;
  }): Promise<string>;
  unfinishedRun(): Promise<string | undefined>;
  pendingSettlements(period: string): Promise<Settlement[]>;
  settlementTarget(xid: string): Promise<SettlementTarget>;
  /**
   * Keeps the request in the place of the settlement's own. Returns the one to be sent: another process's, if that was
   * kept first, as one RRPID has one request.
   */
  saveSettlementRequest(settlement: Settlement, request: string): Promise<string>;
  commitSettlement(
    settlement: Settlement,
    outcome: { state: 'done' | 'refused'; code: string },
  ): Promise<void>;
  /** `newRrpid` names what gives money back to a card. */
  finishClose(period: string, at: number, newRrpid: () => string): Promise<ClearingResult>;

  readState(): Promise<LedgerState>;
  /** What payer and merchant showed for a receipt. */
  findEvidence(receiptId: string): Promise<Evidence | undefined>;
  close(): Promise<void>;
}
