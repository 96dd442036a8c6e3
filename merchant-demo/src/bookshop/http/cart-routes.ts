/** The basket: shown, filled, changed. It lives in a cookie of this browser and nowhere else. */
import type { Context, Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { readForm } from '../../http/own-form.ts';
import { findBook } from '../books/book.ts';
import { type Cart, countOf, formatCart, withCount } from '../cart/cart.ts';
import { cartPage } from '../pages/cart-page.ts';
import { type Counter, cartCookie, cartOf, sheetOf } from './counter.ts';

const cartSeconds = 30 * 86_400;
export const noStore = { 'cache-control': 'no-store' };

export function addCartRoutes(app: Hono, counter: Counter): void {
  app.get('/cart', async (context) => {
    const added = context.req.query('added') === 'yes';
    const page = await cartPage({ ...sheetOf(counter, context), cart: cartOf(counter, context), added });
    return context.html(page, 200, noStore);
  });
  app.post('/cart', async (context) => {
    const form = await readForm(context);
    const changed = changedCart(counter, cartOf(counter, context), form);
    if (changed === undefined) return context.notFound();
    keepCart(counter, context, changed);
    return context.redirect(form.has('add') ? '/cart?added=yes' : '/cart', 303);
  });
}

export function keepCart({ origin }: Counter, context: Context, cart: Cart): void {
  setCookie(context, cartCookie, formatCart(cart), {
    path: '/',
    maxAge: cart.length === 0 ? 0 : cartSeconds,
    httpOnly: true,
    sameSite: 'Lax',
    secure: origin.startsWith('https:'),
  });
}

/** `undefined` when the form names no book of ours, or no number of copies. */
function changedCart({ books }: Counter, cart: Cart, form: URLSearchParams): Cart | undefined {
  const slug = form.get('add') ?? form.get('set') ?? '';
  const book = findBook(books, slug);
  const count = /^[1-9]$/.test(form.get('count') ?? '') ? Number(form.get('count')) : undefined;
  if (book === undefined || count === undefined) return undefined;
  if (form.has('add')) return withCount(cart, book, countOf(cart, slug) + count);
  return withCount(cart, book, form.has('remove') ? 0 : count);
}
