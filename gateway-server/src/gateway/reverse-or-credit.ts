/**
 * CapRevReq, CredReq and CredRevReq: what becomes of captured money afterwards (SET Book 2, CapRevOrCred).
 *
 * A capture and a credit are undone only while their batch is open; after its close a capture is given back by a
 * credit. Never more goes back than was taken. The items of a request are decided one by one and committed together.
 */
import {
  type Amount,
  answerRetentionSeconds,
  type CapRevOrCredRes,
  capRevReq,
  capRevRes,
  credReq,
  credRes,
  credRevReq,
  credRevRes,
  digestOf,
  type TransIds,
} from '@ecomm/protocol';
import type { Authorization } from '../store/authorization-store.ts';
import type { BatchItem } from '../store/batch-store.ts';
import { answerOnce } from './answer-once.ts';
import { answeringFor } from './answering.ts';
import { type CapTokenContent, openCapToken } from './cap-token.ts';
import { type Gateway, readingOf } from './gateway.ts';
import { openMerchant } from './merchant.ts';

export type ReversalKind = 'capRevReq' | 'credReq' | 'credRevReq';

const messages = {
  capRevReq: { request: capRevReq, response: capRevRes },
  credReq: { request: credReq, response: credRes },
  credRevReq: { request: credRevReq, response: credRevRes },
} as const;

/** `body` and the answer are JSON {enc}. Throws a ProtocolError where SET answers an Error message. */
export async function reverseOrCredit(asked: Gateway, kind: ReversalKind, body: string): Promise<string> {
  const gateway = answeringFor(asked, body);
  const requestDigest = await digestOf(body);
  const repeated = gateway.answers.findByDigest(kind, requestDigest);
  if (repeated !== undefined) return repeated;
  const at = gateway.clock();
  const opened = await messages[kind].request.open(body, readingOf(gateway, at));
  const merchant = await openMerchant(gateway, opened, at);
  const { merchantId } = merchant;
  const { rrpid } = opened.payload;
  const items: readonly Item[] = opened.payload.items;
  const tokens = await Promise.all(items.map(({ capToken }) => openCapToken(gateway, capToken)));
  const { answer, outcome } = await answerOnce(gateway, {
    kind,
    sender: merchant.thumb,
    rrpid,
    requestDigest,
    at,
    execute: () =>
      items.map((item, index) =>
        decide(gateway, kind, { item, token: tokens[index], merchantId, rrpid, at }),
      ),
    answer: (results) =>
      messages[kind].response.make(
        { rrpid, items: results, iat: at, exp: at + answerRetentionSeconds },
        gateway.identity.signer,
        merchant.recipient,
      ),
  });
  for (const { xid, code, amount } of outcome ?? [])
    gateway.log.info({ xid, code, ...amount, merchantId }, kind);
  return answer;
}

interface Item {
  readonly transIds: TransIds;
  readonly authRrpid: string;
  readonly amount: Amount;
  readonly capToken: string;
  readonly credRrpid?: string;
}

type Result = CapRevOrCredRes['items'][number];

interface Plan {
  readonly item: Item;
  readonly token: CapTokenContent | undefined;
  readonly merchantId: string;
  /** Of the request. */
  readonly rrpid: string;
  readonly at: number;
}

/** Precedence: unknown, token, not captured, amount, then what the kind asks. */
function decide(gateway: Gateway, kind: ReversalKind, plan: Plan): Result {
  const { item, token, merchantId } = plan;
  const { amount, authRrpid, transIds } = item;
  const answer = (code: Result['code'], value = 0, batchId?: number): Result => ({
    xid: transIds.xid,
    code,
    amount: { currency: amount.currency, value },
    ...(batchId === undefined ? {} : { batchId }),
  });
  const authorization = gateway.authorizations.find(merchantId, authRrpid);
  if (authorization === undefined || authorization.xid !== transIds.xid) return answer('originalNotFound');
  if (!isCaptureTokenOf(token, authorization)) return answer('invalidCapToken');
  if (authorization.currency !== amount.currency || amount.value <= 0) return answer('capDataMismatch');
  if (authorization.state !== 'captured')
    return answer(
      kind === 'capRevReq' && authorization.state === 'reversed' ? 'originalProcessed' : 'missingCapData',
    );
  const { code, batchId } = execute(gateway, kind, plan, authorization);
  return code === 'success' ? answer(code, amount.value, batchId) : answer(code);
}

