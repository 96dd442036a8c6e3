/** POST /set/certinq, from wallets: CertInqReq JWS → CertRes JWE. */
import { maxMessageBytes } from '@ecomm/protocol';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { answerInquiry } from '../enrolment/answer-inquiry.ts';
import type { CardholderAuthority } from '../enrolment/authority.ts';
import { acceptMessage, answerMessage } from './message-route.ts';

export function postCertInq(authority: CardholderAuthority): Hono {
  return new Hono()
    .use('/set/certinq', cors({ origin: '*', allowMethods: ['POST'], allowHeaders: ['content-type'] }))
    .post(
      '/set/certinq',
      acceptMessage('application/jose', maxMessageBytes),
      answerMessage('application/jose', (body) => answerInquiry(authority, body)),
    );
}
