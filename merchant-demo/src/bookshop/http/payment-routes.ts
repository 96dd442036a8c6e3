/**
 * The payment part's addresses. An order's initiation is one address for two readers: wallets ask for SET's media
 * type and get it, people get a page that tells them how to pay (RFC 9110 section 12, content negotiation).
 */
import type { Context, Hono } from 'hono';
import type { OrderPorts } from '../orders/place-order.ts';
import { initiationPage } from '../pages/initiation-page.ts';
import { initiationType } from '../pages/pay-page.ts';
import { noStore } from './cart-routes.ts';
import { type Counter, sheetOf } from './counter.ts';
import { shopperOf } from './shopper.ts';

/** Answers SET's messages; `undefined` for what is none of them. */
export interface SetEndpoints {
  handle(request: Request): Promise<Response | undefined>;
}

export interface PaymentRoutePorts extends OrderPorts {
  readonly endpoints: SetEndpoints;
  /** The card form's script; without it the form is not offered. */
  readonly cardFormScript: string | undefined;
}

export function addPaymentRoutes(app: Hono, counter: Counter, ports: PaymentRoutePorts): void {
  app.use('/set/initiation/*', async (context, next) => {
    await next();
    context.res.headers.append('vary', 'Accept');
  });
  app.get('/set/initiation/:orderId', async (context, next) => {
    if (asksForInitiation(context)) return next();
    return (await initiationForPeople(context, counter, ports)) ?? context.notFound();
  });
  app.use('/set/*', async (context, next) => {
    const answer = await ports.endpoints.handle(context.req.raw);
    return answer ?? next();
  });
}

/** Browsers never name it; wallets always do. */
function asksForInitiation(context: Context): boolean {
  return (context.req.header('accept') ?? '').toLowerCase().includes(initiationType);
}

async function initiationForPeople(
  context: Context,
  counter: Counter,
  { book, desk, cardFormScript }: PaymentRoutePorts,
): Promise<Response | undefined> {
  const orderId = context.req.param('orderId') ?? '';
  const order = book.findByOrderId(orderId);
  if (order === undefined || order.shopper !== shopperOf(context)) return undefined;
  const hasCardForm = cardFormScript !== undefined;
  const initiationPath = desk.initiationPathOf(orderId);
  const page = await initiationPage({ ...sheetOf(counter, context), order, initiationPath, hasCardForm });
  return context.html(page, 200, noStore);
}
