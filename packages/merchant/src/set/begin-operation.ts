/** Journals an operation on an order, and waits for its outcome for as long as a caller does. */
import { MerchantError } from '../errors.ts';
import { changeOrder } from './change-order.ts';
import { findOrder } from './create-order.ts';
import type { OperationResult } from './operation-result.ts';
import type { OrderSettler } from './order-settler.ts';
import type { SetMerchant } from './set-merchant.ts';
import type { Operation, SetOrder } from './set-order.ts';

/**
 * `plan` makes the operation for the order as it is, and throws where it can't be. Throws ERR_ORDER_UNKNOWN or
 * ERR_ORDER_BUSY.
 */
export async function performOperation(
  merchant: SetMerchant,
  settler: OrderSettler,
  orderId: string,
  plan: (order: SetOrder) => Promise<Operation>,
): Promise<OperationResult> {
  const order = await findOrder(merchant, orderId);
  if (order.operation !== undefined) throw new MerchantError('ERR_ORDER_BUSY');
  const operation = await plan(order);
  await changeOrder(merchant, orderId, (current) => {
    // Whatever changed meanwhile may have changed what the plan was made for.
    if (current.version !== order.version) throw new MerchantError('ERR_ORDER_BUSY');
    return { ...current, operation };
  });
  return settler.settleSoon(orderId, operation.operationId);
}
