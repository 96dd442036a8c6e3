/**
 * AuthRevReq → AuthRevRes: reduce or cancel an authorization (SET Book 2).
 *
 * Also when its answer was lost, by the RRPID of the AuthReq alone. An AuthReq that has not come yet is cancelled
 * in advance: a tombstone refuses it when it does. What was captured can't be reversed.
 */
import {
  type Amount,
  type AuthRevReq,
  type AuthRevRes,
  answerRetentionSeconds,
  authRevReq,
  authRevRes,
  digestOf,
} from '@ecomm/protocol';
import type { Authorization } from '../store/authorization-store.ts';
import { answerOnce } from './answer-once.ts';
import { answeringFor } from './answering.ts';
import { type CapTokenContent, isTokenOf, makeCapToken, openCapToken } from './cap-token.ts';
import { verifyDeferred } from './defer.ts';
import { expireAuthorization } from './expire.ts';
import { type Gateway, readingOf } from './gateway.ts';
import { openMerchant } from './merchant.ts';

/** `body` and the answer are JSON {enc}. Throws a ProtocolError where SET answers an Error message. */
export async function reverse(asked: Gateway, body: string): Promise<string> {
  const gateway = answeringFor(asked, body);
  const requestDigest = await digestOf(body);
  const repeated = gateway.answers.findByDigest('authRevReq', requestDigest);
  if (repeated !== undefined) return repeated;
  const at = gateway.clock();
  const opened = await authRevReq.open(body, readingOf(gateway, at));
  const merchant = await openMerchant(gateway, opened, at);
  const request = opened.payload;
  const token = request.capToken === undefined ? undefined : await openCapToken(gateway, request.capToken);
  const plan: Plan = { request, token, at };
  const { answer, outcome } = await answerOnce(gateway, {
    kind: 'authRevReq',
    sender: merchant.thumb,
    rrpid: request.rrpid,
    requestDigest,
    at,
    execute: () => decide(gateway, plan),
    answer: async ({ authRevCode, authNewAmt, newToken }) =>
      authRevRes.make(
        {
          rrpid: request.rrpid,
          transIds: request.transIds,
          authRevCode,
          authNewAmt,
          ...(newToken === undefined ? {} : { capToken: await makeCapToken(gateway, newToken) }),
          iat: at,
          exp: at + answerRetentionSeconds,
        },
        gateway.identity.signer,
        merchant.recipient,
      ),
  });
  if (outcome !== undefined) {
    const { authRevCode, authNewAmt } = outcome;
    const { merchantId, transIds } = request;
    gateway.log.info({ authRevCode, ...authNewAmt, merchantId, xid: transIds.xid }, 'authorization reversal');
  }
  return answer;
}

interface Plan {
  readonly request: AuthRevReq;
  readonly token: CapTokenContent | undefined;
  readonly at: number;
}

interface Outcome {
  readonly authRevCode: AuthRevRes['authRevCode'];
  readonly authNewAmt: Amount;
  readonly newToken?: CapTokenContent;
}

/** Precedence: unknown, transaction, token, then by the authorization's state, then amount. */
function decide(gateway: Gateway, plan: Plan): Outcome {
  const { authorizations } = gateway;
  const { request, token, at } = plan;
  const { authNewAmt, authRrpid, merchantId } = request;
  const respond = (authRevCode: Outcome['authRevCode'], value = 0): Outcome => ({
    authRevCode,
    authNewAmt: { currency: authNewAmt.currency, value },
  });
  const authorization = authorizations.find(merchantId, authRrpid);
  if (authorization === undefined) {
    if (authNewAmt.value > 0) return respond('invalidTransaction');
    authorizations.addTombstone(merchantId, authRrpid, at);
    return respond('approved');
  }
  const { xid, state, currency, amountMinor, expiresAt } = authorization;
  if (xid !== request.transIds.xid) return respond('invalidTransaction');
  if (currency !== authNewAmt.currency) return respond('amountError');
  if (state === 'captured') return respond('invalidTransaction', amountMinor);
  if (state === 'declined' || state === 'reversed')
    return respond(authNewAmt.value === 0 ? 'approved' : 'invalidTransaction');
  if (request.capToken !== undefined && !isTokenOf(token, authorization))
    return respond('invalidCapToken', amountMinor);
  if (state === 'held' && at > expiresAt) expireAuthorization(gateway, authorization, at);
  if (state === 'expired' || at > expiresAt) return respond('expired');
  if (authNewAmt.value > amountMinor) return respond('amountError', amountMinor);
  return reduce(gateway, plan, authorization);
}

function reduce(gateway: Gateway, { request, at }: Plan, authorization: Authorization): Outcome {
  const { rrn, cardholderThumb, authRrpid, merchantId, xid, tokenNonce: nonce } = authorization;
  if (rrn === null || nonce === null)
    throw new Error('internal error: a held authorization has no reference');
  const { authNewAmt } = request;
  const verified = verifyDeferred(gateway, merchantId, authRrpid);
  if (verified !== undefined && verified.responseCode !== '00')
    return { authRevCode: 'approved', authNewAmt: { ...authNewAmt, value: 0 } };
  const answered = gateway.issuer.reverse({ rrn, remainingMinor: authNewAmt.value, transmittedAt: at });
  if (answered.responseCode !== '00')
    return {
      authRevCode: 'unspecifiedFailure',
      authNewAmt: { ...authNewAmt, value: authorization.amountMinor },
    };
  if (authNewAmt.value === 0) {
    gateway.authorizations.change({ ...authorization, state: 'reversed', tokenNonce: null });
    return { authRevCode: 'approved', authNewAmt };
  }
  gateway.authorizations.change({ ...authorization, amountMinor: authNewAmt.value });
  const newToken = {
    ...{ authRrpid, xid, merchantId, amount: authNewAmt, nonce },
    ...(cardholderThumb === null ? {} : { cardholderThumb }),
  };
  return { authRevCode: 'approved', authNewAmt, newToken };
}
