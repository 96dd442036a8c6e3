/**
 * 0100: the card is good, the amount is one, it stays below the holder's ceiling, the money is there; then it is held.
 * Each refusal has its code.
 */
import type {
  AuthorizationRequest,
  ChipVerdict,
  IssuerReason,
  IssuerResponse,
  ResponseCode,
} from '../gateway/issuer-host.ts';
import type { IssuerStore } from '../store/issuer-store.ts';
import { holdFunds } from './accounts.ts';
import { type CheckedCard, checkCard, checkStanding } from './check-card.ts';

/** The ceiling counts what was spent in the seven days before (SET-FACTS section 6, "7-day ceiling"). */
export const ceilingPeriodSeconds = 7 * 24 * 3600;

export interface AuthorisationRules {
  readonly store: IssuerStore;
  /** For cards that the bank gave no ceiling of their own, minor units. */
  readonly ceilingMinor: number;
}

export function authoriseCard(
  { store, ceilingMinor }: AuthorisationRules,
  request: AuthorizationRequest,
  chip: ChipVerdict,
): IssuerResponse {
  const checked = checkPresented(store, request, chip);
  if (!checked.good) return checked.response;
  const { card, counter } = checked;
  const { cardId, accountId } = card;
  const respond = (responseCode: ResponseCode, reason: IssuerReason): IssuerResponse => ({
    responseCode,
    reason,
    cardId,
    ...(counter === undefined ? {} : { counter }),
  });
  const { amountMinor, rrn, transmittedAt: at } = request;
  const account = store.findAccount(accountId);
  if (account?.currency !== request.currency) return respond('13', 'currencyDiffers');
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) return respond('13', 'amountInvalid');
  const mostMinor = store.ceilingOf(cardId) ?? ceilingMinor;
  if (store.spentSince(cardId, at - ceilingPeriodSeconds) + amountMinor > mostMinor)
    return respond('61', 'ceilingPassed');
  if (!holdFunds(store, { accountId, amountMinor, rrn, at })) return respond('51', 'fundsInsufficient');
  const hold = { rrn, accountId, cardId, heldAt: at, authorizedMinor: amountMinor };
  store.saveHold({ ...hold, capturedMinor: 0, debitedMinor: 0, state: 'held' });
  return respond('00', 'approved');
}

/** The rest of an order needs no second cryptogram: the card certified the whole of it before. */
function checkPresented(store: IssuerStore, request: AuthorizationRequest, chip: ChipVerdict): CheckedCard {
  const { continues } = request;
  if (continues === undefined) return checkCard(store, request, chip);
  const standing = checkStanding(store, request);
  if (!standing.good) return standing;
  if (store.findHold(continues)?.cardId === standing.card.cardId) return standing;
  return { good: false, response: { responseCode: '25', reason: 'originalUnknown' } };
}
