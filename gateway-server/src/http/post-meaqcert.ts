/** POST /set/meaqcert, from merchants and gateways: CertReq JWE → CertRes JWS. */
import { maxMessageBytes } from '@ecomm/protocol';
import { Hono } from 'hono';
import { certifyParty } from '../enrolment/certify-party.ts';
import type { PartyAuthorities } from '../enrolment/party-authorities.ts';
import { acceptMessage, answerMessage } from './message-route.ts';

export function postMeAqCert(authorities: PartyAuthorities): Hono {
  return new Hono().post(
    '/set/meaqcert',
    acceptMessage('application/jose', maxMessageBytes),
    answerMessage('application/jose', (body) => certifyParty(authorities, body)),
  );
}
