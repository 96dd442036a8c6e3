/** The 402 page of a shop that has none of its own: what it costs, and what to do without a wallet. */
import { type Amount, currencyOf } from '@ecomm/protocol';
import type { Quote } from './quote.ts';

/** What a page for people needs to show. */
export interface PaymentRequired {
  readonly resource: string;
  readonly quote: Quote;
  readonly merchantName: string;
  /** Path and query: the `href` of `<link rel="mpoffer" type="application/mpoffer+jwt">`. */
  readonly offerPath: string;
}

/** Writes the HTML body. */
export type PaymentPage = (required: PaymentRequired) => string | Promise<string>;

const words = {
  en: {
    asks: (name: string, price: string) => `${name} asks ${price} for it.`,
    how: 'If you have the eComm wallet in this browser, open it to pay. If not, install it and load this page again.',
  },
  fr: {
    asks: (name: string, price: string) => `${name} en demande ${price}.`,
    how: 'Si vous avez le portefeuille eComm dans ce navigateur, ouvrez-le pour payer. Sinon, installez-le et rechargez cette page.',
  },
};

/** In French where the quote says so, in English else; it brings no style, so that any policy of the shop's admits it. */
export function defaultPaymentPage({ quote, merchantName, offerPath }: PaymentRequired): string {
  const language = /^fr\b/i.test(quote.language ?? '') ? 'fr' : 'en';
  const { asks, how } = words[language];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(quote.title)}</title>
<link rel="mpoffer" type="application/mpoffer+jwt" href="${escapeHtml(offerPath)}">
</head>
<body>
<main>
<h1>${escapeHtml(quote.title)}</h1>
<p>${escapeHtml(quote.description)}</p>
<p>${escapeHtml(asks(merchantName, formatAmount(quote.price, language)))}</p>
<p>${how}</p>
</main>
</body>
</html>
`;
}

/** "€0.20", "3,00 F": as people of that language write it. */
export function formatAmount({ currency, value }: Amount, language: string): string {
  const { exponent } = currencyOf(currency);
  return new Intl.NumberFormat(language, { style: 'currency', currency }).format(value / 10 ** exponent);
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
