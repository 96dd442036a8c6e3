/**
 * Goods leave: what they cost is captured, in whole or in part (SET's CapReq). What stays is released, or kept for a
 * later parcel, which then asks for an authorization of its own by AuthToken (SET Book 2, split shipments).
 */
import { MerchantError } from '../errors.ts';
import { beginOperation, type OperationResult } from './begin-operation.ts';
import { findOrder } from './create-order.ts';
import { makeAuthorize, makeCapture } from './gateway-requests.ts';
import type { OrderSettler } from './order-settler.ts';
import type { SetMerchant } from './set-merchant.ts';
import { type SetOrder, totalsOf } from './set-order.ts';

export interface CaptureWish {
  /** All that is not captured yet, when it is left out. */
  readonly amountMinor?: number;
  readonly rest: 'kept' | 'released';
}

/** Throws ERR_ORDER_UNKNOWN, ERR_ORDER_BUSY, ERR_ORDER_STATE or ERR_ORDER_AMOUNT. */
export async function captureOrder(
  merchant: SetMerchant,
  settler: OrderSettler,
  orderId: string,
  wish: CaptureWish,
): Promise<OperationResult> {
  const order = await findOrder(merchant, orderId);
  const open = openMinor(order);
  const amountMinor = wish.amountMinor ?? open;
  if (open === 0) throw new MerchantError('ERR_ORDER_STATE');
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0 || amountMinor > open)
    throw new MerchantError('ERR_ORDER_AMOUNT', { mostMinor: open });
  const keepsRest = wish.rest === 'kept' && amountMinor < open;
  return beginOperation(merchant, settler, order, () =>
    operationFor(merchant, order, amountMinor, keepsRest),
  );
}

/** What may still be captured: what is held, or what a later parcel may ask for. */
export function openMinor(order: SetOrder): number {
  const { heldMinor, capturedMinor } = totalsOf(order);
  if (heldMinor > 0) return heldMinor;
  return order.authToken === undefined || capturedMinor === 0 || order.cancelled
    ? 0
    : order.amount.value - capturedMinor;
}

function operationFor(merchant: SetMerchant, order: SetOrder, amountMinor: number, keepsRest: boolean) {
  const held = order.authorizations.find(({ state }) => state === 'held');
  if (held !== undefined)
    return makeCapture(merchant, order, [{ authRrpid: held.authRrpid, amountMinor }], { keepsRest });
  const { authToken, payment } = order;
  if (authToken === undefined || payment === undefined) throw new MerchantError('ERR_ORDER_STATE');
  return makeAuthorize(merchant, order, {
    payment,
    amountMinor,
    captureNow: true,
    baggage: authToken,
    piKind: 'authToken',
  });
}
