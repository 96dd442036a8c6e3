/** POST /mset/mprefund: MPRefund → MPRefundRes. */
import type { Intermediary } from '../intermediary.ts';
import { receiveRefund } from '../refund/receive-refund.ts';
import { messageRoute } from './message-route.ts';

export const postMpRefund = (intermediary: Intermediary) =>
  messageRoute(intermediary, {
    path: '/mset/mprefund',
    takes: 'application/jose',
    gives: 'application/jose',
    answer: (message) => receiveRefund(intermediary, message),
  });
