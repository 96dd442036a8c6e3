/** POST /mset/mpclaim: MPClaim → MPClaimRes. */
import { receiveClaim } from '../claims/receive-claim.ts';
import type { Intermediary } from '../intermediary.ts';
import { messageRoute } from './message-route.ts';

export const postMpClaim = (intermediary: Intermediary) =>
  messageRoute(intermediary, {
    path: '/mset/mpclaim',
    takes: 'application/jose',
    gives: 'application/jose',
    answer: (message) => receiveClaim(intermediary, message),
  });
