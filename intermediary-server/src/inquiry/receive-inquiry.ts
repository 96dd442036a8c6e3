/**
 * MPInq → MPInqRes: a payer asks what is left, what was given back, and for a top-up ahead of need.
 *
 * It moves no money, so it is answered anew each time. A top-up that was asked for by the same message is the same one.
 */
import {
  type Amount,
  answerRetentionSeconds,
  decodeBase64Url,
  digestOf,
  encodeBase64Url,
  type MpInq,
  type MpInqRes,
  maxRefundsPerAnswer,
  mpInq,
  mpInqRes,
  ProtocolError,
  type RefundNotice,
} from '@ecomm/protocol';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import type { PayerState } from '../ledger/ledger-store.ts';
import type { Refund, RefundWay } from '../ledger/refund.ts';
import { initiationOf, otbView } from '../payment/answer-request.ts';
import { offerTopUp } from '../top-up/offer-top-up.ts';

/** How long a shopper may take until the card is in the reader. */
const topUpSeconds = 3600;
const lidBytes = 20;

/** Throws a ProtocolError when the inquiry can't be trusted, ERR_INTERMEDIARY_BUSY when one wallet asks too often. */
export async function receiveInquiry(intermediary: Intermediary, message: string): Promise<string> {
  const { trust, clock, id, store, rateLimit, identity } = intermediary;
  const at = clock();
  const { payload: inquiry, sender } = await mpInq.open(message, { trust, at });
  const { rrpid, intermediaryId, currency, since, topUp: isTopUpWanted } = inquiry;
  if (intermediaryId !== id) throw new ProtocolError('ERR_MESSAGE_RECIPIENT', { intermediaryId });
  if (!rateLimit.take(sender.thumb))
    throw new IntermediaryError('ERR_INTERMEDIARY_BUSY', 'this wallet asks too often; send it again', {
      retryAfterSeconds: 1,
    });
  const payer = sender.commonName;
  const state = await store.readPayerState(payer, currency);
  const refunds = await store.readRefunds(payer, since, maxRefundsPerAnswer);
  const topUp = isTopUpWanted
    ? await topUpAhead(intermediary, inquiry, {
        payer,
        thumb: sender.thumb,
        issuer: sender.issuer,
        state,
        at,
      })
    : undefined;
  const answer: MpInqRes = {
    ...{ rrpid, intermediaryId, iat: at, exp: at + answerRetentionSeconds },
    ...(state.otb === undefined ? {} : { otb: otbView(state.otb) }),
    refunds: refunds.map(noticeOf),
    ...(topUp === undefined ? {} : { topUp }),
  };
  return mpInqRes.sign(answer, identity.signer);
}

/** None for who is suspended, wants a currency that is not served, or has no room below the operator's caps. */
async function topUpAhead(
  intermediary: Intermediary,
  { rrpid, currency }: MpInq,
  asking: {
    readonly payer: string;
    readonly thumb: string;
    readonly issuer: string | undefined;
    readonly state: PayerState;
    readonly at: number;
  },
) {
  const { payer, thumb, issuer, state, at } = asking;
  const { store, policy, publicUrl, log, exposureCaps } = intermediary;
  if (state.status !== 'active' || !Object.hasOwn(policy.topUp, currency)) return undefined;
  const price: Amount = { currency, value: 0 };
  const offered = offerTopUp(intermediary, { payer, price, expiresAt: at + topUpSeconds });
  const { value } = offered.amount;
  const most = policy.limits.payerExposureMinor[currency] ?? Number.POSITIVE_INFINITY;
  // Nobody else's question has this name, and the same one has it again.
  const digest = decodeBase64Url(await digestOf(`top-up ahead ${thumb} ${rrpid}`));
  const lidM = encodeBase64Url(digest.slice(0, lidBytes));
  if (state.exposedMinor + value > most || !(await exposureCaps.take(issuer, offered.amount, lidM)))
    return undefined;
  const topUp = await store.offerTopUpAhead({ ...offered, lidM }, issuer);
  log.info({ ...topUp.amount }, 'top-up ahead offered');
  return initiationOf(topUp, publicUrl());
}

const codes: Readonly<Record<RefundWay, RefundNotice['code']>> = {
  cancel: 'cancelled',
  otb: 'refunded',
  owed: 'owed',
};

function noticeOf({
  receiptId,
  rrpid,
  currency,
  amountMinor,
  way,
  reason,
  refundedAt,
}: Refund): RefundNotice {
  const amount = { currency, value: amountMinor };
  return { receiptId, rrpid, amount, code: codes[way], reason, at: refundedAt };
}
