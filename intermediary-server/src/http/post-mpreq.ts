/** POST /mset/mpreq: MPReq → MPRes. */
import type { Intermediary } from '../intermediary.ts';
import { receiveRequest } from '../payment/receive-request.ts';
import { messageRoute } from './message-route.ts';

export const postMpReq = (intermediary: Intermediary) =>
  messageRoute(intermediary, {
    path: '/mset/mpreq',
    takes: 'application/jose',
    gives: 'application/json',
    answer: (message) => receiveRequest(intermediary, message),
  });
