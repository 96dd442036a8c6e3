/** A book as it stands on the shelf. It knows its price and nothing of how one pays. */
import type { LocalText } from '../../catalogue/language.ts';

export interface Book {
  /** In its address: `/book/<slug>`. */
  readonly slug: string;
  /** In French, the language of every book here. */
  readonly title: string;
  readonly author: string;
  /** When it first came out. */
  readonly year: number;
  readonly shelf: Shelf;
  readonly binding: LocalText;
  readonly pageCount: number;
  /** What the booksellers say of it. */
  readonly note: LocalText;
  /** Its first words, in French. */
  readonly opening: string;
  readonly cover: Cover;
  /** Minor units per ISO 4217 currency, VAT included. */
  readonly prices: Readonly<Record<string, number>>;
}

export type Shelf = 'novels' | 'adventure' | 'verse' | 'sets';

export interface Cover {
  /** CSS colours. */
  readonly ground: string;
  readonly ink: string;
  readonly spot: string;
  /** The title as it is set on the cover, line by line. */
  readonly lines: readonly string[];
}

export const shelves: readonly Shelf[] = ['novels', 'adventure', 'verse', 'sets'];

export function bookPathOf({ slug }: Pick<Book, 'slug'>): string {
  return `/book/${slug}`;
}

/** Minor units. Throws an Error for a book that has no price in this currency: it would be given away. */
export function bookPriceOf({ slug, prices }: Book, currency: string): number {
  const price = Object.hasOwn(prices, currency) ? prices[currency] : undefined;
  if (price === undefined) throw new Error(`book ${slug} has no price in ${currency}`);
  return price;
}

export function findBook(books: readonly Book[], slug: string): Book | undefined {
  return books.find((book) => book.slug === slug);
}
