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
import { referencePattern, sentParcels, totalMinorOf } from '../orders/shop-order.ts';
import type { OrderView } from '../pages/order-view.ts';
import { officeSignInPage } from './office-frame.ts';
import { noteIn, noteOf, type OfficeNote, pathWithNote } from './office-note.ts';
import { actionsOf, minorOf, officeOrderPage } from './office-order-page.ts';
import { officePage } from './office-page.ts';
import { countsIn, planParcel } from './ship-parcel.ts';

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
  action('ship', (view, form) => ship(view, form, ports));
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

async function ship(
  { order, payment, parcels }: OrderView,
  form: URLSearchParams,
  { desk, book, now }: OfficePorts,
): Promise<OfficeNote> {
  if (!actionsOf({ payment }).mayShip) return { note: 'refused' };
  const planned = planParcel(order, parcels, countsIn(form));
  if (planned === undefined) return { note: 'nothingChosen' };
  const { lines, amountMinor, isLast } = planned;
  const rest = !isLast && form.get('rest') === 'kept' ? 'kept' : 'released';
  // Written down first: whatever crashes, the parcel counts exactly when its amount was taken.
  const parcelLines = lines.map(({ slug, title, count }) => ({ slug, title, count }));
  book.setParcels(order.reference, [...parcels, { lines: parcelLines, amountMinor, sentAt: now() }]);
  const answer = await desk.capture(order.orderId, amountMinor, rest);
  if (answer.status === 'refused') book.setParcels(order.reference, parcels);
  return noteOf(answer, 'shipped');
}

async function orderOf(context: Context, { book, desk }: OfficePorts): Promise<OrderView | undefined> {
  const reference = context.req.param('reference') ?? '';
  const order = referencePattern.test(reference) ? book.find(reference) : undefined;
  if (order === undefined) return undefined;
  const payment = await desk.factsOf(order.orderId);
  return { order, payment, parcels: sentParcels(book.parcelsOf(reference), payment.capturedMinor) };
}

function answerNote(context: Context, path: string, note: OfficeNote): Response {
  if ((context.req.header('accept') ?? '').includes('application/json'))
    return context.json(note, 200, noStore);
  return context.redirect(pathWithNote(path, note), 303);
}
