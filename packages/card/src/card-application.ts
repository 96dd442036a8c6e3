/**
 * The shape of a card application: a plug-in that knows one kind of card and offers what a payment needs.
 *
 * The B0-prime profile is the first; EMV and a purse are further ones. A host tries them in turn and never
 * learns which APDUs they speak.
 */
import type { CardChannel } from './apdu/card-channel.ts';
import type { PinEntry } from './apdu/pin-entry.ts';
import type { CardIdentityFields } from './b0-prime/identity.ts';
import type { CardLimits } from './b0-prime/limits.ts';
import type { TransactionFields } from './b0-prime/transaction-data.ts';
import type { Bytes } from './bytes.ts';
import { CardError } from './errors.ts';

export interface CardApplication {
  /** As the wallet and the native host name it. */
  readonly name: 'B0Prime';
  /** The session, or undefined when the card does not hold this application. */
  select(channel: CardChannel): Promise<CardSession | undefined>;
}

/** One selected application. Each method is one step towards a certificate, in this order. */
export interface CardSession {
  readonly applicationName: CardApplication['name'];
  /** As the card said when it was selected. */
  readonly pinTriesLeft: number;
  readonly identity: CardIdentityFields;
  readLimits(): Promise<CardLimits>;
  /** @throws CardError `ERR_CARD_PIN_WRONG` with `triesLeft`, `ERR_CARD_PIN_BLOCKED`; what `pinEntry` rejects with. */
  presentPin(pinEntry: PinEntry): Promise<void>;
  /** Gives back the tries that a right PIN took, and opens one `certify`. */
  ratify(): Promise<void>;
  /** @throws CardError `ERR_CARD_AMOUNT_ABOVE_MAXIMUM`, `ERR_CARD_REFUSED` */
  certify(fields: TransactionFields): Promise<CertifiedTransaction>;
}

/** The bytes that go into the chip certificate extension. */
export interface CertifiedTransaction {
  /** What was certified. */
  readonly transactionData: Bytes;
  /** PAN sequence(1) ‖ transaction counter(4) ‖ status(2). */
  readonly cardData: Bytes;
  /** The CAM, 8 bytes. */
  readonly cryptogram: Bytes;
}

/** The first of `applications` that the card holds. @throws CardError `ERR_CARD_UNKNOWN` when it holds none. */
export async function selectApplication(
  channel: CardChannel,
  applications: readonly CardApplication[],
): Promise<CardSession> {
  for (const application of applications) {
    const session = await application.select(channel);
    if (session !== undefined) return session;
  }
  throw new CardError('ERR_CARD_UNKNOWN', 'the card holds no application that pays here');
}
