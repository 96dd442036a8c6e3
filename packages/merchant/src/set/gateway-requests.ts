/** The messages to the gateway, made and sealed: what is journalled before it is sent. */
import {
  type Amount,
  authReq,
  authRevReq,
  capReq,
  capRevReq,
  credReq,
  credRevReq,
  digestOf,
  newIdentifier,
  type TransIds,
} from '@ecomm/protocol';
import { heldLists } from '../revocation/learn-revocation.ts';
import { merchantIdOf, type SetMerchant } from './set-merchant.ts';
import type { Operation, SetOrder, SetPayment } from './set-order.ts';

/** Requests are fresh for five minutes; what was executed is answered again however late. */
const requestLifeSeconds = 300;

export interface AuthorizePlan {
  readonly payment: Pick<SetPayment, 'transIds' | 'oiDigest' | 'hod'>;
  readonly amountMinor: number;
  readonly captureNow: boolean;
  /** Whether an AuthToken is asked for, for a later parcel. */
  readonly keepsRest: boolean;
  /** `pi` of the PReq, or the AuthToken of the authorization before. */
  readonly baggage: string;
  readonly piKind: 'pReq' | 'authToken';
}

export async function makeAuthorize(
  merchant: SetMerchant,
  order: SetOrder,
  { payment, amountMinor, captureNow, keepsRest, baggage, piKind }: AuthorizePlan,
): Promise<Operation> {
  const { fields, recipient } = await commonFields(merchant);
  const { transIds, oiDigest, hod } = payment;
  const request = {
    ...fields,
    transIds,
    authReqAmt: amountOf(order, amountMinor),
    captureNow,
    checkDigests: { oiDigest, hod },
    piKind,
    ...(keepsRest ? { subsequentAuthInd: true } : {}),
    ...heldLists(merchant),
    baggageDigest: await digestOf(baggage),
  };
  const message = await authReq.make(request, merchant.identity.signer, recipient, baggage);
  const { rrpid, iat: since } = fields;
  return {
    ...{ operationId: rrpid, kind: 'authorize', rrpid, authRrpid: rrpid, message },
    ...{ amountMinor, captureNow, keepsRest, since },
  };
}

/** What an operation is about, before it has a message; `rrpid` for one that is made anew. */
export type Plan = Omit<Operation, 'message' | 'since' | 'operationId' | 'rrpid'> &
  Partial<Pick<Operation, 'since' | 'operationId' | 'rrpid'>>;

/** Every operation on an authorization that is there already. */
export async function makeOperation(
  merchant: SetMerchant,
  order: SetOrder,
  plan: Exclude<Plan, { kind: 'authorize' }>,
): Promise<Operation> {
  const { fields, recipient } = await commonFields(merchant, plan.rrpid);
  const message = await makeMessage(merchant, order, plan, { fields, recipient });
  const { rrpid, iat } = fields;
  return { ...plan, operationId: plan.operationId ?? rrpid, rrpid, message, since: plan.since ?? iat };
}

function makeMessage(
  { identity: { signer } }: SetMerchant,
  order: SetOrder,
  { kind, authRrpid, amountMinor, credRrpid = '' }: Plan,
  { fields, recipient }: Awaited<ReturnType<typeof commonFields>>,
): Promise<string> {
  const transIds = transIdsOf(order);
  const amount = amountOf(order, amountMinor);
  const reqDate = fields.iat;
  switch (kind) {
    case 'reverse':
      // Names the authorization by its RRPID alone: its answer, and so its token, may be lost.
      return authRevReq.make(
        { ...fields, transIds, authRrpid, authNewAmt: amountOf(order, 0) },
        signer,
        recipient,
      );
    case 'capture': {
      const items = [{ transIds, authRrpid, capAmt: amount, capToken: tokenOf(order, authRrpid) }];
      return capReq.make({ ...fields, items }, signer, recipient);
    }
    case 'reverseCapture':
    case 'credit': {
      const items = [{ transIds, authRrpid, amount, capToken: tokenOf(order, authRrpid) }];
      const message = kind === 'credit' ? credReq : capRevReq;
      return message.make({ ...fields, reqDate, items }, signer, recipient);
    }
    case 'reverseCredit': {
      const items = [{ transIds, authRrpid, amount, capToken: tokenOf(order, authRrpid), credRrpid }];
      return credRevReq.make({ ...fields, reqDate, items }, signer, recipient);
    }
    case 'authorize':
      throw new Error('internal error: an authorization is made by makeAuthorize');
  }
}

export function transIdsOf({ payment }: SetOrder): TransIds {
  if (payment === undefined) throw new Error('internal error: an order without a payment has no transaction');
  return payment.transIds;
}

/** The fields that every request to the gateway has, and whom to seal it to. */
export async function commonFields(merchant: SetMerchant, rrpid = newIdentifier(merchant.random)) {
  const { identity, now } = merchant;
  const recipient = await merchant.gatewayCertificate();
  const iat = now();
  const fields = {
    rrpid,
    merchantId: merchantIdOf(merchant),
    merchantChain: [...identity.keyExchangeChain],
    iat,
    exp: iat + requestLifeSeconds,
  };
  return { fields, recipient };
}

function amountOf({ amount }: SetOrder, value: number): Amount {
  return { currency: amount.currency, value };
}

function tokenOf({ authorizations }: SetOrder, authRrpid: string): string {
  const found = authorizations.find((authorized) => authorized.authRrpid === authRrpid);
  if (found === undefined)
    throw new Error('internal error: an operation is about an authorization that is there');
  return found.capToken;
}
