/** POST /set/meaqcinit, from merchants and gateways: Me-AqCInitReq JSON → Me-AqCInitRes JWS. */
import { maxMessageBytes } from '@ecomm/protocol';
import { Hono } from 'hono';
import type { PartyAuthorities } from '../enrolment/party-authorities.ts';
import { answerPartyCInit } from '../enrolment/party-c-init.ts';
import { acceptMessage, answerMessage } from './message-route.ts';

export function postMeAqCInit(authorities: PartyAuthorities): Hono {
  return new Hono().post(
    '/set/meaqcinit',
    acceptMessage('application/json', maxMessageBytes),
    answerMessage('application/jose', (body) => answerPartyCInit(authorities, body)),
  );
}
