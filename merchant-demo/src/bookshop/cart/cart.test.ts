/** The basket is a cookie: whatever comes in it, what comes out is books of ours in sensible numbers. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bookPriceOf, findBook } from '../books/book.ts';
import { allBooks } from '../books/index.ts';
import { bookCount, booksTotal, formatCart, maxCount, parseCart, withCount } from './cart.ts';

const candide = findBook(allBooks, 'candide');
const horla = findBook(allBooks, 'horla');
if (candide === undefined || horla === undefined) throw new Error('these two are always in stock');

describe('a basket', () => {
  test('counts and sums what is in it', () => {
    const cart = withCount(withCount([], candide, 2), horla, 1);
    expect(formatCart(cart)).toBe('candide.2~horla.1');
    expect([bookCount(cart), booksTotal(cart, 'EUR')]).toEqual([3, 1140]);
  });
  test('holds a book once, nine of it at most, and none of it at zero', () => {
    const full = withCount(withCount([], candide, 2), candide, 99);
    expect(full).toEqual([{ book: candide, count: maxCount }]);
    expect(withCount(full, candide, 0)).toEqual([]);
    expect(withCount(full, candide, -3)).toEqual([]);
  });
  test.each([
    ['', ''],
    ['candide.2~horla.1', 'candide.2~horla.1'],
    ['candide.0~horla.10~cyrano.1', 'cyrano.1'],
    ['candide.1~candide.9', 'candide.1'],
    ['nowhere.1~__proto__.1~horla', ''],
    ['candide.1.5~horla.-1~cyrano.1e0', 'candide.1'],
  ])('reads %j as %j', (text, kept) => {
    expect(formatCart(parseCart(text, allBooks))).toBe(kept);
  });
  test('read from anything can be written and read again', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom(...allBooks.map(({ slug }) => `${slug}.3`), 'candide.0', '~', '.'),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const cart = parseCart(parts.join('~'), allBooks);
        expect(parseCart(formatCart(cart), allBooks)).toEqual(cart);
        expect(new Set(cart.map(({ book }) => book.slug)).size).toBe(cart.length);
        for (const { count } of cart) expect(count >= 1 && count <= maxCount).toBe(true);
      }),
    );
  });
});

describe('every book', () => {
  test.each(['EUR', 'FRF'])('has a price in %s', (currency) => {
    for (const book of allBooks) expect(bookPriceOf(book, currency)).toBeGreaterThan(0);
  });
  test('without a price in a currency is not given away', () => {
    expect(() => bookPriceOf(candide, 'JPY')).toThrow(/no price in JPY/);
    expect(() => bookPriceOf(candide, 'constructor')).toThrow();
  });
  test('has an address of its own and both languages', () => {
    expect(new Set(allBooks.map(({ slug }) => slug)).size).toBe(allBooks.length);
    for (const { slug, note } of allBooks) {
      expect(slug).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(note.fr !== '' && note.en !== '').toBe(true);
    }
  });
});
