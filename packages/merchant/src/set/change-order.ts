/** Reads, decides and writes back, again when another change came first. */
import { MerchantError } from '../errors.ts';
import type { SetMerchant } from './set-merchant.ts';
import type { SetOrder } from './set-order.ts';

const maxAttempts = 8;

/**
 * `change` returns the order as it shall be, or undefined to leave it; it may throw to refuse. Returns the order as it
 * is now. Throws ERR_ORDER_UNKNOWN.
 */
export async function changeOrder(
  { orders }: Pick<SetMerchant, 'orders'>,
  orderId: string,
  change: (order: SetOrder) => SetOrder | undefined,
): Promise<SetOrder> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const current = await orders.find(orderId);
    if (current === undefined) throw new MerchantError('ERR_ORDER_UNKNOWN');
    const changed = change(current);
    if (changed === undefined) return current;
    const next = { ...changed, version: current.version + 1 };
    if ((await orders.replace(next)) === 'replaced') return next;
  }
  throw new Error('internal error: an order could not be changed');
}
