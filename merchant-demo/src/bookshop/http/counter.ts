/** What the bookshop's routes share: the shelves, the shop's certified name, and how a request's page is made. */
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { languageOf } from '../../http/language-of.ts';
import type { Book } from '../books/book.ts';
import { bookCount, type Cart, parseCart } from '../cart/cart.ts';
import type { Country } from '../cart/postage.ts';
import type { Sheet } from '../pages/layout.ts';

export interface Counter {
  /** The merchant's certified name. */
  readonly shopName: string;
  /** Its certified town and country: from there the parcels leave. */
  readonly town: string;
  readonly home: Country;
  readonly origin: string;
  /** ISO 4217: every price is in it. */
  readonly currency: string;
  readonly books: readonly Book[];
}

export const cartCookie = 'cart';

export function cartOf({ books }: Pick<Counter, 'books'>, context: Context): Cart {
  return parseCart(getCookie(context, cartCookie) ?? '', books);
}

export function sheetOf(counter: Counter, context: Context): Sheet {
  const { shopName, town, home, currency } = counter;
  const basketCount = bookCount(cartOf(counter, context));
  return { language: languageOf(context), shopName, town, home, currency, basketCount };
}
