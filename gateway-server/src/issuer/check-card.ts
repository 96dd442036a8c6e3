/**
 * Is this a good card, here, with its holder's PIN? The same for a purchase and for an enrolment.
 *
 * In this order: known, expiry as on the card, not stolen, not blocked, not expired, chip present where the card has
 * one, transaction data and CAM right, counter greater than the last accepted, PIN verified (SET-FACTS section 6).
 * A right CAM uses up its counter, whatever is decided after.
 */
import type {
  CardPresented,
  ChipVerdict,
  IssuerReason,
  IssuerResponse,
  ResponseCode,
} from '../gateway/issuer-host.ts';
import type { Card, IssuerStore } from '../store/issuer-store.ts';
import { isExpired } from './card-expiry.ts';

export type CheckedCard =
  | { readonly good: true; readonly card: Card; readonly counter: number | undefined }
  | { readonly good: false; readonly response: IssuerResponse };

/** `acquirerReadsChips: false` of an acquirer abroad, which could not have brought a cryptogram. */
export function checkCard(
  store: IssuerStore,
  presented: CardPresented & { readonly acquirerReadsChips?: boolean },
  chip: ChipVerdict,
): CheckedCard {
  const standing = checkStanding(store, presented);
  if (!standing.good) return standing;
  const { card } = standing;
  const refuse = (responseCode: ResponseCode, reason: IssuerReason) =>
    refused(responseCode, reason, { cardId: card.cardId });
  if (chip.status === 'absent')
    return card.hasChip && presented.acquirerReadsChips !== false
      ? refuse('82', 'chipMissing')
      : { good: true, card, counter: undefined };
  if (chip.status !== 'right') return refuse('82', chip.status);
  if (chip.panSequence !== card.panSequence || !card.hasChip) return refuse('82', 'chipUnknown');
  if (chip.counter <= card.lastCounter) return refuse('82', 'counterReplayed');
  store.setLastCounter(card.cardId, chip.counter);
  const { counter } = chip;
  if (!chip.pinVerified) return refused('55', 'pinNotVerified', { cardId: card.cardId, counter });
  return { good: true, card, counter };
}

/** The first five of these checks: what can be said of a card that is not there. */
export function checkStanding(store: IssuerStore, presented: CardPresented): CheckedCard {
  const card = store.findCard(presented.pan);
  if (card === undefined) return refused('14', 'cardUnknown');
  const refuse = (responseCode: ResponseCode, reason: IssuerReason) =>
    refused(responseCode, reason, { cardId: card.cardId });
  if (card.expiry !== presented.cardExpiry) return refuse('14', 'expiryDiffers');
  if (card.status === 'stolen') return refuse('43', 'cardStolen');
  if (card.status === 'blocked') return refuse('62', 'cardBlocked');
  if (isExpired(card.expiry, presented.transmittedAt)) return refuse('54', 'cardExpired');
  return { good: true, card, counter: undefined };
}

function refused(
  responseCode: ResponseCode,
  reason: IssuerReason,
  facts: { cardId?: string; counter?: number } = {},
): CheckedCard {
  return { good: false, response: { responseCode, reason, ...facts } };
}
