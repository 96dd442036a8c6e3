/**
 * AuthReq → AuthRes: may this purchase go ahead? (SET Book 2; SET-FACTS section 3.5, "P", for the order of checks.)
 *
 * Every refusal reaches the merchant as an ordinary AuthCode, stored like an approval; the reason goes to the
 * journal. With `captureNow` the amount is held and debited in one step.
 */
import {
  type AuthReq,
  type AuthRes,
  answerRetentionSeconds,
  authReq,
  authRes,
  digestOf,
  forRequest,
  newIdentifier,
  ProtocolError,
} from '@ecomm/protocol';
import { answerOnce } from './answer-once.ts';
import { answeringFor } from './answering.ts';
import { makeAuthToken } from './auth-token.ts';
import { makeCapToken } from './cap-token.ts';
import { type AuthorizePlan, decideAuthorization } from './decide-authorization.ts';
import { authorizationLifeSeconds, type Gateway, readingOf } from './gateway.ts';
import { openMerchant } from './merchant.ts';
import { type OpenedInstructions, openInstructions } from './open-instructions.ts';
import { openSubsequent } from './open-subsequent.ts';
import { authorizationNumberOf } from './retrieval-reference.ts';
import { revocationFor } from './revocation-for.ts';

/** `body` and the answer are JSON {enc, baggage?}. Throws a ProtocolError where SET answers an Error message. */
export async function authorize(asked: Gateway, body: string): Promise<string> {
  const gateway = answeringFor(asked, body);
  const requestDigest = await digestOf(body);
  // Before the dates are looked at: a repeated request may be older than a new one may be.
  const repeated = gateway.answers.findByDigest('authReq', requestDigest);
  if (repeated !== undefined) return repeated;
  const at = gateway.clock();
  const opened = await authReq.open(body, readingOf(gateway, at));
  const merchant = await openMerchant(gateway, opened, at);
  const request = opened.payload;
  const { baggage } = opened;
  const instructions = await forRequest(request.rrpid, () => {
    if (baggage === undefined) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'baggage' });
    const openBaggage = request.piKind === 'authToken' ? openSubsequent : openInstructions;
    return openBaggage(gateway, request, baggage, at);
  });
  const plan: AuthorizePlan = {
    request,
    instructions,
    at,
    tokenNonce: newIdentifier(gateway.random),
    drawn: gateway.random(2),
  };
  const authorizationNumber = authorizationNumberOf(gateway.random(6));
  const { answer, outcome } = await answerOnce(gateway, {
    kind: 'authReq',
    sender: merchant.thumb,
    rrpid: request.rrpid,
    requestDigest,
    at,
    execute: () => decideAuthorization(gateway, plan),
    answer: async ({ authCode, batchId }) =>
      authRes.make(
        {
          ...answerFields(plan, authCode),
          ...revocationFor(gateway, request.thumbs),
          ...(authCode === 'approved'
            ? await approvedFields(gateway, plan, { authorizationNumber, batchId })
            : {}),
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

function answerFields({ request, at }: AuthorizePlan, authCode: AuthRes['authCode']): AuthRes {
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

interface Approved {
  readonly authorizationNumber: string;
  /** Of a sale: the batch that its capture is in. */
  readonly batchId: number | undefined;
}

async function approvedFields(
  gateway: Gateway,
  { request, instructions, at, tokenNonce: nonce }: AuthorizePlan,
  { authorizationNumber, batchId }: Approved,
) {
  const thumb = cardholderThumbOf(instructions);
  const capToken = await makeCapToken(gateway, {
    authRrpid: request.rrpid,
    xid: request.transIds.xid,
    merchantId: request.merchantId,
    amount: request.authReqAmt,
    ...(thumb === undefined ? {} : { cardholderThumb: thumb }),
    nonce,
  });
  const authToken = await authTokenFor(gateway, request, instructions, { nonce, at });
  return {
    authorizationNumber,
    capToken,
    capExpires: at + authorizationLifeSeconds,
    ...(authToken === undefined ? {} : { authToken }),
    ...(batchId === undefined
      ? {}
      : { capResPayload: { capCode: 'success' as const, capAmt: request.authReqAmt, batchId } }),
  };
}

/** The first authorization of an order gives the token; the later ones give the same one on. */
async function authTokenFor(
  gateway: Gateway,
  request: AuthReq,
  instructions: OpenedInstructions,
  given: { readonly nonce: string; readonly at: number },
): Promise<string | undefined> {
  if (request.subsequentAuthInd !== true) return undefined;
  if (instructions.status === 'valid') return makeAuthToken(gateway, instructions.instructions, given);
  return instructions.status === 'subsequent' ? instructions.authToken : undefined;
}

function cardholderThumbOf(instructions: OpenedInstructions): string | undefined {
  if (instructions.status === 'valid') return instructions.instructions.cardholder?.thumb;
  return instructions.status === 'subsequent' ? instructions.token.cardholderThumb : undefined;
}
