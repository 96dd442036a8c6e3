/** POST /set/cardcinit, from wallets: CardCInitReq JSON → CardCInitRes JWS. */
import { maxMessageBytes } from '@ecomm/protocol';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { CardholderAuthority } from '../enrolment/authority.ts';
import { answerCardCInit } from '../enrolment/card-c-init.ts';
import { acceptMessage, answerMessage } from './message-route.ts';

export function postCardCInit(authority: CardholderAuthority): Hono {
  return new Hono()
    .use('/set/cardcinit', cors({ origin: '*', allowMethods: ['POST'], allowHeaders: ['content-type'] }))
    .post(
      '/set/cardcinit',
      acceptMessage('application/json', maxMessageBytes),
      answerMessage('application/jose', (body) => answerCardCInit(authority, body)),
    );
}
