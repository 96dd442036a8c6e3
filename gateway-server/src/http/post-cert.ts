/** POST /set/cert, from wallets: CertReq JWE → CertRes JWE. */
import { maxMessageBytes } from '@ecomm/protocol';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { CardholderAuthority } from '../enrolment/authority.ts';
import { certifyCardholder } from '../enrolment/certify-cardholder.ts';
import { acceptMessage, answerMessage } from './message-route.ts';

export function postCert(authority: CardholderAuthority): Hono {
  return new Hono()
    .use('/set/cert', cors({ origin: '*', allowMethods: ['POST'], allowHeaders: ['content-type'] }))
    .post(
      '/set/cert',
      acceptMessage('application/jose', maxMessageBytes),
      answerMessage('application/jose', (body) => certifyCardholder(authority, body)),
    );
}
