/** What the catalogue says of a resource when asked for its price. */
import type { Amount, MpOffer } from '@ecomm/protocol';
import { isLanguageTag } from '../offers/resource.ts';
import { checkPrice } from './check-price.ts';

export interface Quote {
  readonly title: string;
  readonly description: string;
  readonly price: Amount;
  readonly use?: MpOffer['use'];
  readonly contentDigest?: string;
  /** Of title and description, where the page's reader chose it: `fr`. The wallet is then given the offer in it. */
  readonly language?: string;
}

/** The catalogue's side: `undefined` for what is not for sale. The request tells the reader's language. */
export type QuoteResource = (
  resource: string,
  request: Request,
) => Quote | undefined | Promise<Quote | undefined>;

/** Gives the quote back. Throws a TypeError that says what it should be: a mistake of the shop, not of who asks. */
export function checkQuote(quote: Quote): Quote {
  for (const name of ['title', 'description'] as const) {
    if (typeof quote[name] !== 'string' || quote[name].trim() === '')
      throw new TypeError(`a quote has a ${name}, a text that the wallet shows`);
  }
  checkPrice('price', quote.price);
  if (quote.language !== undefined && !isLanguageTag(quote.language))
    throw new TypeError(`language is ${quote.language}, and should be as fr or pt-BR`);
  return quote;
}
