/** The back office: orders, what may be done about each, and the bank's batch. Programs get JSON where they ask. */
import { type Context, Hono } from 'hono';
import { languageOf } from '../../http/language-of.ts';
import { readForm } from '../../http/own-form.ts';
import {
  noStore,
  type OperatorAccess,
  operatorAccess,
  operatorRefused,
} from '../../payment/operator/operator-access.ts';
import type { Counter } from '../http/counter.ts';
import type { OrderPorts } from '../orders/place-order.ts';
import { readOrder } from '../orders/read-order.ts';
import { totalMinorOf } from '../orders/shop-order.ts';
import type { OrderView } from '../pages/order-view.ts';
import { officeSignInPage } from './office-frame.ts';
import { noteIn, noteOf, type OfficeNote, pathWithNote } from './office-note.ts';
import { actionsOf, minorOf, officeOrderPage } from './office-order-page.ts';
import { officePage } from './office-page.ts';
import { shippingCounter } from './shipping-counter.ts';

const shownOrders = 500;

export interface OfficePorts extends OrderPorts {
  readonly operatorToken: string;
}

export function officeRoutes(counter: Counter, ports: OfficePorts): Hono {
  const { desk, book } = ports;
  const app = new Hono();
  const access = operatorAccess(ports);
  const sheet = (context: Context) => ({ language: languageOf(context), shopName: counter.shopName });
  const ordersOf = async () =>
    Promise.all(
      book.list(shownOrders).map(async (order) => ({ order, payment: await desk.factsOf(order.orderId) })),
    );
  const note = (context: Context) => noteIn((name) => context.req.query(name));

  app.get('/', async (context) => {
    if (!access.isSignedIn(context))
      return context.html(await officeSignInPage(sheet(context), false), 401, noStore);
    const [orders, batch] = await Promise.all([ordersOf(), desk.batch().catch(() => undefined)]);
    const { currency } = counter;
    const page = await officePage({ ...sheet(context), currency, orders, batch, note: note(context) });
    return context.html(page, 200, noStore);
  });
  app.get('/orders', async (context) => {
    if (!access.isSignedIn(context))
      return context.json(operatorRefused, 401, { ...noStore, 'www-authenticate': 'Bearer' });
    const orders = (await ordersOf()).map(({ order, payment }) => ({
      reference: order.reference,
      orderId: order.orderId,
      currency: order.currency,
      totalMinor: totalMinorOf(order),
      ...payment,
    }));
    return context.json({ orders }, 200, noStore);
  });
  app.get('/order/:reference', async (context) => {
    if (!access.isSignedIn(context)) return context.redirect('/operator', 303);
    const view = await orderOf(context, ports);
    if (view === undefined) return context.notFound();
    return context.html(
      await officeOrderPage({ ...sheet(context), ...view, note: note(context) }),
      200,
      noStore,
    );
  });
  access.addRoutes(app, (context, wrong) => officeSignInPage(sheet(context), wrong));
  addActions(app, ports, access);
  return app;
}

function addActions(app: Hono, ports: OfficePorts, access: OperatorAccess): void {
  const action = (path: string, act: (view: OrderView, form: URLSearchParams) => Promise<OfficeNote>) =>
    app.post(`/order/:reference/${path}`, async (context) => {
      if (!access.mayPost(context)) return context.json(operatorRefused, 403, noStore);
      const view = await orderOf(context, ports);
      if (view === undefined) return context.notFound();
      const note = await act(view, await readForm(context));
      return answerNote(context, `/operator/order/${view.order.reference}`, note);
    });
  const counter = shippingCounter(ports);
  action('ship', ({ order }, form) => counter.ship(order.reference, form));
  action('cancel', async (view) => {
    if (!actionsOf(view).mayCancel) return { note: 'refused' };
    return noteOf(await ports.desk.cancel(view.order.orderId), 'cancelled');
  });
  action('refund', async (view, form) => {
    const amountMinor = minorOf(form.get('amount') ?? '') ?? 0;
    if (amountMinor < 1 || amountMinor > actionsOf(view).refundableMinor) return { note: 'badAmount' };
    const reason = (form.get('reason') ?? '').slice(0, 80);
    return noteOf(await ports.desk.refund(view.order.orderId, amountMinor, reason), 'refunded');
  });
  app.post('/close-batch', async (context) => {
    if (!access.mayPost(context)) return context.json(operatorRefused, 403, noStore);
    return answerNote(context, '/operator', noteOf(await ports.desk.closeBatch(), 'closed'));
  });
}

function orderOf(context: Context, ports: OfficePorts): Promise<OrderView | undefined> {
  return readOrder(ports, context.req.param('reference') ?? '');
}

function answerNote(context: Context, path: string, note: OfficeNote): Response {
  if ((context.req.header('accept') ?? '').includes('application/json'))
    return context.json(note, 200, noStore);
  return context.redirect(pathWithNote(path, note), 303);
}
