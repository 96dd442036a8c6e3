/** Money goes back to the shopper, in whole or in part, never more than was captured (SET's CredReq). */
import { MerchantError } from '../errors.ts';
import { beginOperation, type OperationResult } from './begin-operation.ts';
import { findOrder } from './create-order.ts';
import { makeCredit } from './gateway-requests.ts';
import type { OrderSettler } from './order-settler.ts';
import type { SetMerchant } from './set-merchant.ts';
import { type SetOrder, type Share, totalsOf } from './set-order.ts';

export interface RefundWish {
  readonly amountMinor: number;
  /** For the shop's own books. */
  readonly reason: string;
}

/** Throws ERR_ORDER_UNKNOWN, ERR_ORDER_BUSY, ERR_ORDER_STATE or ERR_ORDER_AMOUNT. */
export async function refundOrder(
  merchant: SetMerchant,
  settler: OrderSettler,
  orderId: string,
  { amountMinor, reason }: RefundWish,
): Promise<OperationResult> {
  const order = await findOrder(merchant, orderId);
  const { capturedMinor, creditedMinor } = totalsOf(order);
  const mostMinor = capturedMinor - creditedMinor;
  if (mostMinor === 0) throw new MerchantError('ERR_ORDER_STATE');
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0 || amountMinor > mostMinor)
    throw new MerchantError('ERR_ORDER_AMOUNT', { mostMinor });
  const shares = sharesOf(order, amountMinor);
  return beginOperation(merchant, settler, order, () => makeCredit(merchant, order, shares, { reason }));
}

/** From the oldest capture on. */
function sharesOf({ authorizations }: SetOrder, amountMinor: number): Share[] {
  let leftMinor = amountMinor;
  return authorizations.flatMap(({ authRrpid, capturedMinor, creditedMinor }) => {
    const share = Math.min(leftMinor, capturedMinor - creditedMinor);
    leftMinor -= share;
    return share > 0 ? [{ authRrpid, amountMinor: share }] : [];
  });
}
