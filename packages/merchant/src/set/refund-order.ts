/** Gives money back that was captured, in whole or in part (CredReq), and takes such a credit back (CredRevReq). */
import { MerchantError } from '../errors.ts';
import { performOperation } from './begin-operation.ts';
import { findOrder } from './create-order.ts';
import { makeOperation } from './gateway-requests.ts';
import type { OperationResult } from './operation-result.ts';
import type { OrderSettler } from './order-settler.ts';
import type { SetMerchant } from './set-merchant.ts';
import { type SetOrder, totalsOf } from './set-order.ts';

const maxReasonLength = 200;

export interface RefundWish {
  /** Default: all that was captured and not yet given back. */
  readonly amountMinor?: number;
  /** For the shop's own books; it goes nowhere. */
  readonly reason: string;
}

/**
 * An order that was captured in parts is refunded part by part: when one is refused or not answered, the order says how
 * much was given back before. Throws ERR_ORDER_UNKNOWN, ERR_ORDER_BUSY, ERR_ORDER_STATE (nothing to give back) or
 * ERR_ORDER_AMOUNT (more than that).
 */
export async function refundOrder(
  merchant: SetMerchant,
  settler: OrderSettler,
  orderId: string,
  { amountMinor, reason }: RefundWish,
): Promise<OperationResult> {
  const refundable = refundableMinor(await findOrder(merchant, orderId));
  if (refundable === 0) throw new MerchantError('ERR_ORDER_STATE', { operation: 'refund' });
  let leftMinor = amountMinor ?? refundable;
  if (!Number.isSafeInteger(leftMinor) || leftMinor <= 0 || leftMinor > refundable)
    throw new MerchantError('ERR_ORDER_AMOUNT', { mostMinor: refundable });
  while (leftMinor > 0) {
    let givenMinor = 0;
    const answer = await performOperation(merchant, settler, orderId, async (order) => {
      const source = order.authorizations.findLast((entry) => entry.capturedMinor > entry.creditedMinor);
      if (source === undefined) throw new MerchantError('ERR_ORDER_STATE', { operation: 'refund' });
      givenMinor = Math.min(leftMinor, source.capturedMinor - source.creditedMinor);
      const { authRrpid } = source;
      const words = reason.slice(0, maxReasonLength);
      return makeOperation(merchant, order, {
        ...{ kind: 'credit', authRrpid, amountMinor: givenMinor, reason: words },
      });
    });
    if (answer.status !== 'done') return answer;
    leftMinor -= givenMinor;
  }
  return { status: 'done' };
}

/** `credRrpid` as in the order's `credits`. Throws ERR_ORDER_UNKNOWN, ERR_ORDER_BUSY or ERR_ORDER_STATE (no such credit). */
export function takeBackRefund(
  merchant: SetMerchant,
  settler: OrderSettler,
  orderId: string,
  credRrpid: string,
): Promise<OperationResult> {
  return performOperation(merchant, settler, orderId, async (order) => {
    const credit = order.credits.find((one) => one.credRrpid === credRrpid && !one.isReversed);
    if (credit === undefined) throw new MerchantError('ERR_ORDER_STATE', { operation: 'takeBackRefund' });
    const { authRrpid, amountMinor } = credit;
    return makeOperation(merchant, order, { kind: 'reverseCredit', authRrpid, amountMinor, credRrpid });
  });
}

function refundableMinor(order: SetOrder): number {
  const { capturedMinor, creditedMinor } = totalsOf(order);
  return capturedMinor - creditedMinor;
}
