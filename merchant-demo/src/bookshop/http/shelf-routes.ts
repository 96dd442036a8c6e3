/** The shelves, the books on them, and their covers. */
import type { Hono } from 'hono';
import { perReader } from '../../http/shop.ts';
import { type Book, findBook } from '../books/book.ts';
import { coverOf } from '../books/covers.ts';
import { countOf } from '../cart/cart.ts';
import { bookPage } from '../pages/book-page.ts';
import { shelfPage } from '../pages/shelf-page.ts';
import { type Counter, cartOf, sheetOf } from './counter.ts';

/** How many others a book's page shows, its own shelf first. */
const besideCount = 6;

export function addShelfRoutes(app: Hono, counter: Counter): void {
  const { books } = counter;
  const covers = new Map(books.map((book) => [`${book.slug}.svg`, coverOf(book)]));

  app.get('/', async (context) =>
    context.html(await shelfPage({ ...sheetOf(counter, context), books }), 200, perReader),
  );
  app.get('/book/:slug', async (context) => {
    const book = findBook(books, context.req.param('slug'));
    if (book === undefined) return context.notFound();
    const inBasket = countOf(cartOf(counter, context), book.slug);
    const others = books.filter((other) => other !== book);
    const isNear = ({ shelf }: Book) => shelf === book.shelf;
    const beside = [...others.filter(isNear), ...others.filter((other) => !isNear(other))].slice(
      0,
      besideCount,
    );
    const page = await bookPage({ ...sheetOf(counter, context), book, inBasket, beside });
    return context.html(page, 200, perReader);
  });
  app.get('/covers/:name', (context) => {
    const cover = covers.get(context.req.param('name'));
    if (cover === undefined) return context.notFound();
    const headers = { 'content-type': 'image/svg+xml; charset=utf-8', 'cache-control': 'max-age=3600' };
    return context.body(cover, 200, headers);
  });
}
