/**
 * The decision over one AuthReq, from the books alone: the same books give the same outcome.
 *
 * Precedence: reversed before it came, instructions refused, instructions used before, more than the order's rest,
 * then the bank, or the gateway by itself where its policy lets it.
 */
import { type AuthCode, type AuthReq, ProtocolError } from '@ecomm/protocol';
import { authCodeFor } from './auth-code.ts';
import { type AuthTokenContent, leftMinorOf, originalOf } from './auth-token.ts';
import { mayStandIn, queueVerification, verifyDeferred, verifyDeferredOf } from './defer.ts';
import { authorizationLifeSeconds, type Gateway } from './gateway.ts';
import type { AuthorizationRequest, IssuerResponse } from './issuer-host.ts';
import type { OpenedInstructions } from './open-instructions.ts';
import { retrievalReferenceOf, stanOf } from './retrieval-reference.ts';

export interface AuthorizePlan {
  readonly request: AuthReq;
  readonly instructions: OpenedInstructions;
  /** Seconds since 1970. */
  readonly at: number;
  readonly tokenNonce: string;
  /** Two random bytes: whether the bank is called below the floor limit. */
  readonly drawn: Uint8Array;
}

export interface AuthorizationOutcome {
  readonly authCode: AuthCode;
  /** For the journal. */
  readonly reason: string;
  readonly cardId?: string;
  /** Of a sale. */
  readonly batchId?: number;
}

type Usable = Extract<OpenedInstructions, { status: 'valid' | 'subsequent' }>;

export function decideAuthorization(gateway: Gateway, plan: AuthorizePlan): AuthorizationOutcome {
  const { authorizations } = gateway;
  const { request, instructions } = plan;
  const { merchantId, rrpid } = request;
  if (authorizations.find(merchantId, rrpid) !== undefined) throw new ProtocolError('ERR_RRPID_REUSED');
  const refuse = (authCode: AuthCode, reason: string): AuthorizationOutcome => {
    record(gateway, plan, { state: 'declined' });
    return { authCode, reason };
  };
  if (authorizations.hasTombstone(merchantId, rrpid)) return refuse('invalidTransaction', 'reversedBefore');
  if (instructions.status === 'refused') return refuse(instructions.authCode, instructions.field);
  if (instructions.status === 'valid' && authorizations.isPiUsed(instructions.instructions.piDigest))
    return refuse('piPreviouslyUsed', 'piPreviouslyUsed');
  // Another parcel may have been authorized since the token was opened.
  if (
    instructions.status === 'subsequent' &&
    request.authReqAmt.value > leftMinorOf(gateway, instructions.token)
  )
    return refuse('amountError', 'orderRestPassed');
  if (instructions.status === 'subsequent' && !isOriginalGood(gateway, instructions.token))
    return refuse('declined', 'originalRefused');
  return askBank(gateway, plan, instructions);
}

/** The bank must know of the first parcel before it is asked for the next. */
function isOriginalGood(gateway: Gateway, token: AuthTokenContent): boolean {
  const original = originalOf(gateway, token);
  if (original === undefined) return false;
  const verified = verifyDeferred(gateway, original.merchantId, original.authRrpid);
  return verified === undefined || verified.responseCode === '00';
}

