/**
 * CapReq → CapRes: debit what was authorized, in whole or in part, once; the rest is released (SET Book 2).
 *
 * The items of a request are decided one by one and committed together.
 */
import { answerRetentionSeconds, type CapReq, type CapRes, capReq, capRes, digestOf } from '@ecomm/protocol';
import { answerOnce } from './answer-once.ts';
import { answeringFor } from './answering.ts';
import { type CapTokenContent, isTokenOf, openCapToken } from './cap-token.ts';
import { verifyDeferred } from './defer.ts';
import { expireAuthorization } from './expire.ts';
import { type Gateway, readingOf } from './gateway.ts';
import { openMerchant } from './merchant.ts';

/** `body` and the answer are JSON {enc}. Throws a ProtocolError where SET answers an Error message. */
export async function capture(asked: Gateway, body: string): Promise<string> {
  const gateway = answeringFor(asked, body);
  const requestDigest = await digestOf(body);
  const repeated = gateway.answers.findByDigest('capReq', requestDigest);
  if (repeated !== undefined) return repeated;
  const at = gateway.clock();
  const opened = await capReq.open(body, readingOf(gateway, at));
  const merchant = await openMerchant(gateway, opened, at);
  const { rrpid, items } = opened.payload;
  const tokens = await Promise.all(items.map(({ capToken }) => openCapToken(gateway, capToken)));
  const { answer, outcome } = await answerOnce(gateway, {
    kind: 'capReq',
    sender: merchant.thumb,
    rrpid,
    requestDigest,
    at,
    execute: () =>
      items.map((item, index) =>
        captureItem(gateway, {
          item,
          token: tokens[index],
          merchantId: merchant.merchantId,
          rrpid,
          at,
        }),
      ),
    answer: (results) =>
      capRes.make(
        { rrpid, items: results, iat: at, exp: at + answerRetentionSeconds },
        gateway.identity.signer,
        merchant.recipient,
      ),
  });
  for (const { xid, capCode, capAmt } of outcome ?? [])
    gateway.log.info({ xid, capCode, ...capAmt, merchantId: merchant.merchantId }, 'capture');
  return answer;
}

type CapItem = CapReq['items'][number];
type CapResult = CapRes['items'][number];

interface PlannedCapture {
  readonly item: CapItem;
  readonly token: CapTokenContent | undefined;
  readonly merchantId: string;
  readonly rrpid: string;
  readonly at: number;
}

/** Precedence: unknown, token, captured before, reversed, expired, amount. */
function captureItem(gateway: Gateway, { item, token, merchantId, rrpid, at }: PlannedCapture): CapResult {
  const { authorizations, issuer } = gateway;
  const { authRrpid, capAmt, transIds } = item;
  const refuse = (capCode: CapResult['capCode']): CapResult => ({
    xid: transIds.xid,
    capCode,
    capAmt: { currency: capAmt.currency, value: 0 },
  });
  const authorization = authorizations.find(merchantId, authRrpid);
  if (authorization === undefined || authorization.xid !== transIds.xid) return refuse('unknownXID');
  if (!isTokenOf(token, authorization)) return refuse('invalidCapToken');
  const verified = verifyDeferred(gateway, merchantId, authRrpid);
  if (verified !== undefined && verified.responseCode !== '00') return refuse('invalidAuthData');
  const { state, rrn, expiresAt, currency, amountMinor } = authorization;
  if (state === 'captured') return refuse('duplicateRequest');
  if (state === 'held' && at > expiresAt) expireAuthorization(gateway, authorization, at);
  if (state === 'expired' || at > expiresAt) return refuse('authExpired');
  if (state !== 'held' || rrn === null) return refuse('invalidAuthData');
  if (capAmt.currency !== currency || capAmt.value <= 0 || capAmt.value > amountMinor)
    return refuse('invalidAuthData');
  const captured = issuer.capture({ rrn, amountMinor: capAmt.value, transmittedAt: at });
  if (captured.responseCode !== '00') return refuse('unspecifiedFailure');
  authorizations.change({ ...authorization, capturedMinor: capAmt.value, state: 'captured' });
  const added = {
    merchantId,
    kind: 'capture',
    authRrpid,
    rrpid,
    currency,
    amountMinor: capAmt.value,
  } as const;
  return { xid: transIds.xid, capCode: 'success', capAmt, batchId: gateway.batches.add(added, at) };
}
