/** The issuing bank in this process: its books and its master key behind the line that the gateway knows. */
import type { IssuerHost, IssuerResponse } from '../gateway/issuer-host.ts';
import type { IssuerStore } from '../store/issuer-store.ts';
import { authoriseCard } from './authorise-card.ts';
import { type CheckedCard, checkCard, checkStanding } from './check-card.ts';
import { captureHold, reverseHold } from './settle-hold.ts';
import { type CamKeys, verifyCam } from './verify-cam.ts';

export interface IssuerParts {
  readonly store: IssuerStore;
  readonly keys: CamKeys;
  /** Bank identification numbers, six digits each. */
  readonly bins: readonly string[];
}

export function createIssuer({ store, keys, bins }: IssuerParts): IssuerHost {
  return {
    issues: (pan) => bins.includes(pan.slice(0, 6)),
    verifyChip: (pan, chip) => verifyCam(keys, pan, chip),
    authorise: (request, chip) => authoriseCard(store, request, chip),
    capture: (completion) => captureHold(store, completion),
    reverse: (reversal) => reverseHold(store, reversal),
    identify: (cardholder, chip) => identified(checkCard(store, cardholder, chip)),
    identifyByKey: (cardholder) => identified(checkStanding(store, cardholder)),
  };
}

function identified(checked: CheckedCard): IssuerResponse {
  if (!checked.good) return checked.response;
  const { card, counter } = checked;
  return {
    responseCode: '00',
    reason: 'approved',
    cardId: card.cardId,
    ...(counter === undefined ? {} : { counter }),
  };
}
