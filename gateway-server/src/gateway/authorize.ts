/**
 * AuthReq → AuthRes: may this purchase go ahead? (SET Book 2; SET-FACTS section 3.5, "P", for the order of checks.)
 *
 * Every refusal reaches the merchant as an ordinary AuthCode, stored like an approval; the reason goes to the
 * journal. With `captureNow` the amount is held and debited in one step.
 */
import {
  type AuthCode,
  type AuthReq,
  type AuthRes,
  answerRetentionSeconds,
  authReq,
  authRes,
  digestOf,
  newIdentifier,
  ProtocolError,
} from '@ecomm/protocol';
import { answerOnce } from './answer-once.ts';
import { authCodeFor } from './auth-code.ts';
import { makeCapToken } from './cap-token.ts';
import { authorizationLifeSeconds, type Gateway, readingOf } from './gateway.ts';
import type { IssuerResponse } from './issuer-host.ts';
import { openMerchant } from './merchant.ts';
import { type OpenedInstructions, openInstructions } from './open-instructions.ts';
import { authorizationNumberOf, retrievalReferenceOf, stanOf } from './retrieval-reference.ts';

/** `body` and the answer are JSON {enc, baggage?}. Throws a ProtocolError where SET answers an Error message. */
export async function authorize(gateway: Gateway, body: string): Promise<string> {
  const requestDigest = await digestOf(body);
  // Before the dates are looked at: a repeated request may be older than a new one may be.
  const repeated = gateway.answers.findByDigest('authReq', requestDigest);
  if (repeated !== undefined) return repeated;
  const at = gateway.clock();
  const opened = await authReq.open(body, readingOf(gateway, at));
  const merchant = await openMerchant(gateway, opened, at);
  const request = opened.payload;
  if (opened.baggage === undefined) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'baggage' });
  const instructions = await openInstructions(gateway, request, opened.baggage, at);
  const plan: Plan = { request, instructions, at, tokenNonce: newIdentifier(gateway.random) };
  const authorizationNumber = authorizationNumberOf(gateway.random(6));
  const { answer, outcome } = await answerOnce(gateway, {
    kind: 'authReq',
    sender: merchant.thumb,
    rrpid: request.rrpid,
    requestDigest,
    at,
    execute: () => decide(gateway, plan),
    answer: async ({ authCode }) =>
      authRes.make(
        {
          ...answerFields(plan, authCode),
          ...(authCode === 'approved' ? await approvedFields(gateway, plan, authorizationNumber) : {}),
        },
        gateway.identity.signer,
        merchant.recipient,
      ),
  });
  if (outcome !== undefined) {
    const { merchantId, transIds } = request;
    gateway.log.info({ ...outcome, merchantId, xid: transIds.xid }, 'authorization');
  }
  return answer;
}

interface Plan {
  readonly request: AuthReq;
  readonly instructions: OpenedInstructions;
  readonly at: number;
  readonly tokenNonce: string;
}

interface Outcome {
  readonly authCode: AuthCode;
  /** For the journal. */
  readonly reason: string;
  readonly cardId?: string;
}

/** Precedence: reversed before it came, instructions refused, instructions used before, then the bank. */
function decide(gateway: Gateway, plan: Plan): Outcome {
  const { authorizations } = gateway;
  const { request, instructions } = plan;
  const { merchantId, rrpid } = request;
  if (authorizations.find(merchantId, rrpid) !== undefined) throw new ProtocolError('ERR_RRPID_REUSED');
  const refuse = (authCode: AuthCode, reason: string): Outcome => {
    record(gateway, plan, { state: 'declined', piDigest: null });
    return { authCode, reason };
  };
  if (authorizations.hasTombstone(merchantId, rrpid)) return refuse('invalidTransaction', 'reversedBefore');
  if (instructions.status === 'refused') return refuse(instructions.authCode, instructions.field);
  const { piDigest } = instructions.instructions;
  if (authorizations.isPiUsed(piDigest)) return refuse('piPreviouslyUsed', 'piPreviouslyUsed');
  const { response, rrn } = askIssuer(gateway, plan, instructions);
  const approved = response.responseCode === '00';
  record(gateway, plan, {
    state: approved ? (request.captureNow ? 'captured' : 'held') : 'declined',
    piDigest,
    rrn,
    response,
  });
  const { reason, cardId } = response;
  return {
    authCode: authCodeFor(response.responseCode),
    reason,
    ...(cardId === undefined ? {} : { cardId }),
  };
}

function askIssuer(
  gateway: Gateway,
  { request, at }: Plan,
  { instructions, chip }: Extract<OpenedInstructions, { status: 'valid' }>,
): { response: IssuerResponse; rrn: string } {
  const trace = gateway.authorizations.nextTrace();
  const rrn = retrievalReferenceOf(trace);
  const { panData, piHead } = instructions.piData;
  const { value: amountMinor, currency } = request.authReqAmt;
  const response = gateway.issuer.authorise(
    {
      pan: panData.pan,
      cardExpiry: panData.cardExpiry,
      amountMinor,
      currency,
      transmittedAt: at,
      stan: stanOf(trace),
      rrn,
      merchantId: request.merchantId,
      xid: piHead.transIds.xid,
      transStain: piHead.transStain,
    },
    chip,
  );
  if (response.responseCode === '00' && request.captureNow) {
    const captured = gateway.issuer.capture({ rrn, amountMinor, transmittedAt: at });
    if (captured.responseCode !== '00') throw new Error('internal error: a fresh hold was not captured');
  }
  return { response, rrn };
}

function record(
  { authorizations }: Gateway,
  { request, instructions, at, tokenNonce }: Plan,
  facts: {
    readonly state: 'held' | 'captured' | 'declined';
    readonly piDigest: string | null;
    readonly rrn?: string;
    readonly response?: IssuerResponse;
  },
): void {
  const { value: amountMinor, currency } = request.authReqAmt;
  authorizations.add({
    merchantId: request.merchantId,
    authRrpid: request.rrpid,
    xid: request.transIds.xid,
    piDigest: facts.piDigest,
    cardholderThumb:
      instructions.status === 'valid' ? (instructions.instructions.cardholder?.thumb ?? null) : null,
    currency,
    amountMinor,
    capturedMinor: facts.state === 'captured' ? amountMinor : 0,
    state: facts.state,
    rrn: facts.rrn ?? null,
    counter: facts.response?.counter ?? null,
    tokenNonce: facts.state === 'declined' ? null : tokenNonce,
    createdAt: at,
    expiresAt: at + authorizationLifeSeconds,
  });
}

function answerFields({ request, at }: Plan, authCode: AuthCode): AuthRes {
  const { currency, value } = request.authReqAmt;
  return {
    rrpid: request.rrpid,
    transIds: request.transIds,
    authCode,
    authAmt: { currency, value: authCode === 'approved' ? value : 0 },
    authDate: at,
    iat: at,
    exp: at + answerRetentionSeconds,
  };
}

async function approvedFields(gateway: Gateway, plan: Plan, authorizationNumber: string) {
  const { request, instructions, at, tokenNonce: nonce } = plan;
  if (instructions.status !== 'valid') throw new Error('internal error: refused instructions were approved');
  const { cardholder } = instructions.instructions;
  const capToken = await makeCapToken(gateway, {
    authRrpid: request.rrpid,
    xid: request.transIds.xid,
    merchantId: request.merchantId,
    amount: request.authReqAmt,
    ...(cardholder === undefined ? {} : { cardholderThumb: cardholder.thumb }),
    nonce,
  });
  return { authorizationNumber, capToken, capExpires: at + authorizationLifeSeconds };
}
