/** POST /set/capreq: CapReq {enc} → CapRes {enc}. */
import { Hono } from 'hono';
import { capture } from '../gateway/capture.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { acceptMessage, answerMessage, maxEnclosedBytes } from './message-route.ts';

export function postCapReq(gateway: Gateway): Hono {
  return new Hono().post(
    '/set/capreq',
    acceptMessage('application/json', maxEnclosedBytes),
    answerMessage('application/json', (body) => capture(gateway, body)),
  );
}
