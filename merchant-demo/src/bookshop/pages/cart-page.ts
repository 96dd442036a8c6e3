/** The basket. */
import { html } from 'hono/html';
import { bookPathOf, bookPriceOf } from '../books/book.ts';
import { countryName } from '../cart/address.ts';
import { booksTotal, type Cart, type CartLine } from '../cart/cart.ts';
import { postageOf } from '../cart/postage.ts';
import { wordsOf } from '../words/words.ts';
import { billOf } from './bill.ts';
import { countSelect } from './book-page.ts';
import { type Html, layout, moneyOf, type Sheet } from './layout.ts';
import { coverImage } from './shelf-page.ts';

export interface CartPage extends Sheet {
  readonly cart: Cart;
  /** Something was just put in. */
  readonly added: boolean;
}

export function cartPage(page: CartPage): Promise<string> {
  const { language, home, currency, cart, added } = page;
  const words = wordsOf(language);
  const booksMinor = booksTotal(cart, currency);
  const postageMinor = postageOf({ booksMinor, from: home, to: home, currency });
  const postageLabel = `${words.postageTo} ${countryName(home, language)}`;
  const content =
    cart.length === 0
      ? html`<section class="notice"><h1>${words.basket}</h1><p>${words.basketEmpty}</p>
<p><a class="button" href="/">${words.toShelves}</a></p></section>`
      : html`<h1>${words.basket}</h1>
${added ? html`<p class="flash" role="status">${words.added}</p>` : ''}
<div class="split">
<ul class="lines">${cart.map((line) => html`<li>${lineOf(line, page)}</li>`)}</ul>
<aside class="side" aria-label="${words.total}">
${billOf(page, { booksMinor, postageMinor, postageLabel })}
${home === 'FR' ? html`<p class="small">${words.postageNote}</p>` : ''}
<p><a class="button button-wide" href="/checkout">${words.toCheckout}</a></p>
<p><a class="quiet" href="/">${words.home}</a></p>
</aside>
</div>`;
  return layout({ ...page, title: words.basket, path: '/cart', place: 'shop', content });
}

function lineOf({ book, count }: CartLine, page: CartPage): Html {
  const words = wordsOf(page.language);
  const each = bookPriceOf(book, page.currency);
  const id = `count-${book.slug}`;
  return html`<a class="line-cover" href="${bookPathOf(book)}" tabindex="-1" aria-hidden="true">${coverImage(book)}</a>
<div class="line-text"><h2><a href="${bookPathOf(book)}" lang="fr">${book.title}</a></h2>
<p class="small">${book.author} · ${moneyOf(page, each)} ${words.each}</p>
<form class="line-form" method="post" action="/cart">
<input type="hidden" name="set" value="${book.slug}">
<label for="${id}" class="visually-hidden">${words.howMany}, ${book.title}</label>${countSelect(count, id)}
<button class="button button-quiet">${words.change}</button>
<button class="button button-quiet" name="remove" value="yes">${words.remove}<span class="visually-hidden"> ${book.title}</span></button>
</form></div>
<p class="line-price money">${moneyOf(page, count * each)}</p>`;
}
