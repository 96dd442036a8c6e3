/** What a clerk of the bank sees of requests that came with a form, and what may be decided of them. */
import { GatewayError } from '../errors.ts';
import type { Store } from '../store/open-store.ts';
import type { PendedState } from '../store/pended-request-store.ts';

export interface ListedRequest {
  readonly request: string;
  readonly cardId: string;
  readonly holderName: string;
  readonly state: PendedState;
  /** Seconds since 1970. */
  readonly askedAt: number;
}

export function listPended({ pendedRequests, formHolders }: Store): ListedRequest[] {
  return pendedRequests.all().map(({ lidCA, cardId, state, askedAt }) => ({
    request: lidCA,
    cardId,
    holderName: formHolders.find(cardId)?.holderName ?? '',
    state,
    askedAt,
  }));
}

/** Throws ERR_GATEWAY_NOT_FOUND for a request that is not there or was decided before. */
export function decidePended(
  { work, pendedRequests }: Store,
  lidCA: string,
  decision: 'approved' | 'rejected',
): void {
  work.perform(() => {
    if (pendedRequests.find(lidCA)?.state !== 'pended')
      throw new GatewayError('ERR_GATEWAY_NOT_FOUND', 'no such request waits for a decision');
    pendedRequests.setState(lidCA, decision);
  });
}
