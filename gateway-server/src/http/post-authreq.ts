/** POST /set/authreq: AuthReq {enc, baggage} → AuthRes {enc}. */
import { Hono } from 'hono';
import { authorize } from '../gateway/authorize.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { acceptMessage, answerMessage, maxEnclosedBytes } from './message-route.ts';

export function postAuthReq(gateway: Gateway): Hono {
  return new Hono().post(
    '/set/authreq',
    acceptMessage('application/json', maxEnclosedBytes),
    answerMessage('application/json', (body) => authorize(gateway, body)),
  );
}
