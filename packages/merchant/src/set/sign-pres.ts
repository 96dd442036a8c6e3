/**
 * PRes: how far the purchase is, as the wallet is told. It names no amount, only shares of it: PRes is not encrypted
 * (SET Book 2, PRes).
 */
import {
  answerRetentionSeconds,
  type CompletionCode,
  pRes,
  ratioMillionths,
  type TransIds,
} from '@ecomm/protocol';
import type { SetMerchant } from './set-merchant.ts';
import { type SetOrder, stateOf, totalsOf } from './set-order.ts';

/** Receipts are kept: the answer stays valid as long as a purchase may be disputed. */
const pResLifeSeconds = Math.max(answerRetentionSeconds, 400 * 24 * 3600);

export interface Asked {
  readonly transIds: TransIds;
  readonly rrpid: string;
  /** Of PReq or, for an inquiry, of InqReq. */
  readonly challC: string;
}

export async function signPRes(
  { identity }: SetMerchant,
  order: SetOrder,
  asked: Asked,
  at: number,
): Promise<string> {
  const { payment } = order;
  const isPaid = payment !== undefined && payment.transIds.xid === asked.transIds.xid;
  return pRes.sign(
    {
      transIds: asked.transIds,
      rrpid: asked.rrpid,
      challC: asked.challC,
      completionCode: isPaid ? completionCodeOf(order) : 'orderNotReceived',
      ...(isPaid ? { hod: payment.hod, ...statusOf(order) } : {}),
      iat: at,
      exp: at + pResLifeSeconds,
    },
    identity.signer,
  );
}

function completionCodeOf(order: SetOrder): CompletionCode {
  switch (stateOf(order)) {
    case 'open':
    case 'authorising':
      return 'orderReceived';
    case 'declined':
    case 'cancelled':
      return order.payment?.authCode === 'signatureRequired' ? 'signatureRequired' : 'orderRejected';
    case 'authorized':
      return 'authorizationPerformed';
    case 'partCaptured':
    case 'captured':
      return 'capturePerformed';
    case 'partCredited':
    case 'credited':
      return 'creditPerformed';
  }
}

function statusOf(order: SetOrder) {
  const { payment, authorizations, credits, amount } = order;
  const [first] = authorizations;
  const { heldMinor, capturedMinor } = totalsOf(order);
  const ratio = (part: number) => ratioMillionths(part, amount.value);
  if (first === undefined) {
    const { authCode, decidedAt } = payment ?? {};
    return authCode === undefined || decidedAt === undefined
      ? {}
      : { authStatus: { authDate: decidedAt, authCode } };
  }
  const { authDate, authorizationNumber } = first;
  const capDate = authorizations.findLast(({ capturedAt }) => capturedAt !== undefined)?.capturedAt;
  return {
    authStatus: {
      authDate,
      ...(authorizationNumber === undefined ? {} : { authorizationNumber }),
      authRatioMillionths: ratio(heldMinor + capturedMinor),
    },
    ...(capDate === undefined ? {} : { capStatus: { capDate, capRatioMillionths: ratio(capturedMinor) } }),
    ...(credits.length === 0
      ? {}
      : {
          credStatus: credits
            .slice(-20)
            .map(({ at, amountMinor }) => ({ credDate: at, creditRatioMillionths: ratio(amountMinor) })),
        }),
  };
}
