/**
 * PRes: how far the purchase is, as the wallet is told. It names no amount, only shares of it: PRes is not encrypted
 * (SET Book 2, PRes).
 */
import { answerRetentionSeconds, type PRes, pRes, ratioMillionths, type TransIds } from '@ecomm/protocol';
import type { SetMerchant } from './set-merchant.ts';
import { type SetOrder, type SetPayment, stateOf, totalsOf } from './set-order.ts';

/** A receipt is kept: the answer stays valid as long as a purchase may be disputed. */
const pResLifeSeconds = Math.max(answerRetentionSeconds, 400 * 24 * 3600);

export interface Asked {
  readonly transIds: TransIds;
  readonly rrpid: string;
  /** Of PReq or, for an inquiry, of InqReq. */
  readonly challC: string;
}

/** What `asked` names beside these three is left out. */
export async function signPRes(
  { identity }: SetMerchant,
  order: SetOrder,
  { transIds, rrpid, challC }: Asked,
  at: number,
): Promise<string> {
  const { xid } = transIds;
  const { payment } = order;
  const refused = order.declined.find((one) => one.transIds.xid === xid);
  const isPaid = payment !== undefined && payment.transIds.xid === xid;
  const facts = isPaid ? factsOf(order, payment) : refused === undefined ? notPaid : refusal(refused);
  return pRes.sign(
    { transIds, rrpid, challC, ...facts, iat: at, exp: at + pResLifeSeconds },
    identity.signer,
  );
}

type Facts = Pick<PRes, 'completionCode' | 'hod' | 'authStatus' | 'capStatus' | 'credStatus' | 'acqCardMsg'>;

const notPaid: Facts = { completionCode: 'orderNotReceived' };

function factsOf(order: SetOrder, payment: SetPayment): Facts {
  const { hod, acqCardMsg } = payment;
  const given = acqCardMsg === undefined ? {} : { acqCardMsg };
  switch (stateOf(order)) {
    case 'open':
    case 'authorising':
      return { completionCode: 'orderReceived', hod };
    case 'declined':
      return refusal(payment);
    case 'cancelled':
      return { completionCode: 'orderRejected', hod, ...moneyOf(order) };
    case 'authorized':
      return { completionCode: 'authorizationPerformed', hod, ...moneyOf(order), ...given };
    case 'partCaptured':
    case 'captured':
      return { completionCode: 'capturePerformed', hod, ...moneyOf(order), ...given };
    case 'partCredited':
    case 'credited':
      return { completionCode: 'creditPerformed', hod, ...moneyOf(order), ...given };
  }
}

function refusal({ hod, authCode, decidedAt }: SetPayment): Facts {
  const completionCode = authCode === 'signatureRequired' ? 'signatureRequired' : 'orderRejected';
  if (authCode === undefined || decidedAt === undefined) return { completionCode, hod };
  return { completionCode, hod, authStatus: { authDate: decidedAt, authCode } };
}

function moneyOf(order: SetOrder): Pick<PRes, 'authStatus' | 'capStatus' | 'credStatus'> {
  const { authorizations, amount } = order;
  const [first] = authorizations;
  if (first === undefined) return {};
  const { heldMinor, capturedMinor } = totalsOf(order);
  const ratio = (part: number) => ratioMillionths(part, amount.value);
  const { authDate, authorizationNumber } = first;
  const capDate = authorizations.findLast((entry) => entry.capturedMinor > 0)?.capturedAt;
  const credits = order.credits.filter(({ isReversed }) => !isReversed).slice(-20);
  const credStatus = credits.map((credit) => ({
    credDate: credit.at,
    creditRatioMillionths: ratio(credit.amountMinor),
  }));
  return {
    authStatus: {
      authDate,
      ...(authorizationNumber === undefined ? {} : { authorizationNumber }),
      authRatioMillionths: ratio(heldMinor + capturedMinor),
    },
    ...(capDate === undefined ? {} : { capStatus: { capDate, capRatioMillionths: ratio(capturedMinor) } }),
    ...(credStatus.length === 0 ? {} : { credStatus }),
  };
}
