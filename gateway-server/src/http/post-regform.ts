/** POST /set/regform, from wallets: RegFormReq JWE → RegFormRes JWS. */
import { maxMessageBytes } from '@ecomm/protocol';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { CardholderAuthority } from '../enrolment/authority.ts';
import { answerRegForm } from '../enrolment/reg-form.ts';
import { acceptMessage, answerMessage } from './message-route.ts';

export function postRegForm(authority: CardholderAuthority): Hono {
  return new Hono()
    .use('/set/regform', cors({ origin: '*', allowMethods: ['POST'], allowHeaders: ['content-type'] }))
    .post(
      '/set/regform',
      acceptMessage('application/jose', maxMessageBytes),
      answerMessage('application/jose', (body) => answerRegForm(authority, body)),
    );
}
