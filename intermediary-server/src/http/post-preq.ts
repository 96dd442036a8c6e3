/** POST /set/preq: PReq → PRes, or 503 while the bank's answer is not known. */
import type { Intermediary } from '../intermediary.ts';
import type { Authoriser } from '../top-up/authoriser.ts';
import { receivePReq } from '../top-up/receive-preq.ts';
import { messageRoute } from './message-route.ts';

export const postPReq = (intermediary: Intermediary, authoriser: Authoriser) =>
  messageRoute(intermediary, {
    path: '/set/preq',
    takes: 'application/json',
    gives: 'application/jose',
    answer: (message) => receivePReq(intermediary, authoriser, message),
  });
