/** The order is given up before anything left: what the bank holds is released (SET's AuthRevReq to nothing). */
import { MerchantError } from '../errors.ts';
import { beginOperation, type OperationResult } from './begin-operation.ts';
import { changeOrder } from './change-order.ts';
import { findOrder } from './create-order.ts';
import { makeReverse } from './gateway-requests.ts';
import type { OrderSettler } from './order-settler.ts';
import type { SetMerchant } from './set-merchant.ts';
import { stateOf } from './set-order.ts';

/** Throws ERR_ORDER_UNKNOWN, ERR_ORDER_BUSY, or ERR_ORDER_STATE when something was captured already. */
export async function cancelOrder(
  merchant: SetMerchant,
  settler: OrderSettler,
  orderId: string,
): Promise<OperationResult> {
  const order = await findOrder(merchant, orderId);
  const state = stateOf(order);
  if (state === 'cancelled') return { status: 'done' };
  if (state === 'open' || state === 'declined') {
    await changeOrder(merchant, orderId, (current) => {
      if (current.version !== order.version) throw new MerchantError('ERR_ORDER_BUSY');
      return { ...current, cancelled: true };
    });
    return { status: 'done' };
  }
  const held = order.authorizations.find((authorized) => authorized.state === 'held');
  if (state !== 'authorized' || held === undefined) throw new MerchantError('ERR_ORDER_STATE');
  const share = { authRrpid: held.authRrpid, amountMinor: held.amountMinor };
  return beginOperation(merchant, settler, order, () => makeReverse(merchant, order, share));
}
