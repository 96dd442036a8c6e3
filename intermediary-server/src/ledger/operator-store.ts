/**
 * What the operator asks of the ledger's database. Everything read here is bounded, whatever the ledger has grown to, and is
 * read beside the payments, not between them. What an operator changes is written together with its entry in the audit
 * trail.
 */
import type { AuditEntry, AuditNote } from './audit-entry.ts';
import type { OperatorUsers } from './operator-users.ts';
import type { OperatorViews } from './operator-views.ts';
import type { PayerRecord } from './records.ts';

/** Sum over the Open To Buys that are not settled. */
export interface OpenTotal {
  readonly currency: string;
  readonly state: 'open' | 'closing';
  readonly count: number;
  readonly limitMinor: number;
  readonly spentMinor: number;
}

/** The same by who certified the payer: the cardholder authority of a bank. */
export interface Exposure {
  /** RFC 4514 name; undefined for payers that came before it was noted. */
  readonly issuer: string | undefined;
  readonly currency: string;
  readonly count: number;
  readonly limitMinor: number;
  readonly spentMinor: number;
}

/** A top-up of which the bank has been asked and the outcome is not known yet: what is authorized of it, if so. */
export interface Authorising {
  readonly lidM: string;
  /** Of its payer's certificate, where it is known. */
  readonly issuer: string | undefined;
  readonly currency: string;
  readonly amountMinor: number;
}

/** Payments of one minute of one process. */
export interface PaymentMinute {
  /** Seconds since 1970, a multiple of 60. */
  readonly at: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly latencies: readonly number[];
}

export interface MerchantStatus {
  readonly merchantId: string;
  readonly status: 'active' | 'suspended';
  readonly setAt: number;
}

export interface OperatorStore extends OperatorViews, OperatorUsers {
  readOpenTotals(): Promise<OpenTotal[]>;
  readExposure(): Promise<Exposure[]>;
  readAuthorising(): Promise<Authorising[]>;
  /** Writes, so that it is known that one can. Throws what the ledger throws when it can't. */
  pulse(node: string, at: number): Promise<void>;

  /** Those of the same process and minute are added to what is there. */
  addMinutes(node: string, minutes: readonly PaymentMinute[]): Promise<void>;
  /** Of all processes, oldest first. */
  readMinutes(from: number): Promise<PaymentMinute[]>;

  /** Whether there is such a payer; without one nothing is noted. */
  setPayerStatus(
    fingerprint: string,
    status: PayerRecord['status'],
    by: AuditNote,
    at: number,
  ): Promise<boolean>;
  /** Also of a merchant that nobody has paid yet. */
  setMerchantStatus(
    merchantId: string,
    status: MerchantStatus['status'],
    by: AuditNote,
    at: number,
  ): Promise<void>;
  /** Those that were ever frozen, the last ones first, some hundreds at most. */
  readMerchantStatuses(): Promise<MerchantStatus[]>;

  addAudit(note: AuditNote, at: number): Promise<void>;
  /** Newest first, before an entry. */
  readAudit(before: number | undefined, limit: number): Promise<AuditEntry[]>;
  /** The first entry that does not follow from those before it; undefined when the whole chain holds. */
  checkAudit(): Promise<number | undefined>;
}
