/**
 * The line from the gateway to the issuing bank. Its records carry what ISO 8583 messages carry, data element by
 * data element, so that a bank elsewhere can take the place of the one in this process.
 */
import type { ChipCertificate } from '@ecomm/protocol';

/** What the card certified and what it should have certified (DE 55). */
export interface ChipData {
  readonly certificate: ChipCertificate;
  /** The 62 bytes rebuilt from the payment instructions or the enrolment, which the card must have seen. */
  readonly expectedTxData: Uint8Array;
}

/** 0100, an authorization request. */
export interface AuthorizationRequest {
  /** DE 2. */
  readonly pan: string;
  /** DE 14, as YYYYMM. */
  readonly cardExpiry: string;
  /** DE 4 and 49: minor units, ISO 4217 alphabetic code. */
  readonly amountMinor: number;
  readonly currency: string;
  /** DE 7, seconds since 1970. */
  readonly transmittedAt: number;
  /** DE 11, six digits. */
  readonly stan: string;
  /** DE 37, twelve digits; names the authorization in every later message. */
  readonly rrn: string;
  /** DE 42. */
  readonly merchantId: string;
  /** DE 34: SET's transaction identifier and stain, base64url. */
  readonly xid: string;
  readonly transStain: string;
  /** Whether the acquirer's gateway could have brought a chip's cryptogram (DE 22, point of service entry mode). */
  readonly acquirerReadsChips: boolean;
  /** A later part of an order whose first authorization the card certified: its RRN (DE 90, original data). */
  readonly continues?: string;
}

/** DE 39, the codes in use here. */
export type ResponseCode = '00' | '12' | '13' | '14' | '25' | '43' | '51' | '54' | '55' | '61' | '62' | '82';

/** Why, for the bank's own journal. */
export type IssuerReason =
  | 'approved'
  | 'cardUnknown'
  | 'cardStolen'
  | 'cardBlocked'
  | 'cardExpired'
  | 'expiryDiffers'
  | 'chipMissing'
  | 'chipUnknown'
  | 'transactionDataDiffers'
  | 'camWrong'
  | 'counterReplayed'
  | 'pinNotVerified'
  | 'amountInvalid'
  | 'currencyDiffers'
  | 'fundsInsufficient'
  | 'ceilingPassed'
  | 'originalUnknown'
  | 'holdUnknown'
  | 'holdClosed';

/** 0110, 0230 or 0410. */
export interface IssuerResponse {
  readonly responseCode: ResponseCode;
  readonly reason: IssuerReason;
  /** The card's transaction counter, when its CAM was right. */
  readonly counter?: number;
  /** For the journal and the operator; never the PAN. */
  readonly cardId?: string;
}

/** The outcome of the checks that need keys and no books. */
export type ChipVerdict =
  | { readonly status: 'absent' }
  | {
      readonly status: 'chipUnknown' | 'transactionDataDiffers' | 'camWrong';
    }
  | {
      readonly status: 'right';
      readonly panSequence: number;
      readonly counter: number;
      readonly pinVerified: boolean;
    };

export interface CardPresented {
  readonly pan: string;
  /** YYYYMM. */
  readonly cardExpiry: string;
  /** Seconds since 1970. */
  readonly transmittedAt: number;
}

export interface IssuerHost {
  /** Whether this bank issues cards with that number's first six digits. */
  issues(pan: string): boolean;
  /** Checks the cryptogram under the card's own key. Touches no books. */
  verifyChip(pan: string, chip: ChipData | undefined): Promise<ChipVerdict>;
  /** 0100: decides, and when it approves holds the amount. Runs inside the caller's transaction. */
  authorise(request: AuthorizationRequest, chip: ChipVerdict): IssuerResponse;
  /** 0220: debits part or all of a held amount and releases the rest. */
  capture(completion: { rrn: string; amountMinor: number; transmittedAt: number }): IssuerResponse;
  /** 0200, a refund: gives back part or all of what was captured. */
  credit(refund: { rrn: string; amountMinor: number; transmittedAt: number }): IssuerResponse;
  /** Takes a refund back; refused when the money is gone from the account. */
  reverseCredit(refund: { rrn: string; amountMinor: number; transmittedAt: number }): IssuerResponse;
  /** 0400: reduces a held amount to `remainingMinor`; 0 releases it. */
  reverse(reversal: { rrn: string; remainingMinor: number; transmittedAt: number }): IssuerResponse;
  /** The card and PIN of one who asks for a certificate; nothing is paid. */
  identify(cardholder: CardPresented, chip: ChipVerdict): IssuerResponse;
  /** The card of one whose certified key asks for its successor: known, in use, not reported. */
  identifyByKey(cardholder: CardPresented): IssuerResponse;
  /** Whether the card was neither reported nor withdrawn. */
  isInUse(cardId: string): boolean;
}
