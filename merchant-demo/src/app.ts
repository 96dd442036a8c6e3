/** The shop as a Hono application: the catalogue's pages, the payment part before them, the back office beside. */
import { fileURLToPath } from 'node:url';
import { errorResponse, type Merchant, nameOf } from '@ecomm/merchant';
import { acceptPayments } from '@ecomm/merchant/hono';
import { type Context, Hono } from 'hono';
import { type Article, type Edition, findArticle } from './catalogue/article.ts';
import { articleSummary } from './catalogue/article-summary.ts';
import { readAssets } from './catalogue/asset-files.ts';
import { articlePage } from './catalogue/pages/article-page.ts';
import { frontPage, moreArticlesPage, morePath } from './catalogue/pages/front-page.ts';
import { noticePage } from './catalogue/pages/notice-page.ts';
import { paymentPage } from './catalogue/pages/payment-page.ts';
import { languageOf, rememberLanguage } from './http/language-of.ts';
import { secureHeaders } from './http/secure-headers.ts';
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
  const { name: paper } = nameOf(merchant);
  const { quoteOf, tagOf, listed } = priceTags(currency);
  const app = new Hono();
  const sheet = (source: Context | Request) => ({
    language: languageOf(source),
    paper,
    today: merchant.now() * 1000,
  });
  const articleOf = (context: Context): Article | undefined =>
    findArticle(edition, context.req.param('slug') ?? '');

  app.use(secureHeaders(merchant.origin));
  app.get('/healthz', (context) => context.json({ ok: true }));
  app.get('/assets/:name', (context) => {
    const asset = assets.get(context.req.param('name'));
    if (asset === undefined) return context.notFound();
    return context.body(asset.content, 200, { 'content-type': asset.type, 'cache-control': 'no-cache' });
  });
  app.use(rememberLanguage);

  const { protect } = acceptPayments(app, {
    merchant,
    onSale: () => onSale?.(),
    ...(onFailure === undefined ? {} : { onFailure }),
    onDeliveryRefused: async (request, refusal) =>
      new Response(await noticePage({ ...sheet(request), notice: 'delivery' }), {
        status: refusal.status,
        headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
      }),
  });
  app.get('/', async (context) => {
    const { language } = sheet(context);
    const shown = edition.articles
      .slice(0, edition.frontPageCount)
      .map((article) => listed(article, language));
    const moreCount = edition.articles.length - shown.length;
    return page(context, await frontPage({ ...sheet(context), shown, moreCount }));
  });
  app.get(morePath, async (context) => {
    const { language } = sheet(context);
    const shown = edition.articles.slice(edition.frontPageCount).map((article) => listed(article, language));
    if (!(context.req.header('accept') ?? '').includes('application/json'))
      return page(context, await moreArticlesPage({ ...sheet(context), shown }));
    return context.json({ articles: shown.map((entry) => articleSummary(entry, language)) }, 200, perReader);
  });
  app.get(
    '/article/:slug',
    protect(
      (context) => {
        const article = articleOf(context);
        return article === undefined ? undefined : quoteOf(article, languageOf(context));
      },
      (context) => (required) => {
        const article = articleOf(context);
        const tag = article === undefined ? undefined : tagOf(article, languageOf(context));
        if (article === undefined || tag === undefined) throw new Error(`${required.resource} has no price`);
        return paymentPage({ ...sheet(context), paper: required.merchantName, article, tag });
      },
    ),
    async (context) => {
      const article = articleOf(context);
      if (article === undefined) return context.notFound();
      const paid = quoteOf(article, languageOf(context)) !== undefined;
      return page(context, await articlePage({ ...sheet(context), article, paid }));
    },
  );
  app.route('/operator', operatorRoutes(ports));

  app.notFound(async (context) =>
    context.html(await noticePage({ ...sheet(context), notice: 'notFound' }), 404, perReader),
  );
  app.onError(async (error, context) => {
    const refusal = errorResponse(error);
    if (refusal !== undefined) return refusal;
    onFailure?.(error);
    return context.html(await noticePage({ ...sheet(context), notice: 'failure' }), 500, {
      'cache-control': 'no-store',
    });
  });
  return app;
}

/** Pages differ by language and by what this browser has paid. */
const perReader = { 'cache-control': 'private, no-cache', vary: 'Accept, Accept-Language, Cookie' };

function page(context: Context, text: string) {
  return context.html(text, 200, perReader);
}
