/** The shop as a Hono application: the catalogue's pages, the payment part before them, the back office beside. */
import { fileURLToPath } from 'node:url';
import { errorResponse, type Merchant, nameOf } from '@ecomm/merchant';
import { acceptPayments } from '@ecomm/merchant/hono';
import { type Context, Hono } from 'hono';
import type { Edition } from './catalogue/article.ts';
import { readAssets } from './catalogue/asset-files.ts';
import { noticePage } from './catalogue/pages/notice-page.ts';
import { addArticleRoute } from './http/article-route.ts';
import { addFrontPageRoutes } from './http/front-page-routes.ts';
import { rememberLanguage } from './http/language-of.ts';
import { secureHeaders } from './http/secure-headers.ts';
import { perReader, type Shop, sheetOf } from './http/shop.ts';
import { operatorRoutes } from './payment/operator/operator-routes.ts';
import { priceTags } from './payment/price-tags.ts';

export interface MerchantDemoPorts {
  readonly merchant: Merchant;
  readonly edition: Edition;
  /** ISO 4217: every price is in it. */
  readonly currency: string;
  readonly operatorToken: string;
  /** A sale was recorded. */
  readonly onSale?: () => void;
  /** A bug that was answered as a failure. */
  readonly onFailure?: (error: unknown) => void;
}

const assets = readAssets(fileURLToPath(new URL('./catalogue/assets/', import.meta.url)));

export function createMerchantDemoApp(ports: MerchantDemoPorts): Hono {
  const { merchant, edition, currency, onSale, onFailure } = ports;
  const app = new Hono();
  const shop: Shop = {
    paper: nameOf(merchant).name,
    edition,
    tags: priceTags(currency),
    nowMs: () => merchant.now() * 1000,
  };
  app.use(secureHeaders(merchant.origin));
  app.get('/healthz', (context) => context.json({ ok: true }));
  app.get('/assets/:name', (context) => {
    const asset = assets.get(context.req.param('name'));
    if (asset === undefined) return context.notFound();
    return context.body(asset.content, 200, { 'content-type': asset.type, 'cache-control': 'no-cache' });
  });
  app.use(rememberLanguage);
  const payments = acceptPayments(app, {
    merchant,
    onSale: () => onSale?.(),
    onFailure: (error) => onFailure?.(error),
    onDeliveryRefused: async (request, refusal) =>
      new Response(await noticePage({ ...sheetOf(shop, request), notice: 'delivery' }), {
        status: refusal.status,
        headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
      }),
  });
  addFrontPageRoutes(app, shop);
  addArticleRoute(app, shop, payments);
  app.route('/operator', operatorRoutes(ports));
  app.notFound(async (context) =>
    context.html(await noticePage({ ...sheetOf(shop, context), notice: 'notFound' }), 404, perReader),
  );
  app.onError((error, context) => {
    const refusal = errorResponse(error);
    if (refusal !== undefined) return refusal;
    onFailure?.(error);
    return failurePage(shop, context);
  });
  return app;
}

async function failurePage(shop: Shop, context: Context): Promise<Response> {
  const page = await noticePage({ ...sheetOf(shop, context), notice: 'failure' });
  return context.html(page, 500, { 'cache-control': 'no-store' });
}
