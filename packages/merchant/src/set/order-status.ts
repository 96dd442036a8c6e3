/** What a shop's page may tell of an order's payment: no token, no message, nothing of the card. */
import type { Amount } from '@ecomm/protocol';
import { findOrder } from './create-order.ts';
import type { SetMerchant } from './set-merchant.ts';
import { type OrderState, type OrderTotals, type SetOrder, stateOf, totalsOf } from './set-order.ts';

export interface OrderStatus extends OrderTotals {
  readonly orderId: string;
  readonly state: OrderState;
  readonly amount: Amount;
  /** Something is on its way to the gateway and not answered yet. */
  readonly isSettling: boolean;
  /** Why the bank refused, as SET's AuthCode, where the state is `declined`. */
  readonly authCode?: string;
}

/** Throws ERR_ORDER_UNKNOWN. */
export async function orderStatus(merchant: SetMerchant, orderId: string): Promise<OrderStatus> {
  return statusOfOrder(await findOrder(merchant, orderId));
}

export function statusOfOrder(order: SetOrder): OrderStatus {
  const { orderId, amount, operation, payment } = order;
  const state = stateOf(order);
  const authCode = state === 'declined' ? payment?.authCode : undefined;
  return {
    ...{ orderId, state, amount },
    ...totalsOf(order),
    isSettling: operation !== undefined,
    ...(authCode === undefined ? {} : { authCode }),
  };
}
