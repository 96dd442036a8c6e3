/** The issuing bank in this process: its books and its master key behind the line that the gateway knows. */
import type { IssuerHost, IssuerResponse } from '../gateway/issuer-host.ts';
import type { IssuerStore } from '../store/issuer-store.ts';
import { authoriseCard } from './authorise-card.ts';
import { type CheckedCard, checkCard, checkStanding } from './check-card.ts';
import { captureHold, creditHold, reverseCredit, reverseHold } from './settle-hold.ts';
import { type CamKeys, verifyCam } from './verify-cam.ts';

export interface IssuerParts {
  readonly store: IssuerStore;
  readonly keys: CamKeys;
  /** Bank identification numbers, six digits each. */
  readonly bins: readonly string[];
  /** What a card may spend in seven days unless the bank gave it a ceiling of its own; no bound by default. */
  readonly ceilingMinor?: number;
}

export function createIssuer({
  store,
  keys,
  bins,
  ceilingMinor = Number.MAX_SAFE_INTEGER,
}: IssuerParts): IssuerHost {
  return {
    issues: (pan) => bins.includes(pan.slice(0, 6)),
    verifyChip: (pan, chip) => verifyCam(keys, pan, chip),
    authorise: (request, chip) => authoriseCard({ store, ceilingMinor }, request, chip),
    capture: (completion) => captureHold(store, completion),
    reverse: (reversal) => reverseHold(store, reversal),
    credit: (refund) => creditHold(store, refund),
    reverseCredit: (refund) => reverseCredit(store, refund),
    identify: (cardholder, chip) => identified(checkCard(store, cardholder, chip)),
    identifyByKey: (cardholder) => identified(checkStanding(store, cardholder)),
    isInUse: (cardId) => store.findCardById(cardId)?.status === 'active',
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
