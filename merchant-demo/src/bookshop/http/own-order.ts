/** The order that an address names, for the browser that placed it and no other. */
import type { Context } from 'hono';
import type { OrderPorts } from '../orders/place-order.ts';
import { referencePattern, sentParcels } from '../orders/shop-order.ts';
import type { OrderView } from '../pages/order-view.ts';
import { shopperOf } from './shopper.ts';

export async function ownOrder(
  context: Context,
  book: OrderPorts['book'],
  desk: OrderPorts['desk'],
): Promise<OrderView | undefined> {
  const reference = context.req.param('reference') ?? '';
  const order = referencePattern.test(reference) ? book.find(reference) : undefined;
  if (order === undefined || order.shopper !== shopperOf(context)) return undefined;
  const payment = await desk.factsOf(order.orderId);
  return { order, payment, parcels: sentParcels(book.parcelsOf(reference), payment.capturedMinor) };
}
