/** What the wallet keeps: purchases, its certificate, what is left to spend. The store is a port; `idb` is behind it. */
import type { OtbView } from '@ecomm/messages';
import type { EcPublicJwk, RefundNotice, Signer } from '@ecomm/protocol';
import type { Purchase, PurchaseState } from './purchase.ts';
import type { CardNumber, Sealed, SealedSecrets } from './secrets.ts';

/** The wallet's certificate and what it needs to use it. */
export interface Enrolment {
  /** Its key is non-extractable. */
  readonly signer: Signer;
  /** The certificate's name: the card number, blinded. */
  readonly commonName: string;
  readonly bankName: string;
  /** The card has a chip: what its bank's acquirers can read, it certifies. Absent in older records: it has one. */
  readonly hasChip?: boolean;
  /** First six digits; the whole number is on the card, and sealed among the secrets. */
  readonly bin: string;
  /** Last four digits. */
  readonly lastDigits: string;
  /** Seconds since 1970. */
  readonly validUntil: number;
  readonly secrets: SealedSecrets;
}

/** PANSecret, CardSecret and the card number under a non-extractable key (AES-GCM). */
/** A request for a certificate that the bank looks at, sent with its form. */
export interface PendedEnrolment {
  readonly bankName: string;
  readonly enrolUrl: string;
  readonly lastDigits: string;
  /** The key that waits for its certificate, non-extractable. */
  readonly key: CryptoKey;
  readonly publicKey: EcPublicJwk;
  readonly lidEE: string;
  /** The bank's name of the request. */
  readonly lidCA: string;
  /** Seconds since 1970. */
  readonly askedAt: number;
  readonly secrets: Sealed<PendedSecrets>;
}

export interface PendedSecrets {
  readonly card: CardNumber;
  readonly cardSecret: string;
  /** Opens the answers. */
  readonly caBackKey: string;
}

export interface Otb extends OtbView {
  /** When the intermediary said so, seconds since 1970. */
  readonly asOf: number;
}

/** What merchants gave back, the newest last, and when the intermediary was asked. */
export interface KeptRefunds {
  readonly askedAt: number;
  readonly notices: readonly RefundNotice[];
}

/** What the brand published of revoked certificates, JSON. */
export interface KeptRevocation {
  readonly text: string;
  /** Seconds since 1970. */
  readonly fetchedAt: number;
}

export interface WalletStore {
  purchase(id: string): Promise<Purchase | undefined>;
  /** Newest first. */
  purchases(limit: number): Promise<Purchase[]>;
  /** In no particular order. */
  purchasesIn(states: readonly PurchaseState[]): Promise<Purchase[]>;
  /** Every purchase of one thing from one merchant. */
  purchasesOf(merchantId: string, resource: string): Promise<Purchase[]>;
  /**
   * `durable` waits until the record would survive a power failure: for bytes that are about to be sent.
   */
  savePurchase(purchase: Purchase, durability?: 'durable' | 'relaxed'): Promise<void>;
  deletePurchase(id: string): Promise<void>;
  enrolment(): Promise<Enrolment | undefined>;
  /** Also ends whatever request was pended. */
  saveEnrolment(enrolment: Enrolment): Promise<void>;
  pended(): Promise<PendedEnrolment | undefined>;
  savePended(pended: PendedEnrolment): Promise<void>;
  deletePended(): Promise<void>;
  otb(): Promise<Otb | undefined>;
  saveOtb(otb: Otb): Promise<void>;
  refunds(): Promise<KeptRefunds | undefined>;
  saveRefunds(refunds: KeptRefunds): Promise<void>;
  revocation(): Promise<KeptRevocation | undefined>;
  saveRevocation(revocation: KeptRevocation): Promise<void>;
  /** Whether a host ever answered in this browser profile. */
  hostSeen(): Promise<boolean>;
  markHostSeen(): Promise<void>;
}
