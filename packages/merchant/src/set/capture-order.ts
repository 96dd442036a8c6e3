/**
 * Takes money for what leaves now. What was authorized is captured once, in whole or in part, and the rest of it is
 * released; a later parcel of the same order is authorized and captured anew, by the AuthToken that the gateway gave
 * (SET Book 2, CapReq; split shipments).
 */
import { MerchantError } from '../errors.ts';
import { performOperation } from './begin-operation.ts';
import { makeAuthorize, makeOperation } from './gateway-requests.ts';
import type { OperationResult } from './operation-result.ts';
import type { OrderSettler } from './order-settler.ts';
import type { SetMerchant } from './set-merchant.ts';
import { type Operation, type SetOrder, totalsOf } from './set-order.ts';

export interface CaptureWish {
  /** Default: all that may still be captured. */
  readonly amountMinor?: number;
  /** `kept`: another parcel follows. Default `released`. */
  readonly rest?: 'kept' | 'released';
}

/**
 * Throws ERR_ORDER_UNKNOWN, ERR_ORDER_BUSY, ERR_ORDER_AMOUNT (more than may be captured), or ERR_ORDER_STATE (nothing
 * is left to capture).
 */
export function captureOrder(
  merchant: SetMerchant,
  settler: OrderSettler,
  orderId: string,
  { amountMinor, rest = 'released' }: CaptureWish = {},
): Promise<OperationResult> {
  return performOperation(merchant, settler, orderId, (order) => {
    const mostMinor = openMinor(order);
    if (mostMinor === 0) throw new MerchantError('ERR_ORDER_STATE', { operation: 'capture' });
    const takenMinor = amountMinor ?? mostMinor;
    if (!Number.isSafeInteger(takenMinor) || takenMinor <= 0 || takenMinor > mostMinor)
      throw new MerchantError('ERR_ORDER_AMOUNT', { mostMinor });
    return makeCapture(merchant, order, takenMinor, rest === 'kept' && takenMinor < order.amount.value);
  });
}

/** What may still be captured: what is held, or what a later parcel may ask for. */
export function openMinor(order: SetOrder): number {
  const { heldMinor, capturedMinor } = totalsOf(order);
  if (heldMinor > 0) return heldMinor;
  return order.authToken === undefined || order.cancelled ? 0 : order.amount.value - capturedMinor;
}

function makeCapture(
  merchant: SetMerchant,
  order: SetOrder,
  amountMinor: number,
  keepsRest: boolean,
): Promise<Operation> {
  const held = order.authorizations.find(({ state }) => state === 'held');
  if (held !== undefined)
    return makeOperation(merchant, order, {
      kind: 'capture',
      authRrpid: held.authRrpid,
      amountMinor,
      keepsRest,
    });
  const { payment, authToken } = order;
  if (payment === undefined || authToken === undefined)
    throw new Error('internal error: what may be captured is held, or has a token');
  return makeAuthorize(merchant, order, {
    ...{ payment, amountMinor, keepsRest },
    captureNow: true,
    baggage: authToken,
    piKind: 'authToken',
  });
}
