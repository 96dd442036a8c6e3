/** 0100: the card is good, the amount is one, the money is there; then it is held. Each refusal has its code. */
import type {
  AuthorizationRequest,
  ChipVerdict,
  IssuerReason,
  IssuerResponse,
  ResponseCode,
} from '../gateway/issuer-host.ts';
import type { IssuerStore } from '../store/issuer-store.ts';
import { holdFunds } from './accounts.ts';
import { checkCard } from './check-card.ts';

export function authoriseCard(
  store: IssuerStore,
  request: AuthorizationRequest,
  chip: ChipVerdict,
): IssuerResponse {
  const checked = checkCard(store, request, chip);
  if (!checked.good) return checked.response;
  const { card, counter } = checked;
  const respond = (responseCode: ResponseCode, reason: IssuerReason): IssuerResponse => ({
    responseCode,
    reason,
    cardId: card.cardId,
    ...(counter === undefined ? {} : { counter }),
  });
  const { amountMinor, rrn, transmittedAt: at } = request;
  const account = store.findAccount(card.accountId);
  if (account?.currency !== request.currency) return respond('13', 'currencyDiffers');
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) return respond('13', 'amountInvalid');
  if (!holdFunds(store, { accountId: card.accountId, amountMinor, rrn, at }))
    return respond('51', 'fundsInsufficient');
  store.saveHold({ rrn, accountId: card.accountId, authorizedMinor: amountMinor, state: 'held' });
  return respond('00', 'approved');
}
