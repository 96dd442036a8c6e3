/** An article: whole where it is free or paid, and else its beginning with the price. */
import type { HonoPayments } from '@ecomm/merchant/hono';
import type { Context, Hono } from 'hono';
import { type Article, findArticle } from '../catalogue/article.ts';
import { articlePage } from '../catalogue/pages/article-page.ts';
import { paymentPage } from '../catalogue/pages/payment-page.ts';
import { languageOf } from './language-of.ts';
import { perReader, type Shop, sheetOf } from './shop.ts';

export function addArticleRoute(app: Hono, shop: Shop, { protect }: HonoPayments): void {
  const { edition, tags } = shop;
  const articleOf = (context: Context): Article | undefined =>
    findArticle(edition, context.req.param('slug') ?? '');
  const quoteOf = (context: Context) => {
    const article = articleOf(context);
    return article === undefined ? undefined : tags.quoteOf(article, languageOf(context));
  };
  const unpaidPage = (context: Context) => () => {
    const article = articleOf(context);
    const tag = article === undefined ? undefined : tags.tagOf(article, languageOf(context));
    if (article === undefined || tag === undefined) throw new Error('a page that has no price asks for none');
    return paymentPage({ ...sheetOf(shop, context), article, tag });
  };
  app.get('/article/:slug', protect(quoteOf, unpaidPage), async (context) => {
    const article = articleOf(context);
    if (article === undefined) return context.notFound();
    const paid = quoteOf(context) !== undefined;
    return context.html(await articlePage({ ...sheetOf(shop, context), article, paid }), 200, perReader);
  });
}
