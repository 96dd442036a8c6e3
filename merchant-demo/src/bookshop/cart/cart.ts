/** The basket: which books, how many of each. It travels in a cookie, so everything in it is checked again. */
import { type Book, bookPriceOf, findBook } from '../books/book.ts';

export interface CartLine {
  readonly book: Book;
  readonly count: number;
}

export type Cart = readonly CartLine[];

/** Of one title; who needs more writes to us. */
export const maxCount = 9;

/** `candide.2~horla.1`. What is unknown, double or out of bounds is left out. */
export function parseCart(text: string, books: readonly Book[]): Cart {
  let cart: Cart = [];
  for (const part of text.slice(0, 2000).split('~')) {
    const [slug = '', digits = ''] = part.split('.', 2);
    const book = findBook(books, slug);
    if (book !== undefined && /^[1-9]$/.test(digits) && countOf(cart, slug) === 0)
      cart = withCount(cart, book, Number(digits));
  }
  return cart;
}

export function formatCart(cart: Cart): string {
  return cart.map(({ book, count }) => `${book.slug}.${count}`).join('~');
}

export function countOf(cart: Cart, slug: string): number {
  return cart.find(({ book }) => book.slug === slug)?.count ?? 0;
}

/** Sets how many there are of a book, 0 to take it out; what is more than nine becomes nine. */
export function withCount(cart: Cart, book: Book, count: number): Cart {
  const kept = Math.min(Math.max(Math.trunc(count), 0), maxCount);
  const line = { book, count: kept };
  if (kept === 0) return cart.filter((other) => other.book.slug !== book.slug);
  return countOf(cart, book.slug) === 0
    ? [...cart, line]
    : cart.map((other) => (other.book.slug === book.slug ? line : other));
}

export function bookCount(cart: Cart): number {
  return cart.reduce((sum, { count }) => sum + count, 0);
}

/** Minor units. */
export function booksTotal(cart: Cart, currency: string): number {
  return cart.reduce((sum, { book, count }) => sum + count * bookPriceOf(book, currency), 0);
}
