/** The order that an address names, for the browser that placed it and no other. */
import type { Context } from 'hono';
import type { OrderPorts } from '../orders/place-order.ts';
import { readOrder } from '../orders/read-order.ts';
import type { OrderView } from '../pages/order-view.ts';
import { shopperOf } from './shopper.ts';

export async function ownOrder(context: Context, ports: OrderPorts): Promise<OrderView | undefined> {
  const shopper = shopperOf(context);
  if (shopper === undefined) return undefined;
  const view = await readOrder(ports, context.req.param('reference') ?? '');
  return view?.order.shopper === shopper ? view : undefined;
}
