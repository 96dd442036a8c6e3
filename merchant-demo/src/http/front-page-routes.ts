/** The front page, and what did not fit on it: as JSON for the script that adds it, as a page for the others. */
import type { Hono } from 'hono';
import type { Article } from '../catalogue/article.ts';
import { articleSummary } from '../catalogue/article-summary.ts';
import { frontPage, moreArticlesPage, morePath } from '../catalogue/pages/front-page.ts';
import { perReader, type Shop, sheetOf } from './shop.ts';

export function addFrontPageRoutes(app: Hono, shop: Shop): void {
  const { articles, frontPageCount } = shop.edition;
  const first = articles.slice(0, frontPageCount);
  const others = articles.slice(frontPageCount);

  app.get('/', async (context) => {
    const sheet = sheetOf(shop, context);
    const shown = first.map((article: Article) => shop.tags.listed(article, sheet.language));
    return context.html(await frontPage({ ...sheet, shown, moreCount: others.length }), 200, perReader);
  });
  app.get(morePath, async (context) => {
    const sheet = sheetOf(shop, context);
    const shown = others.map((article: Article) => shop.tags.listed(article, sheet.language));
    if (!(context.req.header('accept') ?? '').includes('application/json'))
      return context.html(await moreArticlesPage({ ...sheet, shown }), 200, perReader);
    const summaries = shown.map((entry) => articleSummary(entry, sheet.language));
    return context.json({ articles: summaries }, 200, perReader);
  });
}
