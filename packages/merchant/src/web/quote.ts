/** What the catalogue says of a resource when asked for its price. */
import type { Amount, MpOffer } from '@ecomm/protocol';

export interface Quote {
  readonly title: string;
  readonly description: string;
  readonly price: Amount;
  readonly use?: MpOffer['use'];
  readonly contentDigest?: string;
}

/** The catalogue's side: `undefined` for what is not for sale. The request tells the reader's language. */
export type QuoteResource = (
  resource: string,
  request: Request,
) => Quote | undefined | Promise<Quote | undefined>;
