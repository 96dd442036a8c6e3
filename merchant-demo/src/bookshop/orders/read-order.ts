/** An order with how its payment stands and what has left: from the shop's books and the payment part together. */
import type { OrderView } from '../pages/order-view.ts';
import type { OrderPorts } from './place-order.ts';
import { referencePattern, sentParcels } from './shop-order.ts';

/** `undefined` for what is no reference of ours. */
export async function readOrder(
  { book, desk }: Pick<OrderPorts, 'book' | 'desk'>,
  reference: string,
): Promise<OrderView | undefined> {
  const order = referencePattern.test(reference) ? book.find(reference) : undefined;
  if (order === undefined) return undefined;
  const payment = await desk.factsOf(order.orderId);
  return { order, payment, parcels: sentParcels(book.parcelsOf(reference), payment.capturedMinor) };
}
