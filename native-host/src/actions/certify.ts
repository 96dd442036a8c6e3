/**
 * certify: the shopper keys the PIN on the reader, the card ratifies it and certifies the transaction.
 *
 *  1. The card in the reader is the one that was asked for.
 *  2. The try counter is read before the PIN is asked: a blocked card is not tried, and the last try is taken
 *     only from a shopper who was told.
 *  3. Keypad → card; then RATIFY, which gives the tries back; then CERTIFY.
 */
import { CardError, type CardSession, selectApplication, type TransactionFields } from '@ecomm/card';
import type { CardCertificate, NativeInput } from '@ecomm/messages';
import { fromBase64url, toBase64url } from '../base64url.ts';
import { currencyOf } from '../currencies.ts';
import { HostError } from '../errors.ts';
import { type OpenCard, withCard } from '../pcsc/card-connection.ts';
import { openKeypad } from '../pin/keypad-pin-entry.ts';
import { pinPadSettingsFor } from '../pin/pin-pad-settings.ts';
import type { Action, ActionContext } from './action-context.ts';
import { Cancellation } from './cancellation.ts';

type CertifyInput = NativeInput<'certify'>;

/** @throws HostError or CardError, see docs/errors.md */
export const certify: Action<'certify'> = async (context, input, id) => {
  const transaction = transactionFieldsOf(input.transaction);
  const cancellation = new Cancellation(input.readerName);
  // Exclusive is the lock that keeps other programs from speaking between PIN and certificate. Where someone
  // already shares the card (GnuPG often does) it goes without: the CAM covers this transaction alone.
  const work = context.turns.runCertification(cancellation, () =>
    withCard(context, input.readerName, ['exclusive', 'shared'], (card) =>
      certifyWith(context, card, input, { id, transaction, cancellation }),
    ),
  );
  work.catch(() => {});
  return await Promise.race([work, cancellation.requested]);
};

interface Certification {
  readonly id: number;
  readonly transaction: TransactionFields;
  readonly cancellation: Cancellation;
}

async function certifyWith(
  context: ActionContext,
  card: OpenCard,
  input: CertifyInput,
  { id, transaction, cancellation }: Certification,
): Promise<CardCertificate> {
  const { readerName } = input;
  const session = await selectApplication(card.channel, context.applications);
  if (session.identity.pan !== input.pan) throw new HostError('ERR_CARD_OTHER', { readerName });
  const triesLeft = session.pinTriesLeft;
  if (triesLeft === 0) throw new HostError('ERR_CARD_PIN_BLOCKED', { readerName });
  if (triesLeft === 1 && !input.lastTryAccepted) throw new HostError('ERR_CARD_PIN_LAST_TRY', { triesLeft });
  await refuseBeyondLimits(session, transaction);
  const keypad = await openKeypad(card.connection, {
    readerName,
    settings: pinPadSettingsFor(readerName, context.pinPads),
    languageId: context.languageId,
    pinTriesLeft: triesLeft,
  });
  cancellation.throwIfRequested();

  context.emit({ event: 'pinEntry', id, state: 'waiting', triesLeft });
  card.resetAtEnd();
  await session.presentPin(keypad);
  await session.ratify();
  cancellation.throwIfRequested();
  context.emit({ event: 'pinEntry', id, state: 'accepted', triesLeft });

  cancellation.commit();
  context.emit({ event: 'pinEntry', id, state: 'certifying', triesLeft });
  const { transactionData, cardData, cryptogram } = await session.certify(transaction);
  return {
    txData: toBase64url(transactionData),
    cardData: toBase64url(cardData),
    cryptogram: toBase64url(cryptogram),
    cvm: 'pinPad',
  };
}

/** The card would refuse it too, but only after a PIN. It pays in the currency that it counts its limits in. */
async function refuseBeyondLimits(session: CardSession, transaction: TransactionFields): Promise<void> {
  if (transaction.kind !== 'purchase') return;
  const { currencyNumber, exponent, maximumMinor } = await session.readLimits();
  if (transaction.currencyNumber !== currencyNumber || transaction.exponent !== exponent) {
    throw new CardError('ERR_CARD_REFUSED', 'the card does not pay in this currency', { reason: 'currency' });
  }
  if (transaction.amountMinor > maximumMinor) {
    const message = 'the card does not pay as much as this';
    throw new CardError('ERR_CARD_AMOUNT_ABOVE_MAXIMUM', message, { maximumMinor });
  }
}

function transactionFieldsOf(transaction: CertifyInput['transaction']): TransactionFields {
  const currency = currencyOf(transaction.amount.currency);
  const xid = fromBase64url(transaction.xid);
  const hod = fromBase64url(transaction.hod);
  if (currency === undefined || xid === undefined || hod === undefined) {
    throw new HostError('ERR_HOST_MESSAGE_INVALID', { field: 'transaction' });
  }
  return {
    kind: transaction.kind,
    amountMinor: transaction.amount.value,
    currencyNumber: currency.number,
    exponent: currency.exponent,
    dateSeconds: transaction.dateSeconds,
    merchantId: transaction.merchantId,
    xid,
    hod,
  };
}
