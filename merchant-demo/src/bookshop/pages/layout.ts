/** What every page of the bookshop stands in: head, shop sign, content, small print. */
import { formatAmount } from '@ecomm/merchant';
import { html } from 'hono/html';
import type { Language } from '../../catalogue/language.ts';
import type { Html } from '../../catalogue/pages/layout.ts';
import type { Country } from '../cart/postage.ts';
import { localeOf, type Words, wordsOf } from '../words/words.ts';

export type { Html } from '../../catalogue/pages/layout.ts';

/** What every page is made with: whose it is, in which language, and what is in the basket. */
export interface Sheet {
  readonly language: Language;
  /** The merchant's certified name. */
  readonly shopName: string;
  /** Where the parcels leave. */
  readonly town: string;
  readonly home: Country;
  readonly currency: string;
  readonly basketCount: number;
}

export interface Page extends Sheet {
  readonly title: string;
  /** The page's own path, for the language switch. */
  readonly path: string;
  /** Further elements of the head. */
  readonly head?: Html | undefined;
  /** 'till' leaves the ways out of the till small: no basket, a lock of quiet around the payment. */
  readonly place: 'shop' | 'till';
  readonly content: Html;
}

export async function layout(page: Page): Promise<string> {
  const { language, shopName, title, head, content, place } = page;
  const words = wordsOf(language);
  const document = await html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title === shopName ? title : `${title} – ${shopName}`}</title>
<link rel="icon" href="/assets/bookshop.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/bookshop.css">
${head ?? ''}
</head>
<body class="${place}">
<a class="skip" href="#content">${words.skip}</a>
${sign(page, words)}
<main id="content">
${content}
</main>
<footer class="colophon">
<p>${words.colophon}</p>
<p class="links"><a class="quiet" href="/orders">${words.myOrders}</a> <a class="quiet" href="/operator">${words.operator}</a></p>
</footer>
</body>
</html>
`;
  return document.toString();
}

function sign({ language, shopName, town, path, basketCount }: Page, words: Words): Html {
  const other = language === 'fr' ? 'en' : 'fr';
  return html`<header class="sign">
<a class="sign-name" href="/">${shopName}</a>
<span class="motto">${words.motto} ${town}</span>
<nav aria-label="${shopName}">
<a class="quiet" href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${words.otherLanguage}</a>
<a class="quiet basket-link" href="/cart">${words.basket}${
    basketCount === 0 ? '' : html` <span class="count">${basketCount}</span>`
  }</a>
</nav>
</header>`;
}

/** An amount in words: `12,50 €`. */
export function moneyOf({ language, currency }: Pick<Sheet, 'language' | 'currency'>, value: number): string {
  return formatAmount({ currency, value }, localeOf(language));
}
