/** POST /set/pinit: PInitReq → PInitRes. */
import type { Intermediary } from '../intermediary.ts';
import { receivePInit } from '../top-up/receive-pinit.ts';
import { messageRoute } from './message-route.ts';

export const postPInit = (intermediary: Intermediary) =>
  messageRoute(intermediary, {
    path: '/set/pinit',
    takes: 'application/json',
    gives: 'application/jose',
    answer: (message) => receivePInit(intermediary, message),
  });
