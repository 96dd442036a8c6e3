/** What the ledger's operations take and give: requests, top-ups, claims, settlements, and what the operator sees. */
import type { Amount, MpCode, TransIds } from '@ecomm/protocol';
import type { AggregatedLine } from './aggregate.ts';
import type { Claim, ClaimDecision } from './decide-claim.ts';
import type { Decision, PaymentRules } from './decide-payment.ts';
import type { Otb } from './otb.ts';
import type { PaymentOrder, Purchase } from './purchase.ts';

/** An MPReq whose signature was verified. */
export interface PaymentRequest {
  /** Of the MPReq as received. */
  readonly requestDigest: string;
  /** Of the payer's certificate; with `rrpid` the key of idempotency. */
  readonly payerThumb: string;
  readonly rrpid: string;
  readonly payer: string;
  /** RFC 4514 name of the cardholder authority that certified the payer; not kept with the request. */
  readonly issuer?: string;
  /** Absent when the offer inside could not be opened. */
  readonly order: PaymentOrder | undefined;
  readonly faults: readonly MpCode[];
  /** The MPReq as received: what the payer signed. Empty in what is stored once it has its answer. */
  readonly message: string;
  /** Seconds since 1970: the request's own `exp`. */
  readonly expiresAt: number;
}

/** `parked` waits for its top-up; `final` has its answer for ever. */
export interface StoredRequest extends PaymentRequest {
  readonly state: 'parked' | 'final';
  readonly answer: string;
  /** Of a parked one: the top-up that it waits for. */
  readonly lidM: string | undefined;
}

export interface TopUpOffer {
  /** SET's LID-M: names this top-up. */
  readonly lidM: string;
  readonly payer: string;
  readonly order: string;
  readonly amount: Amount;
  readonly expiresAt: number;
}

export interface PaymentCommit {
  readonly request: PaymentRequest;
  readonly rules: PaymentRules;
  /** Seconds since 1970. */
  readonly at: number;
  readonly decision: Decision;
  readonly answer: string;
  /** Of the receipt, when approved. */
  readonly receipt?: NewReceipt;
  /** Parks the request, when the Open To Buy is insufficient. */
  readonly topUp?: TopUpOffer;
}

export interface NewReceipt {
  readonly receiptId: string;
  readonly adviceDeadline: number;
  readonly claimDeadline: number;
}

export type CommitStatus = 'committed' | 'changed';

/** A SET purchase by which a top-up is paid: one PInitReq each. */
export interface SetPurchase {
  readonly xid: string;
  readonly lidM: string;
  readonly payer: string;
  readonly transIds: TransIds;
  readonly challM: string;
  /** initialised → authorising → approved | declined, or through reversing → declined. */
  readonly state: 'initialised' | 'authorising' | 'reversing' | 'approved' | 'declined';
  readonly order: string;
  readonly amount: Amount;
  readonly pReq: ReceivedPReq | undefined;
  readonly reversal: Reversal | undefined;
  /** PRes, once it is decided. */
  readonly pRes: string | undefined;
}

/** What is kept of a PReq, and the AuthReq made of it: journalled before it is sent, repeated as it is. */
export interface ReceivedPReq {
  readonly requestDigest: string;
  readonly rrpid: string;
  readonly challC: string;
  readonly authRrpid: string;
  readonly authReq: string;
  /** Seconds since 1970. */
  readonly authorisingSince: number;
}

export interface Reversal {
  /** AuthCode that the shopper will be told. */
  readonly authCode: string;
  readonly rrpid: string;
  readonly authRevReq: string;
}

export interface Authorisation {
  readonly xid: string;
  readonly capToken: string;
  readonly captureExpiresAt: number;
}

export interface TopUpCommit {
  readonly xid: string;
  readonly at: number;
  readonly pRes: string;
  readonly authorisation: Authorisation;
  readonly rules: PaymentRules;
  /** The parked request that this top-up was for, as decided on the new Open To Buy. */
  readonly payment: Omit<PaymentCommit, 'at' | 'rules'> | undefined;
}

export interface DeclineCommit {
  readonly xid: string;
  readonly at: number;
  readonly pRes: string;
  /** The final answer of the parked request, and a further top-up that it offers. */
  readonly parked: { readonly answer: string; readonly topUp: TopUpOffer } | undefined;
}

export interface ClaimRequest {
  readonly requestDigest: string;
  /** Of the merchant's certificate. */
  readonly senderThumb: string;
  readonly rrpid: string;
  readonly merchantId: string;
  readonly claims: readonly (Claim & { readonly preimage: string })[];
}

export interface ClaimCommit {
  readonly request: ClaimRequest;
  readonly at: number;
  readonly decisions: readonly ClaimDecision[];
  readonly answer: string;
}

/** What a close of a period asks of the gateway for one Open To Buy. */
export interface Settlement {
  readonly period: string;
  readonly xid: string;
  readonly kind: 'capture' | 'reversal';
  readonly currency: string;
  readonly amountMinor: number;
  /** Of a reversal: what is collected by direct debit in its place. */
  readonly directDebitMinor: number;
  /** The same however often it is sent. */
  readonly rrpid: string;
  readonly request: string | undefined;
  readonly state: 'pending' | 'done' | 'refused';
  /** SET's CapCode or AuthRevCode. */
  readonly code: string | undefined;
}

export interface SettlementTarget {
  readonly otb: Otb;
  readonly transIds: TransIds;
  readonly authRrpid: string;
  readonly capToken: string;
}

export interface ClearedLine extends AggregatedLine {
  readonly currency: string;
}

export interface ClearingResult {
  readonly period: string;
  /** `party` is the payer. */
  readonly debits: readonly ClearedLine[];
  /** `party` is the merchant. */
  readonly credits: readonly ClearedLine[];
  /** What is given back to cards: `party` is the payer. What is given back by a bank is among the credits. */
  readonly refunds: readonly ClearedLine[];
  readonly settlements: readonly Settlement[];
  /** Σ debits = Σ credits + Σ refunds = Σ captures + Σ direct debits, and none of these was refused. */
  readonly balanced: boolean;
}

export interface ClearingRun {
  readonly period: string;
  readonly state: 'settling' | 'closed';
  readonly startedAt: number;
  readonly closedAt: number | undefined;
  readonly settlementCount: number;
  readonly settledCount: number;
  readonly result: ClearingResult | undefined;
}

export interface PayerRecord {
  readonly payer: string;
  readonly fingerprint: string;
  readonly status: 'active' | 'suspended';
}

export interface LedgerState {
  readonly payers: readonly PayerRecord[];
  readonly otbs: readonly Otb[];
  readonly purchases: readonly (Purchase & { readonly clearedPeriod: string | undefined })[];
  readonly period: string;
  readonly runs: readonly ClearingRun[];
  readonly wrong: readonly string[];
}

export interface Evidence {
  /** The MPReq as received, with the payer's signature and the merchant's offer inside. */
  readonly mpReq: string;
  /** The merchant's, once it was credited. */
  readonly preimage: string | undefined;
}

export interface SweepCounts {
  readonly returned: number;
  readonly closed: number;
}
