/**
 * Gives an order up: what is reserved is released (AuthRevReq), and what was captured in the open batch is not taken
 * (CapRevReq). Once the batch is closed, money goes back by `refundOrder` alone.
 */
import { MerchantError } from '../errors.ts';
import { performOperation } from './begin-operation.ts';
import { changeOrder } from './change-order.ts';
import { findOrder } from './create-order.ts';
import { makeOperation } from './gateway-requests.ts';
import type { OperationResult } from './operation-result.ts';
import type { OrderSettler } from './order-settler.ts';
import type { SetMerchant } from './set-merchant.ts';
import { type Authorized, type SetOrder, totalsOf } from './set-order.ts';

/**
 * Throws ERR_ORDER_UNKNOWN, ERR_ORDER_BUSY, or ERR_ORDER_STATE for an order that money was given back for. A refusal
 * `batchClosed` says that a refund is the way.
 */
export async function cancelOrder(
  merchant: SetMerchant,
  settler: OrderSettler,
  orderId: string,
): Promise<OperationResult> {
  // Each round undoes one authorization, or finds none and ends.
  for (;;) {
    const order = await findOrder(merchant, orderId);
    if (totalsOf(order).creditedMinor > 0)
      throw new MerchantError('ERR_ORDER_STATE', { operation: 'cancel' });
    if (order.operation !== undefined) throw new MerchantError('ERR_ORDER_BUSY');
    const alive = order.authorizations.find(({ state }) => state !== 'reversed');
    if (alive === undefined) return close(merchant, order);
    const answer = await undo(merchant, settler, order, alive);
    if (answer.status !== 'done') return answer;
  }
}

function undo(
  merchant: SetMerchant,
  settler: OrderSettler,
  { orderId }: SetOrder,
  { state, authRrpid, amountMinor, capturedMinor }: Authorized,
): Promise<OperationResult> {
  return performOperation(merchant, settler, orderId, (order) =>
    makeOperation(
      merchant,
      order,
      state === 'held'
        ? { kind: 'reverse', authRrpid, amountMinor }
        : { kind: 'reverseCapture', authRrpid, amountMinor: capturedMinor },
    ),
  );
}

async function close(merchant: SetMerchant, { orderId, version }: SetOrder): Promise<OperationResult> {
  await changeOrder(merchant, orderId, (current) => {
    if (current.version !== version) throw new MerchantError('ERR_ORDER_BUSY');
    return { ...current, cancelled: true, authToken: undefined };
  });
  return { status: 'done' };
}
