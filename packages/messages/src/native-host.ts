/**
 * The messages between the extension's background and the native host.
 *
 * Payment actions only: no raw APDU crosses this line, and no PIN. Each request carries an id that its
 * answer repeats; events carry none. Binary values travel as base64url without padding.
 */

export const nativeHostName = 'org.ecomm.card_host';

/** Raised when a message changes its shape; the wallet says which side is too old. */
export const nativeProtocolVersion = 1;

/** A reader as PC/SC sees it now. */
export interface ReaderState {
  readonly readerName: string;
  /** The reader has a keypad of its own (PC/SC part 10, FEATURE_VERIFY_PIN_DIRECT). */
  readonly hasPinPad: boolean;
  readonly card: 'absent' | 'present' | 'mute' | 'inUse';
  /** Hex, when a card answered its reset. */
  readonly atr?: string;
}

/** What the card says of itself without a PIN (zone 0, records 2 to 4). */
export interface CardIdentity {
  readonly readerName: string;
  /** Which card application answered; others (EMV, a purse) come later. */
  readonly application: 'B0Prime';
  readonly pan: string;
  readonly panSequence: number;
  /** YYYYMM. */
  readonly expiry: string;
  readonly holderName: string;
  /** ISO 3166-1 numeric, three digits. */
  readonly country: string;
  /** ISO 4217 numeric, three digits. */
  readonly currency: string;
  readonly pinTriesLeft: number;
}

/** What the card certifies: the purchase, or the wallet key that the bank is asked to certify. */
export interface CardTransaction {
  readonly kind: 'purchase' | 'enrolment';
  readonly amount: { readonly currency: string; readonly value: number };
  /** PReqDate, seconds since 1970. */
  readonly dateSeconds: number;
  readonly merchantId: string;
  /** 20 bytes, base64url. */
  readonly xid: string;
  /** The digest the card signs over: HOD of a purchase, of the request for an enrolment. 32 bytes, base64url. */
  readonly hod: string;
}

/** The card's answer: the fields of the chip certificate extension (PROTOCOL.md, section 3). */
export interface CardCertificate {
  /** The bytes the card certified, 62 bytes, base64url. */
  readonly txData: string;
  /** PAN sequence(1) ‖ transaction counter(4) ‖ status(2), base64url. */
  readonly cardData: string;
  /** The CAM, 8 bytes, base64url. */
  readonly cryptogram: string;
  readonly cvm: 'pinPad' | 'pinHost';
}

/** Every action the host knows: what it takes and what it answers. */
export interface NativeActions {
  hello: {
    input: { protocolVersion: number };
    output: { hostVersion: string; protocolVersion: number; platform: string };
  };
  /** Also subscribes the sender to `readersChanged`. */
  listReaders: { input: Record<string, never>; output: { readers: ReaderState[] } };
  readCard: { input: { readerName: string }; output: CardIdentity };
  /** PIN on the reader, then ratify and certify. `pinEntry` events tell how far it is. */
  certify: {
    input: {
      readerName: string;
      /** The card that must be in the reader: another one is refused with ERR_CARD_OTHER. */
      pan: string;
      /** The shopper has been told that one PIN try is left and goes on. */
      lastTryAccepted: boolean;
      transaction: CardTransaction;
    };
    output: CardCertificate;
  };
  /** Asks the running `certify` to stop, where the reader can be asked. */
  cancel: { input: Record<string, never>; output: { cancelled: boolean } };
}

export type NativeAction = keyof NativeActions;
export type NativeInput<A extends NativeAction> = NativeActions[A]['input'];
export type NativeOutput<A extends NativeAction> = NativeActions[A]['output'];

export interface NativeRequest<A extends NativeAction = NativeAction> {
  readonly id: number;
  readonly action: A;
  readonly input: NativeInput<A>;
}

/** Facts are numbers and names that fill the words of a locale, never prose. */
export interface NativeError {
  readonly code: NativeErrorCode;
  readonly facts: Readonly<Record<string, string | number>>;
}

export type NativeReply<A extends NativeAction = NativeAction> =
  | { readonly id: number; readonly ok: true; readonly output: NativeOutput<A> }
  | { readonly id: number; readonly ok: false; readonly error: NativeError };

export type NativeEvent =
  | { readonly event: 'readersChanged'; readonly readers: readonly ReaderState[] }
  | {
      readonly event: 'pinEntry';
      readonly id: number;
      readonly state: 'waiting' | 'accepted' | 'certifying';
      readonly triesLeft: number;
    };

/** Every way a native action can fail. Docs: docs/errors.md. */
export const nativeErrorCodes = [
  'ERR_HOST_MESSAGE_INVALID',
  'ERR_HOST_ACTION_UNKNOWN',
  'ERR_HOST_VERSION',
  'ERR_HOST_BUSY',
  'ERR_HOST_INTERNAL',
  'ERR_PCSC_UNAVAILABLE',
  'ERR_READER_GONE',
  'ERR_READER_IN_USE',
  'ERR_READER_NO_PIN_PAD',
  'ERR_READER_FAILED',
  'ERR_CARD_ABSENT',
  'ERR_CARD_REMOVED',
  'ERR_CARD_MUTE',
  'ERR_CARD_UNKNOWN',
  'ERR_CARD_OTHER',
  'ERR_CARD_ANSWER_INVALID',
  'ERR_CARD_PIN_WRONG',
  'ERR_CARD_PIN_BLOCKED',
  'ERR_CARD_PIN_LAST_TRY',
  'ERR_CARD_PIN_CANCELLED',
  'ERR_CARD_PIN_TIMEOUT',
  'ERR_CARD_AMOUNT_ABOVE_MAXIMUM',
  'ERR_CARD_REFUSED',
] as const;

export type NativeErrorCode = (typeof nativeErrorCodes)[number];
