/** POST /mset/mpinq: MPInq → MPInqRes. */
import { receiveInquiry } from '../inquiry/receive-inquiry.ts';
import type { Intermediary } from '../intermediary.ts';
import { messageRoute } from './message-route.ts';

export const postMpInq = (intermediary: Intermediary) =>
  messageRoute(intermediary, {
    path: '/mset/mpinq',
    takes: 'application/jose',
    gives: 'application/jose',
    answer: (message) => receiveInquiry(intermediary, message),
  });
