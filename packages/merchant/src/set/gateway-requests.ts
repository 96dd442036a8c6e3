/** The messages to the gateway, made and sealed: what is journalled before it is sent. */
import {
  type Amount,
  authReq,
  authRevReq,
  capReq,
  credReq,
  digestOf,
  newIdentifier,
  type TransIds,
} from '@ecomm/protocol';
import { merchantIdOf, type SetMerchant } from './set-merchant.ts';
import type { Operation, SetOrder, SetPayment, Share } from './set-order.ts';

/** Requests are fresh for five minutes; what was executed is answered again however late. */
const requestLifeSeconds = 300;

export interface AuthorizePlan {
  readonly payment: SetPayment;
  readonly amountMinor: number;
  readonly captureNow: boolean;
  /** `pi` of the PReq, or the AuthToken of the authorization before. */
  readonly baggage: string;
  readonly piKind: 'pReq' | 'authToken';
}

export async function makeAuthorize(
  merchant: SetMerchant,
  order: SetOrder,
  { payment, amountMinor, captureNow, baggage, piKind }: AuthorizePlan,
): Promise<Operation> {
  const common = await commonFields(merchant);
  const { transIds, oiDigest, hod } = payment;
  const request = {
    ...common.fields,
    transIds,
    authReqAmt: { currency: order.amount.currency, value: amountMinor },
    captureNow,
    checkDigests: { oiDigest, hod },
    piKind,
    // The rest of an order may leave in a later parcel.
    subsequentAuthInd: true,
    baggageDigest: await digestOf(baggage),
    exp: common.fields.iat + Math.max(requestLifeSeconds, merchant.policy.authorisationSeconds),
  };
  const message = await authReq.make(request, merchant.identity.signer, common.recipient, baggage);
  const shares = [{ authRrpid: request.rrpid, amountMinor }];
  return { kind: 'authorize', rrpid: request.rrpid, message, shares, captureNow, since: common.fields.iat };
}

/** Names the authorization by its RRPID: also when its answer, and so its token, was lost. */
export async function makeReverse(
  merchant: SetMerchant,
  order: SetOrder,
  share: Share,
  rrpid?: string,
): Promise<Operation> {
  const { fields, recipient } = await commonFields(merchant, rrpid);
  const request = {
    ...fields,
    transIds: transIdsOf(order),
    authRrpid: share.authRrpid,
    authNewAmt: amountOf(order, 0),
  };
  const message = await authRevReq.make(request, merchant.identity.signer, recipient);
  return { kind: 'reverse', rrpid: fields.rrpid, message, shares: [share], since: fields.iat };
}

export async function makeCapture(
  merchant: SetMerchant,
  order: SetOrder,
  shares: readonly Share[],
  { keepsRest, rrpid }: { readonly keepsRest: boolean; readonly rrpid?: string | undefined },
): Promise<Operation> {
  const { fields, recipient } = await commonFields(merchant, rrpid);
  const items = shares.map(({ authRrpid, amountMinor }) => ({
    transIds: transIdsOf(order),
    authRrpid,
    capAmt: amountOf(order, amountMinor),
    capToken: tokenOf(order, authRrpid),
  }));
  const message = await capReq.make({ ...fields, items }, merchant.identity.signer, recipient);
  return { kind: 'capture', rrpid: fields.rrpid, message, shares, keepsRest, since: fields.iat };
}

export async function makeCredit(
  merchant: SetMerchant,
  order: SetOrder,
  shares: readonly Share[],
  { reason, rrpid }: { readonly reason: string; readonly rrpid?: string | undefined },
): Promise<Operation> {
  const { fields, recipient } = await commonFields(merchant, rrpid);
  const items = shares.map(({ authRrpid, amountMinor }) => ({
    transIds: transIdsOf(order),
    authRrpid,
    amount: amountOf(order, amountMinor),
    capToken: tokenOf(order, authRrpid),
  }));
  const request = { ...fields, reqDate: fields.iat, items };
  const message = await credReq.make(request, merchant.identity.signer, recipient);
  return { kind: 'credit', rrpid: fields.rrpid, message, shares, reason, since: fields.iat };
}

export function transIdsOf({ payment }: SetOrder): TransIds {
  if (payment === undefined) throw new Error('internal error: an order without a payment has no transaction');
  return payment.transIds;
}

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
  if (found === undefined) throw new Error('internal error: a share is of an authorization that is there');
  return found.capToken;
}
