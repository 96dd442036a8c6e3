/** What the catalogue says of a resource when asked for its price. */
import { type Amount, type MpOffer, textField } from '@ecomm/protocol';
import * as v from 'valibot';
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

/** Bounds of GoodsDescription. */
const maxTitleLength = 200;
const maxDescriptionLength = 2000;

/** Gives the quote back. Throws a TypeError that says what it should be: a mistake of the shop, not of who asks. */
export function checkQuote(quote: Quote): Quote {
  checkText('title', quote.title, maxTitleLength);
  checkText('description', quote.description, maxDescriptionLength);
  checkPrice('price', quote.price);
  if (quote.language !== undefined && !isLanguageTag(quote.language))
    throw new TypeError(`language is ${quote.language}, and should be as fr or pt-BR`);
  return quote;
}

function checkText(name: string, text: string, maxLength: number): void {
  if (!v.is(textField(maxLength), text) || text.trim() === '')
    throw new TypeError(`${name} should be one line of 1 to ${maxLength} characters, which the wallet shows`);
}