function askBank(gateway: Gateway, plan: AuthorizePlan, instructions: Usable): AuthorizationOutcome {
  const { request, at } = plan;
  const trace = gateway.authorizations.nextTrace();
  const rrn = retrievalReferenceOf(trace);
  const asked = requestFor(gateway, plan, instructions, { rrn, stan: stanOf(trace) });
  const isDeferred =
    !request.captureNow &&
    instructions.status === 'valid' &&
    instructions.chip.status === 'right' &&
    mayStandIn(gateway, asked, { flags: instructions.flags, drawn: plan.drawn });
  if (!isDeferred) verifyDeferredOf(gateway, asked.pan);
  const response: IssuerResponse = isDeferred
    ? { responseCode: '00', reason: 'approved' }
    : gateway.issuer.authorise(
        asked,
        instructions.status === 'valid' ? instructions.chip : { status: 'absent' },
      );
  const { reason, cardId, responseCode } = response;
  const isApproved = responseCode === '00';
  record(gateway, plan, {
    state: isApproved ? (request.captureNow ? 'captured' : 'held') : 'declined',
    rrn,
    ...(response.counter === undefined ? {} : { counter: response.counter }),
  });
  if (isDeferred) queueVerification(gateway, request.rrpid, asked, instructions.chip);
  const batchId = isApproved && request.captureNow ? captureNow(gateway, request, rrn, at) : undefined;
  return {
    authCode: authCodeFor(responseCode),
    reason: isDeferred ? 'belowFloorLimit' : reason,
    ...(cardId === undefined ? {} : { cardId }),
    ...(batchId === undefined ? {} : { batchId }),
  };
}

function requestFor(
  gateway: Gateway,
  { request, at }: AuthorizePlan,
  instructions: Usable,
  { rrn, stan }: { readonly rrn: string; readonly stan: string },
): AuthorizationRequest {
  const { value: amountMinor, currency } = request.authReqAmt;
  const common = {
    ...{ amountMinor, currency, stan, rrn },
    transmittedAt: at,
    merchantId: request.merchantId,
    xid: request.transIds.xid,
    acquirerReadsChips: gateway.readsChips,
  };
  if (instructions.status === 'valid') {
    const { panData, piHead } = instructions.instructions.piData;
    return { ...common, pan: panData.pan, cardExpiry: panData.cardExpiry, transStain: piHead.transStain };
  }
  const { pan, cardExpiry, transStain } = instructions.token;
  const continues = originalOf(gateway, instructions.token)?.rrn ?? '';
  return { ...common, pan, cardExpiry, transStain, continues };
}

function captureNow(gateway: Gateway, request: AuthReq, rrn: string, at: number): number {
  const { value: amountMinor, currency } = request.authReqAmt;
  const captured = gateway.issuer.capture({ rrn, amountMinor, transmittedAt: at });
  if (captured.responseCode !== '00') throw new Error('internal error: a fresh hold was not captured');
  const { merchantId, rrpid } = request;
  const item = { merchantId, kind: 'capture', authRrpid: rrpid, rrpid, currency, amountMinor } as const;
  return gateway.batches.add(item, at);
}

interface Facts {
  readonly state: 'held' | 'captured' | 'declined';
  readonly rrn?: string;
  readonly counter?: number;
}

function record({ authorizations }: Gateway, plan: AuthorizePlan, { state, rrn, counter }: Facts): void {
  const { request, instructions, at, tokenNonce } = plan;
  const { value: amountMinor, currency } = request.authReqAmt;
  // Instructions that nobody has asked the bank about may be shown again.
  const opened = instructions.status === 'valid' && rrn !== undefined ? instructions.instructions : undefined;
  authorizations.add({
    merchantId: request.merchantId,
    authRrpid: request.rrpid,
    xid: request.transIds.xid,
    piDigest: opened?.piDigest ?? null,
    cardholderThumb: thumbOf(instructions),
    currency,
    amountMinor,
    capturedMinor: state === 'captured' ? amountMinor : 0,
    creditedMinor: 0,
    state,
    rrn: rrn ?? null,
    counter: counter ?? null,
    tokenNonce: state === 'declined' ? null : tokenNonce,
    createdAt: at,
    expiresAt: at + authorizationLifeSeconds,
  });
}

function thumbOf(instructions: OpenedInstructions): string | null {
  if (instructions.status === 'valid') return instructions.instructions.cardholder?.thumb ?? null;
  return instructions.status === 'subsequent' ? (instructions.token.cardholderThumb ?? null) : null;
}
