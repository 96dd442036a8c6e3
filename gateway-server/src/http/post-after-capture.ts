/** POST /set/caprevreq, /set/credreq, /set/credrevreq and /set/batchadmin: {enc} → {enc}. */
import { Hono } from 'hono';
import { administerBatch } from '../gateway/batch-admin.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { reverseOrCredit } from '../gateway/reverse-or-credit.ts';
import { acceptMessage, answerMessage, maxEnclosedBytes } from './message-route.ts';

export function postAfterCapture(gateway: Gateway): Hono {
  const app = new Hono();
  const verbs: Readonly<Record<string, (body: string) => Promise<string>>> = {
    '/set/caprevreq': (body) => reverseOrCredit(gateway, 'capRevReq', body),
    '/set/credreq': (body) => reverseOrCredit(gateway, 'credReq', body),
    '/set/credrevreq': (body) => reverseOrCredit(gateway, 'credRevReq', body),
    '/set/batchadmin': (body) => administerBatch(gateway, body),
  };
  for (const [path, verb] of Object.entries(verbs))
    app.post(
      path,
      acceptMessage('application/json', maxEnclosedBytes),
      answerMessage('application/json', verb),
    );
  return app;
}
