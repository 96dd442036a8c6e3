/** What the pages show of an order that is paid by SET. */
import type { PurchaseStage, PurchaseView, TopUpStep } from '@ecomm/messages';
import type { Purchase } from '../journal/purchase.ts';
import type { Progress } from '../ports.ts';

export type AnyOrder = Extract<Purchase, { initiation: unknown }>;

/** Long orders are cut for lists: the sheet and the receipt show them whole. */
const maxTitleLength = 80;

export interface OrderContext {
  readonly progress?: Progress<TopUpStep> | undefined;
  readonly isRunning: boolean;
}

export function orderView(purchase: AnyOrder, { progress, isRunning }: OrderContext): PurchaseView {
  const { initiation, merchantName, way, pageOrigin } = purchase;
  const stage = stageOf(purchase);
  const problem = problemOf(purchase);
  const isPaid = purchase.state === 'orderPaid';
  const { authorizationNumber } = isPaid ? purchase.answered : {};
  const isAtWork = isRunning && stage === 'card';
  return {
    purchaseId: purchase.id,
    stage,
    at: purchase.createdAt,
    origin: pageOrigin,
    offer: { merchantName, title: titleOf(initiation.order), amount: initiation.purchAmt },
    order: { text: initiation.order, way, hasReceipt: isPaid },
    ...(stage === 'card' ? { cardStep: progress ?? { step: 'paused' } } : {}),
    ...(stage === 'authorizing' ? { cardStep: { step: 'askingBank' } } : {}),
    ...(authorizationNumber === undefined ? {} : { authorizationNumber }),
    ...(problem === undefined || isAtWork ? {} : { problem }),
    canCancel: stage === 'ready' || stage === 'card',
    canRetry: !isRunning && (stage === 'card' || stage === 'settling'),
    canOpen: isPaid,
    opened: 'opened' in purchase && purchase.opened,
  };
}

function stageOf(purchase: AnyOrder): PurchaseStage {
  switch (purchase.state) {
    case 'orderReady':
      return 'ready';
    case 'orderAccepted':
      return 'card';
    case 'ordering':
      return purchase.retry === undefined ? 'authorizing' : 'settling';
    case 'orderPaid':
      return 'paid';
    case 'orderRefused':
      return 'failed';
    case 'orderCancelled':
      return 'cancelled';
  }
}

function problemOf(purchase: AnyOrder): PurchaseView['problem'] {
  if ('problem' in purchase && purchase.problem !== undefined) return purchase.problem;
  return 'retry' in purchase ? purchase.retry?.problem : undefined;
}

function titleOf(order: string): string {
  const line = order.trim().split(/\r?\n/, 1)[0] ?? '';
  return line.length > maxTitleLength ? `${line.slice(0, maxTitleLength - 1)}…` : line;
}
