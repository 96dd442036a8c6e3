/** What an operation's outcome makes of the order. Pure: the same order and outcome give the same record. */
import type { AuthRes } from '@ecomm/protocol';
import type { OperationOutcome } from './gateway-answers.ts';
import type { Authorized, Operation, SetOrder } from './set-order.ts';

export type FinalOutcome = Extract<OperationOutcome, { status: 'authorized' | 'done' | 'refused' }>;

/** Whether the PReq that is being paid is answered by the end of this operation. */
export function decidesPayment({ payment }: SetOrder): boolean {
  return payment !== undefined && payment.pRes === undefined;
}

/** `pRes` is the answer to the PReq, where `decidesPayment`. */
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
  // A reversal of what was never answered declines the payment, however the gateway takes it: nothing can be captured.
  if (operation.kind === 'reverse' && operation.gaveUp !== undefined)
    return declined(next, operation.gaveUp, at, pRes);
  if (outcome.status === 'refused')
    return operation.kind === 'authorize' ? declined(next, outcome.code, outcome.at ?? at, pRes) : next;
  return done(next, operation, at);
}

function done(order: SetOrder, operation: Operation, at: number): SetOrder {
  const { kind, rrpid, authRrpid, amountMinor, credRrpid, reason = '', keepsRest } = operation;
  switch (kind) {
    case 'capture':
      return {
        ...changed(order, authRrpid, { capturedMinor: amountMinor, capturedAt: at, state: 'captured' }),
        ...(keepsRest === true ? {} : { authToken: undefined }),
      };
    case 'reverse':
      return changed(order, authRrpid, { state: 'reversed' });
    case 'reverseCapture':
      return changed(order, authRrpid, { capturedMinor: 0, state: 'reversed' });
    case 'credit': {
      const credit = { credRrpid: rrpid, authRrpid, amountMinor, reason, at, isReversed: false };
      return { ...credited(order, authRrpid, amountMinor), credits: [...order.credits, credit] };
    }
    case 'reverseCredit': {
      const credits = order.credits.map((credit) =>
        credit.credRrpid === credRrpid ? { ...credit, isReversed: true } : credit,
      );
      return { ...credited(order, authRrpid, -amountMinor), credits };
    }
    case 'authorize':
      throw new Error('internal error: an authorization is not just done');
  }
}

function authorized(
  order: SetOrder,
  { rrpid, captureNow, keepsRest }: Operation,
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
  const { acqCardMsg } = answer;
  return {
    ...order,
    authorizations: [...order.authorizations, added],
    authToken: keepsRest === true ? authToken : undefined,
    payment: decided(order, at, pRes, acqCardMsg === undefined ? {} : { acqCardMsg }),
  };
}

/** A later parcel that the bank refuses leaves the order as it was. */
function declined(order: SetOrder, authCode: string, at: number, pRes: string | undefined): SetOrder {
  return { ...order, payment: decided(order, at, pRes, { authCode }) };
}

function decided(
  { payment }: SetOrder,
  decidedAt: number,
  pRes: string | undefined,
  facts: { readonly authCode?: string; readonly acqCardMsg?: string },
): SetOrder['payment'] {
  return pRes === undefined || payment === undefined ? payment : { ...payment, ...facts, decidedAt, pRes };
}

function changed(order: SetOrder, authRrpid: string, changes: Partial<Authorized>): SetOrder {
  const authorizations = order.authorizations.map((entry) =>
    entry.authRrpid === authRrpid ? { ...entry, ...changes } : entry,
  );
  return { ...order, authorizations };
}

function credited(order: SetOrder, authRrpid: string, byMinor: number): SetOrder {
  const before = order.authorizations.find((entry) => entry.authRrpid === authRrpid)?.creditedMinor ?? 0;
  return changed(order, authRrpid, { creditedMinor: before + byMinor });
}