interface Executed {
  readonly code: Result['code'];
  readonly batchId?: number;
}

function execute(gateway: Gateway, kind: ReversalKind, plan: Plan, authorization: Authorization): Executed {
  switch (kind) {
    case 'capRevReq':
      return reverseCapture(gateway, plan, authorization);
    case 'credReq':
      return credit(gateway, plan, authorization);
    case 'credRevReq':
      return reverseCredit(gateway, plan, authorization);
  }
}

/** The whole capture, as long as nothing of it was credited. */
function reverseCapture(gateway: Gateway, { item, at }: Plan, authorization: Authorization): Executed {
  const { capturedMinor, creditedMinor, merchantId } = authorization;
  if (item.amount.value !== capturedMinor || creditedMinor > 0) return { code: 'capDataMismatch' };
  const captured = itemsOf(gateway, authorization, 'capture')[0];
  if (captured === undefined) return { code: 'capPurged' };
  if (!isOpen(gateway, merchantId, captured)) return { code: 'batchClosed' };
  const { responseCode } = gateway.issuer.credit(movementOf(authorization, item.amount.value, at));
  if (responseCode !== '00') return { code: 'unspecifiedFailure' };
  gateway.batches.reverse(captured.itemId);
  gateway.authorizations.change({ ...authorization, capturedMinor: 0, state: 'reversed' });
  return { code: 'success', batchId: captured.batchId };
}

function credit(gateway: Gateway, { item, rrpid, at }: Plan, authorization: Authorization): Executed {
  const { capturedMinor, creditedMinor, merchantId, authRrpid, currency } = authorization;
  const amountMinor = item.amount.value;
  if (amountMinor > capturedMinor - creditedMinor) return { code: 'capDataMismatch' };
  const { responseCode } = gateway.issuer.credit(movementOf(authorization, amountMinor, at));
  if (responseCode !== '00') return { code: 'unspecifiedFailure' };
  gateway.authorizations.change({ ...authorization, creditedMinor: creditedMinor + amountMinor });
  const added = { merchantId, kind: 'credit', authRrpid, rrpid, currency, amountMinor } as const;
  return { code: 'success', batchId: gateway.batches.add(added, at) };
}

function reverseCredit(gateway: Gateway, { item, at }: Plan, authorization: Authorization): Executed {
  const { creditedMinor, merchantId } = authorization;
  const credited = itemsOf(gateway, authorization, 'credit').find(({ rrpid }) => rrpid === item.credRrpid);
  if (credited === undefined) return { code: 'originalNotFound' };
  if (credited.amountMinor !== item.amount.value) return { code: 'capDataMismatch' };
  if (!isOpen(gateway, merchantId, credited)) return { code: 'batchClosed' };
  const { responseCode } = gateway.issuer.reverseCredit(movementOf(authorization, credited.amountMinor, at));
  if (responseCode !== '00') return { code: 'unspecifiedFailure' };
  gateway.batches.reverse(credited.itemId);
  gateway.authorizations.change({ ...authorization, creditedMinor: creditedMinor - credited.amountMinor });
  return { code: 'success', batchId: credited.batchId };
}

function itemsOf({ batches }: Gateway, { merchantId, authRrpid }: Authorization, kind: BatchItem['kind']) {
  return batches.itemsOf(merchantId, authRrpid).filter((item) => item.kind === kind);
}

function isOpen({ batches }: Gateway, merchantId: string, { batchId }: BatchItem): boolean {
  return batches.find(merchantId, batchId)?.isOpen === true;
}

function movementOf({ rrn }: Authorization, amountMinor: number, transmittedAt: number) {
  if (rrn === null) throw new Error('internal error: what was captured has a reference');
  return { rrn, amountMinor, transmittedAt };
}

/** The token keeps naming the authorization after its capture; its amount is what was authorized. */
function isCaptureTokenOf(token: CapTokenContent | undefined, authorization: Authorization): boolean {
  return (
    token !== undefined &&
    token.authRrpid === authorization.authRrpid &&
    token.merchantId === authorization.merchantId &&
    token.xid === authorization.xid &&
    token.nonce === authorization.tokenNonce
  );
}
