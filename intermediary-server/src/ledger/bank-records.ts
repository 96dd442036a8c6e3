/**
 * What the ledger keeps of banks: accounts and mandates, the lines of a clearing, the orders by which a bank pays or
 * collects them, and what the bank has said of each. Amounts in minor units, times in seconds since 1970.
 */
import { payerFingerprint } from './payer-fingerprint.ts';

/** An account at a bank, and whose it is. */
export interface BankAccount {
  readonly name: string;
  /** In electronic form, its check digits right. */
  readonly iban: string;
  readonly bic: string | undefined;
}

/** The intermediary's own. */
export interface HouseAccount extends BankAccount {
  /** Without one no direct debit is ordered. */
  readonly creditorId: string | undefined;
}

export interface MerchantAccount extends BankAccount {
  readonly merchantId: string;
}

export type CollectBy = 'card' | 'directDebit';

/** SEPA's sequence type: the first collection under a mandate, and those after it. */
export type Sequence = 'FRST' | 'RCUR';

/** A payer's consent to be debited. */
export interface Mandate extends BankAccount {
  readonly mandateId: string;
  readonly payer: string;
  /** 2026-11-23 */
  readonly signedOn: string;
  readonly sequence: Sequence;
  /** `card`: captured through the gateway as without a mandate. */
  readonly collectBy: CollectBy;
}

export interface BankAccounts {
  readonly house: HouseAccount | undefined;
  readonly merchants: readonly MerchantAccount[];
  readonly mandates: readonly (Omit<Mandate, 'payer'> & { readonly fingerprint: string })[];
}

export type LineSide = 'debit' | 'credit';

/** A client as the party of a credit: by fingerprint, and never to be taken for a merchant. */
export function clientParty(payer: string): string {
  return `client:${payerFingerprint(payer)}`;
}

export function isClientParty(party: string): boolean {
  return party.startsWith('client:');
}

export interface LineKey {
  readonly period: string;
  readonly side: LineSide;
  /** The payer of a debit, the merchant of a credit, or the client who is given back what was collected. */
  readonly party: string;
  readonly currency: string;
}

/** One aggregated debit of a client, or one aggregated credit of a merchant. */
export interface ClearingLine extends LineKey {
  readonly amountMinor: number;
  /** Of its purchases. */
  readonly count: number;
  /** Merkle root of its receipts. */
  readonly root: string;
  /** Of a debit. */
  readonly collectBy: CollectBy | undefined;
  /**
   * due → ordered → settled; back to due when the bank refuses or returns the order. A debit that the gateway captured is
   * settled from the start.
   */
  readonly state: 'due' | 'ordered' | 'settled';
  /** How many orders were made for it. */
  readonly attempts: number;
}

export type OrderState = 'made' | 'accepted' | 'booked' | 'rejected' | 'returned';

/** One payment or collection in a message to the bank, with all that the message says of it. */
export interface BankOrder extends BankAccount, LineKey {
  readonly endToEndId: string;
  readonly messageId: string;
  /** ISO 20022's PmtInfId. */
  readonly blockId: string;
  readonly amountMinor: number;
  readonly count: number;
  readonly mandate: Pick<Mandate, 'mandateId' | 'signedOn' | 'sequence'> | undefined;
  readonly state: OrderState;
  /** Why the bank refused or returned it, by ISO's external code sets. */
  readonly reason: string | undefined;
}

/** A message to the bank: fixed with its orders at the close of a period. */
export interface BankMessage {
  readonly messageId: string;
  /** At whose close it was fixed. */
  readonly period: string;
  readonly side: LineSide;
  readonly createdAt: number;
  /** On which the bank is to execute it: 2026-11-24. */
  readonly requestedOn: string;
  readonly house: HouseAccount;
  readonly orderCount: number;
}
