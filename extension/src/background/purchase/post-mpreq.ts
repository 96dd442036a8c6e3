/**
 * Sends a saved MPReq and takes MPRes (SET-FACTS section 10, "Wallet on MPRes").
 *
 * No answer, or none that can be read, leaves the outcome unknown: the same bytes go out again. Only the
 * intermediary's signed word, or its refusal of the message itself, ends the purchase unpaid.
 */
import type { WalletErrorCode } from '@ecomm/messages';
import { compareAmounts, type MpCode, type OpenedMpRes, openMpRes } from '@ecomm/protocol';
import { problemOf, WalletError } from '../../shared/errors.ts';
import type { Approved, Failed, Requesting, TopUpNeeded } from '../journal/purchase.ts';
import { isOutcomeUnknown } from '../network/network.ts';
import type { WalletPorts } from '../ports.ts';
import { nextRetry } from './retry.ts';

type Refused = Exclude<MpCode, 'approved'>;

const refusalCodes: Readonly<Record<Refused, WalletErrorCode>> = {
  overloaded: 'ERR_REFUSED_OVERLOADED',
  systemError: 'ERR_REFUSED_SYSTEM_ERROR',
  offerInvalid: 'ERR_REFUSED_OFFER_INVALID',
  merchantUnknown: 'ERR_REFUSED_MERCHANT_UNKNOWN',
  payerSuspended: 'ERR_REFUSED_PAYER_SUSPENDED',
  offerExpired: 'ERR_REFUSED_OFFER_EXPIRED',
  amountOutOfRange: 'ERR_REFUSED_AMOUNT_OUT_OF_RANGE',
  offerAlreadyPaid: 'ERR_REFUSED_OFFER_ALREADY_PAID',
  paidJustNow: 'ERR_REFUSED_PAID_JUST_NOW',
  limitReached: 'ERR_REFUSED_LIMIT_REACHED',
  otbInsufficient: 'ERR_REFUSED_OTB_INSUFFICIENT',
  topUpPending: 'ERR_REFUSED_TOP_UP_PENDING',
  topUpDeclined: 'ERR_REFUSED_TOP_UP_DECLINED',
  declined: 'ERR_REFUSED_DECLINED',
};

/** Answers that the same request may still turn into another one. */
const transient: readonly Refused[] = ['overloaded', 'topUpPending'];

export async function postMpReq(
  purchase: Requesting,
  ports: WalletPorts,
): Promise<Requesting | TopUpNeeded | Approved | Failed> {
  const { config, trust } = await ports.setup();
  let answer: OpenedMpRes;
  try {
    const body = await ports.network.post(
      `${config.intermediary.url}/mset/mpreq`,
      purchase.payment.mpReq,
      'application/jose',
    );
    const expected = { request: purchase.payment.request, offer: purchase.offer };
    answer = await openMpRes(body, { trust, at: ports.now(), ...expected });
  } catch (error) {
    return afterError(purchase, error, ports.now());
  }
  await keepOtb(answer, ports);
  return afterAnswer(purchase, answer, ports.now());
}

function afterError(purchase: Requesting, error: unknown, now: number): Requesting | Failed {
  // The lock was never opened: if it was accepted after all, the amount goes back to the Open To Buy.
  if (now > purchase.payment.request.exp)
    return failed(purchase, { code: 'ERR_WALLET_OUTCOME_LOST', facts: {} }, now);
  const refusedInSoManyWords = error instanceof WalletError && !isOutcomeUnknown(error);
  if (refusedInSoManyWords) return failed(purchase, problemOf(error), now);
  return { ...purchase, updatedAt: now, retry: nextRetry(purchase.retry, problemOf(error), now) };
}

function afterAnswer(
  purchase: Requesting,
  { res, signed, private: secret }: OpenedMpRes,
  now: number,
): Requesting | TopUpNeeded | Approved | Failed {
  const { retry, authCode, toppedUp, ...base } = purchase;
  if (signed.code === 'approved') {
    const { receiptId, adviceDeadline } = signed;
    return { ...base, state: 'approved', updatedAt: now, res, receiptId, adviceDeadline };
  }
  const problem = {
    code: refusalCodes[signed.code],
    facts: authCode === undefined ? {} : { authCode },
  };
  if (transient.includes(signed.code) && now <= base.payment.request.exp)
    return { ...purchase, updatedAt: now, retry: nextRetry(retry, problem, now) };
  const { topUp } = secret;
  if (signed.code !== 'otbInsufficient' || topUp === undefined || toppedUp)
    return failed(purchase, problem, now);
  if (
    topUp.purchAmt.currency !== base.offer.amount.currency ||
    compareAmounts(topUp.purchAmt, base.offer.amount) < 0
  )
    return failed(purchase, { code: 'ERR_WALLET_TOP_UP_AMOUNT', facts: {} }, now);
  return { ...base, state: 'topUpNeeded', updatedAt: now, topUp };
}

function failed(purchase: Requesting, problem: Failed['problem'], now: number): Failed {
  const { retry: _retry, authCode: _authCode, toppedUp: _toppedUp, ...base } = purchase;
  return { ...base, state: 'failed', updatedAt: now, problem };
}

/** The newest word on what is left wins. */
async function keepOtb({ signed, private: secret }: OpenedMpRes, ports: WalletPorts): Promise<void> {
  if (secret.otb === undefined) return;
  const known = await ports.store.otb();
  const asOf = signed.iat;
  if (known === undefined || known.asOf <= asOf) await ports.store.saveOtb({ ...secret.otb, asOf });
}
