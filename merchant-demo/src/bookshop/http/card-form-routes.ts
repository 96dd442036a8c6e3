/** The card form and its script. */
import type { Hono } from 'hono';
import { isPayable } from '../orders/payment-facts.ts';
import type { OrderPorts } from '../orders/place-order.ts';
import { cardFormPage } from '../pages/card-form-page.ts';
import { orderPathOf } from '../pages/order-view.ts';
import { noStore } from './cart-routes.ts';
import { type Counter, sheetOf } from './counter.ts';
import { ownOrder } from './own-order.ts';

export interface CardFormPorts extends OrderPorts {
  readonly cardFormScript: string | undefined;
}

export function addCardFormRoutes(app: Hono, counter: Counter, ports: CardFormPorts): void {
  const { desk, cardFormScript } = ports;
  app.get('/card-form/card-form.js', (context) => {
    if (cardFormScript === undefined) return context.notFound();
    const headers = { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' };
    return context.body(cardFormScript, 200, headers);
  });
  app.get('/card-form/:reference', async (context) => {
    const view = await ownOrder(context, ports);
    if (view === undefined || cardFormScript === undefined) return context.notFound();
    const { order, payment } = view;
    if (!isPayable(payment)) return context.redirect(orderPathOf(order), 303);
    const initiationPath = desk.initiationPathOf(order.orderId);
    const page = await cardFormPage({ ...sheetOf(counter, context), order, initiationPath });
    return context.html(page, 200, noStore);
  });
}
