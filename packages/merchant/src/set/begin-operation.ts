/** Journals an operation, then has it settled: one at a time for an order. */
import { MerchantError } from '../errors.ts';
import { changeOrder } from './change-order.ts';
import type { OrderSettler } from './order-settler.ts';
import type { SetMerchant } from './set-merchant.ts';
import type { Operation, SetOrder } from './set-order.ts';

/** `unknown`: it is journalled and goes on by itself; look at the order later. */
export type OperationResult =
  | { readonly status: 'done' }
  | { readonly status: 'refused'; readonly code: string }
  | { readonly status: 'unknown' };

/** Throws ERR_ORDER_BUSY when the order changed meanwhile or has an operation on its way. */
export async function beginOperation(
  merchant: SetMerchant,
  settler: OrderSettler,
  order: SetOrder,
  make: () => Promise<Operation>,
): Promise<OperationResult> {
  if (order.operation !== undefined) throw new MerchantError('ERR_ORDER_BUSY');
  const operation = await make();
  await changeOrder(merchant, order.orderId, (current) => {
    if (current.version !== order.version) throw new MerchantError('ERR_ORDER_BUSY');
    return { ...current, operation };
  });
  const settled = await settler.settleSoon(order.orderId);
  return settled === 'unknown' ? { status: 'unknown' } : settled.outcome;
}
