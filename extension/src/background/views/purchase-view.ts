/** What the pages show of a purchase: the record, and how far its run is. */
import type { OtbView, PurchaseStage, PurchaseView, TopUpStep } from '@ecomm/messages';
import type { RefundNotice } from '@ecomm/protocol';
import type { OfferFacts, Purchase } from '../journal/purchase.ts';
import type { Progress } from '../ports.ts';
import { type AnyOrder, orderView } from './order-view.ts';

type Micropayment = Exclude<Purchase, AnyOrder>;

export interface PurchaseContext {
  readonly otb?: OtbView | undefined;
  readonly progress?: Progress<TopUpStep> | undefined;
  readonly isRunning: boolean;
  /** What merchants gave back. */
  readonly refunds?: readonly RefundNotice[] | undefined;
  /** Of a draft that found an earlier purchase: that one. */
  readonly earlier?: Purchase | undefined;
  /** The draft that asked for this one to be delivered. */
  readonly follower?: string | undefined;
}

export function purchaseView(purchase: Purchase, context: PurchaseContext): PurchaseView {
  if ('initiation' in purchase) return orderView(purchase, context);
  const { earlier, follower } = context;
  if (purchase.state !== 'alreadyBought' || earlier === undefined) return ownView(purchase, context);
  if ('initiation' in earlier) return ownView(purchase, context);
  const isAtRest = earlier.state === 'delivered' && (follower !== purchase.id || !earlier.opened);
  const view = ownView(isAtRest ? purchase : earlier, context);
  return { ...view, purchaseId: purchase.id, canOpen: earlier.state === 'delivered' };
}

function ownView(purchase: Micropayment, context: PurchaseContext): PurchaseView {
  const { progress, isRunning, refunds } = context;
  const stage = stageOf(purchase);
  const problem = problemIn(purchase);
  return {
    purchaseId: purchase.id,
    stage,
    at: purchase.createdAt,
    origin: purchase.pageOrigin,
    ...('offer' in purchase ? { offer: shownOffer(purchase) } : {}),
    ...(stage === 'ready' ? otbFor(purchase, context.otb) : {}),
    ...('topUp' in purchase
      ? { topUp: { amount: purchase.topUp.purchAmt, ...topUpStep(stage, progress) } }
      : {}),
    ...('receiptId' in purchase
      ? { receiptId: purchase.receiptId, ...refundOf(purchase.receiptId, refunds) }
      : {}),
    ...(problem === undefined || (isRunning && stage === 'topUp') ? {} : { problem }),
    canCancel: ['checking', 'ready', 'unpayable', 'alreadyBought', 'topUpNeeded', 'aheadNeeded'].includes(
      purchase.state,
    ),
    canRetry: !isRunning && (stage === 'settling' || stage === 'unpayable' || stage === 'topUp'),
    canOpen: purchase.state === 'delivered',
    opened: purchase.state === 'delivered' && purchase.opened,
  };
}

/** All that was given back of one receipt; the last reason stands for them. */
function refundOf(receiptId: string, refunds: readonly RefundNotice[] = []): Pick<PurchaseView, 'refund'> {
  const own = refunds.filter((refund) => refund.receiptId === receiptId);
  const last = own.at(-1);
  if (last === undefined) return {};
  const value = own.reduce((total, { amount }) => total + amount.value, 0);
  return {
    refund: {
      amount: { currency: last.amount.currency, value },
      reason: last.reason,
      isOwed: own.some(({ code }) => code === 'owed'),
    },
  };
}

/** What was verified, and nothing else of the page. */
function shownOffer({ merchantName, title, offer }: OfferFacts): NonNullable<PurchaseView['offer']> {
  return { merchantName, title, amount: offer.amount };
}

function stageOf(purchase: Micropayment): PurchaseStage {
  switch (purchase.state) {
    case 'requesting':
      return purchase.retry === undefined ? 'paying' : 'settling';
    case 'topUpNeeded':
    case 'aheadNeeded':
      return 'topUp';
    case 'aheadFailed':
      return 'failed';
    case 'authorizing':
    case 'aheadAuthorizing':
      return purchase.retry === undefined ? 'authorizing' : 'settling';
    case 'approved':
      return purchase.retry === undefined && purchase.problem === undefined ? 'delivering' : 'settling';
    default:
      return purchase.state;
  }
}

function problemIn(purchase: Micropayment): PurchaseView['problem'] {
  if ('problem' in purchase && purchase.problem !== undefined) return purchase.problem;
  return 'retry' in purchase ? purchase.retry?.problem : undefined;
}

function topUpStep(stage: PurchaseStage, progress: Progress<TopUpStep> | undefined): Progress<TopUpStep> {
  if (stage === 'authorizing' || stage === 'settling') return { step: 'askingBank' };
  return progress ?? { step: 'paused' };
}

function otbFor(
  purchase: Micropayment,
  otb: OtbView | undefined,
): Pick<PurchaseView, 'otbLeft' | 'otbAfter'> {
  if (otb === undefined || !('offer' in purchase)) return {};
  const { currency, value } = purchase.offer.amount;
  if (otb.remaining.currency !== currency) return {};
  const after = otb.remaining.value - value;
  return { otbLeft: otb.remaining, ...(after < 0 ? {} : { otbAfter: { currency, value: after } }) };
}
