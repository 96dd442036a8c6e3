/** POST /set/authrevreq: AuthRevReq {enc} → AuthRevRes {enc}. */
import { Hono } from 'hono';
import type { Gateway } from '../gateway/gateway.ts';
import { reverse } from '../gateway/reverse.ts';
import { acceptMessage, answerMessage, maxEnclosedBytes } from './message-route.ts';

export function postAuthRevReq(gateway: Gateway): Hono {
  return new Hono().post(
    '/set/authrevreq',
    acceptMessage('application/json', maxEnclosedBytes),
    answerMessage('application/json', (body) => reverse(gateway, body)),
  );
}
