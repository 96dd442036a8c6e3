/** POST /set/pcertreq[?gateway=ID]: PCertReq → PCertRes. */
import { maxMessageBytes } from '@ecomm/protocol';
import { Hono } from 'hono';
import type { Gateway } from '../gateway/gateway.ts';
import { certificatesFor } from '../gateway/pcert.ts';
import { acceptMessage, answerMessage } from './message-route.ts';

export function postPCertReq(gateway: Gateway): Hono {
  return new Hono().post(
    '/set/pcertreq',
    acceptMessage('application/jose', maxMessageBytes),
    (context, next) =>
      answerMessage('application/jose', (message) =>
        certificatesFor(gateway, message, context.req.query('gateway')),
      )(context, next),
  );
}
