/** What an operation's outcome makes of the order. Pure: the same order and outcome give the same record. */
import type { AuthRes } from '@ecomm/protocol';
import type { OperationOutcome } from './gateway-answers.ts';
import type { Authorized, Operation, SetOrder } from './set-order.ts';

export type FinalOutcome = Extract<OperationOutcome, { status: 'authorized' | 'done' | 'refused' }>;

/** `pRes` is the answer to the PReq whose authorization this was; undefined for every other operation. */
export function finishOperation(
  order: SetOrder,
  outcome: FinalOutcome,
  at: number,
  pRes: string | undefined,
): SetOrder {
  const { operation } = order;
  if (operation === undefined) throw new Error('internal error: there is no operation to finish');
  const next: SetOrder = { ...order, operation: undefined };
  if (outcome.status === 'authorized') return authorized(next, operation, outcome.answer, at, pRes);
  if (outcome.status === 'refused')
    return operation.kind === 'authorize' ? declined(next, outcome, at, pRes) : next;
  switch (operation.kind) {
    case 'reverse':
      return reversed(next, operation, at, pRes);
    case 'capture':
      return captured(next, operation, at);
    case 'credit':
      return credited(next, operation, at);
    default:
      throw new Error('internal error: an authorization is not just done');
  }
}

function authorized(
  order: SetOrder,
  { rrpid, captureNow }: Operation,
  answer: AuthRes,
  at: number,
  pRes: string | undefined,
): SetOrder {
  const { capToken = '', capExpires = at, authAmt, authDate, authorizationNumber, authToken } = answer;
  const isCaptured = captureNow === true && answer.capResPayload?.capCode === 'success';
  const added: Authorized = {
    authRrpid: rrpid,
    amountMinor: authAmt.value,
    capturedMinor: isCaptured ? authAmt.value : 0,
    creditedMinor: 0,
    capToken,
    captureExpiresAt: capExpires,
    authorizationNumber,
    authDate,
    ...(isCaptured ? { capturedAt: authDate } : {}),
    state: isCaptured ? 'captured' : 'held',
  };
  return {
    ...order,
    authorizations: [...order.authorizations, added],
    authToken,
    payment: withPRes(order, at, pRes),
  };
}

function declined(
  order: SetOrder,
  { code, at: authDate }: Extract<FinalOutcome, { status: 'refused' }>,
  at: number,
  pRes: string | undefined,
): SetOrder {
  const payment = withPRes(order, authDate ?? at, pRes);
  // A later parcel that the bank refuses leaves the first one as it was.
  return pRes === undefined || payment === undefined
    ? order
    : { ...order, payment: { ...payment, authCode: code } };
}

/** Of an authorization that was never answered there is no record: its reversal declines the payment. */
function reversed(order: SetOrder, { shares }: Operation, at: number, pRes: string | undefined): SetOrder {
  const [share] = shares;
  const isKnown = order.authorizations.some(({ authRrpid }) => authRrpid === share?.authRrpid);
  if (!isKnown) return declined(order, { status: 'refused', code: 'noReply' }, at, pRes);
  const authorizations = order.authorizations.map((entry) =>
    entry.authRrpid === share?.authRrpid ? { ...entry, state: 'reversed' as const } : entry,
  );
  return { ...order, authorizations, authToken: undefined, cancelled: true };
}

function captured(order: SetOrder, { shares, keepsRest }: Operation, at: number): SetOrder {
  return {
    ...order,
    authorizations: order.authorizations.map((entry) => {
      const share = shares.find(({ authRrpid }) => authRrpid === entry.authRrpid);
      if (share === undefined) return entry;
      return { ...entry, capturedMinor: share.amountMinor, capturedAt: at, state: 'captured' as const };
    }),
    ...(keepsRest === true ? {} : { authToken: undefined }),
  };
}

function credited(order: SetOrder, { rrpid, shares, reason = '' }: Operation, at: number): SetOrder {
  const amountMinor = shares.reduce((sum, share) => sum + share.amountMinor, 0);
  return {
    ...order,
    authorizations: order.authorizations.map((entry) => {
      const share = shares.find(({ authRrpid }) => authRrpid === entry.authRrpid);
      return share === undefined
        ? entry
        : { ...entry, creditedMinor: entry.creditedMinor + share.amountMinor };
    }),
    credits: [...order.credits, { credRrpid: rrpid, amountMinor, reason, at }],
  };
}

function withPRes(order: SetOrder, at: number, pRes: string | undefined): SetOrder['payment'] {
  if (pRes === undefined || order.payment === undefined) return order.payment;
  return { ...order.payment, decidedAt: at, pRes };
}
