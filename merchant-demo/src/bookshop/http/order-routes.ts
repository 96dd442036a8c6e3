/** The till and the order's own pages, for the browser that placed the order and no other. */
import type { Context, Hono } from 'hono';
import { isPayable } from '../orders/payment-facts.ts';
import { type Arrival, orderPage } from '../pages/order-page.ts';
import { type OrderView, orderPathOf } from '../pages/order-view.ts';
import { ordersPage } from '../pages/orders-page.ts';
import { payPage } from '../pages/pay-page.ts';
import type { CardFormPorts } from './card-form-routes.ts';
import { noStore } from './cart-routes.ts';
import { type Counter, sheetOf } from './counter.ts';
import { ownOrder } from './own-order.ts';
import { shopperOf } from './shopper.ts';

const listedOrders = 100;

export function addOrderRoutes(app: Hono, counter: Counter, ports: CardFormPorts): void {
  const { desk, book } = ports;
  const hasCardForm = ports.cardFormScript !== undefined;
  const viewOf = async (context: Context): Promise<OrderView | undefined> => ownOrder(context, ports);

  app.get('/orders', async (context) => {
    const shopper = shopperOf(context);
    const placed = shopper === undefined ? [] : book.ofShopper(shopper, listedOrders);
    const orders = await Promise.all(
      placed.map(async (order) => ({ order, payment: await desk.factsOf(order.orderId) })),
    );
    return context.html(await ordersPage({ ...sheetOf(counter, context), orders }), 200, noStore);
  });
  app.get('/pay/:reference', async (context) => {
    const view = await viewOf(context);
    if (view === undefined) return context.notFound();
    if (!isPayable(view.payment)) return context.redirect(orderPathOf(view.order), 303);
    const initiationPath = desk.initiationPathOf(view.order.orderId);
    const page = await payPage({
      ...sheetOf(counter, context),
      order: view.order,
      initiationPath,
      hasCardForm,
    });
    return context.html(page, 200, noStore);
  });
  const showOrder = (arrival: Arrival | undefined) => async (context: Context) => {
    const view = await viewOf(context);
    if (view === undefined) return context.notFound();
    return context.html(await orderPage({ ...sheetOf(counter, context), ...view, arrival }), 200, noStore);
  };
  app.get('/order/:reference', showOrder(undefined));
  app.get('/order/:reference/success', showOrder('success'));
  app.get('/order/:reference/failure', showOrder('failure'));
  app.get('/order/:reference/cancel', showOrder('cancel'));
  app.get('/order/:reference/state', async (context) => {
    const view = await viewOf(context);
    return view === undefined
      ? context.json({ state: 'notFound' }, 404, noStore)
      : context.json({ state: view.payment.state }, 200, noStore);
  });
  app.post('/order/:reference/give-up', async (context) => {
    const view = await viewOf(context);
    if (view === undefined) return context.notFound();
    if (isPayable(view.payment)) await desk.cancel(view.order.orderId);
    return context.redirect(orderPathOf(view.order), 303);
  });
}
