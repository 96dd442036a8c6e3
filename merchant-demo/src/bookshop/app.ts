/** The bookshop as a Hono application: shelves, basket and till, the payment part's addresses, the back office. */
import { fileURLToPath } from 'node:url';
import { errorResponse } from '@ecomm/merchant';
import { type Context, Hono } from 'hono';
import { readAssets } from '../catalogue/asset-files.ts';
import { rememberLanguage } from '../http/language-of.ts';
import { isOwnForm } from '../http/own-form.ts';
import { secureHeaders } from '../http/secure-headers.ts';
import { perReader } from '../http/shop.ts';
import { addCardFormRoutes } from './http/card-form-routes.ts';
import { addCartRoutes, noStore } from './http/cart-routes.ts';
import { addCheckoutRoutes } from './http/checkout-routes.ts';
import { type Counter, sheetOf } from './http/counter.ts';
import { addOrderRoutes } from './http/order-routes.ts';
import { addPaymentRoutes, type PaymentRoutePorts } from './http/payment-routes.ts';
import { addShelfRoutes } from './http/shelf-routes.ts';
import { type OfficePorts, officeRoutes } from './office/office-routes.ts';
import { noticePage } from './pages/notice-page.ts';

export interface BookshopPorts extends Counter, OfficePorts, PaymentRoutePorts {
  /** A bug that was answered as a failure. */
  readonly onFailure?: (error: unknown) => void;
}

const assets = readAssets(fileURLToPath(new URL('./assets/', import.meta.url)));

export function createBookshopApp(ports: BookshopPorts): Hono {
  const { origin, onFailure } = ports;
  const app = new Hono();
  app.use(secureHeaders(origin));
  app.get('/healthz', (context) => context.json({ ok: true }));
  app.get('/assets/:name', (context) => {
    const asset = assets.get(context.req.param('name'));
    if (asset === undefined) return context.notFound();
    return context.body(asset.content, 200, { 'content-type': asset.type, 'cache-control': 'no-cache' });
  });
  app.use(rememberLanguage);
  addPaymentRoutes(app, ports, ports);
  app.route('/operator', officeRoutes(ports, ports));
  app.use(async (context, next) => {
    if (context.req.method !== 'POST' || isOwnForm(context, origin)) return next();
    return context.html(
      await noticePage({ ...sheetOf(ports, context), notice: 'foreignForm' }),
      403,
      noStore,
    );
  });
  addShelfRoutes(app, ports);
  addCartRoutes(app, ports);
  addCheckoutRoutes(app, ports, ports);
  addOrderRoutes(app, ports, ports);
  addCardFormRoutes(app, ports, ports);
  app.notFound(async (context) =>
    context.html(await noticePage({ ...sheetOf(ports, context), notice: 'notFound' }), 404, perReader),
  );
  app.onError((error, context) => {
    const refusal = errorResponse(error);
    if (refusal !== undefined) return refusal;
    onFailure?.(error);
    return failurePage(ports, context);
  });
  return app;
}

async function failurePage(counter: Counter, context: Context): Promise<Response> {
  const page = await noticePage({ ...sheetOf(counter, context), notice: 'failureNotice' });
  return context.html(page, 500, noStore);
}
