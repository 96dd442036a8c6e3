/** All routes of the gateway, the cardholder authority and the operator, as one application without a port. */
import { Hono } from 'hono';
import type { CardholderAuthority } from '../enrolment/authority.ts';
import type { PartyAuthorities } from '../enrolment/party-authorities.ts';
import { GatewayError } from '../errors.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { answerError } from './answer-error.ts';
import { getBooks, type OperatorParts } from './get-books.ts';
import { getGatewayCertificate } from './get-gateway-certificate.ts';
import { getRevocation } from './get-revocation.ts';
import { requireOperatorToken } from './operator-token.ts';
import { postAfterCapture } from './post-after-capture.ts';
import { postAuthReq } from './post-authreq.ts';
import { postAuthRevReq } from './post-authrevreq.ts';
import { postCapReq } from './post-capreq.ts';
import { postCardCeiling } from './post-card-ceiling.ts';
import { postCardStatus } from './post-card-status.ts';
import { postCardCInit } from './post-cardcinit.ts';
import { postCert } from './post-cert.ts';
import { postCertInq } from './post-certinq.ts';
import { postMeAqCert } from './post-meaqcert.ts';
import { postMeAqCInit } from './post-meaqcinit.ts';
import { postPCertReq } from './post-pcertreq.ts';
import { postRegForm } from './post-regform.ts';
import { createErrorSigner } from './sign-errors.ts';

export interface GatewayAppPorts {
  readonly gateway: Gateway;
  readonly authority: CardholderAuthority;
  /** The acquirer's; without them merchants and gateways can't enrol here. */
  readonly partyAuthorities: PartyAuthorities | undefined;
  readonly operator: OperatorParts & { readonly token: string };
  /** The published revocation list, undefined while there is none. */
  readonly readRevocation: () => Promise<string | undefined>;
  /** Signs what the bank revoked since, and sends it to who has to know at once. */
  readonly announceRevocation: () => Promise<void>;
}

export function createGatewayApp(ports: GatewayAppPorts): Hono {
  const { gateway, authority, partyAuthorities, operator, readRevocation } = ports;
  const { log } = gateway;
  const app = new Hono();
  const answering = { log, sign: createErrorSigner({ gateway, authority, partyAuthorities }) };
  app.onError((error, context) => answerError(context, error, answering));
  app.notFound((context) =>
    answerError(context, new GatewayError('ERR_GATEWAY_NOT_FOUND', 'there is nothing here'), answering),
  );
  app.get('/healthz', (context) => context.json({ ok: true }));
  for (const route of [
    postCardCInit(authority),
    postCert(authority),
    postRegForm(authority),
    postCertInq(authority),
    ...(partyAuthorities === undefined
      ? []
      : [postMeAqCInit(partyAuthorities), postMeAqCert(partyAuthorities)]),
    postAuthReq(gateway),
    postAuthRevReq(gateway),
    postCapReq(gateway),
    postAfterCapture(gateway),
    postPCertReq(gateway),
    getGatewayCertificate(gateway),
    getRevocation(readRevocation),
  ])
    app.route('/', route);
  app.use('/operator/*', requireOperatorToken(operator.token));
  app.route('/', getBooks(operator));
  app.route('/', postCardCeiling(operator.issuer));
  const { work, clock, enrolment, revocations } = authority;
  const desk = { issuer: operator.issuer, enrolment, revocations };
  app.route('/', postCardStatus({ desk, work, clock, log, announce: ports.announceRevocation }));
  return app;
}
