/** One book: cover, what the shop says of it, its first words, and a way into the basket. */
import { html } from 'hono/html';
import { typeset } from '../../catalogue/typeset.ts';
import { type Book, bookPathOf, bookPriceOf } from '../books/book.ts';
import { maxCount } from '../cart/cart.ts';
import { wordsOf } from '../words/words.ts';
import { type Html, layout, moneyOf, type Sheet } from './layout.ts';
import { bookEntry, coverImage } from './shelf-page.ts';

export interface BookPage extends Sheet {
  readonly book: Book;
  /** How many of it are in the basket. */
  readonly inBasket: number;
  /** The others on its shelf. */
  readonly beside: readonly Book[];
}

export function bookPage(page: BookPage): Promise<string> {
  const { language, book, beside } = page;
  const words = wordsOf(language);
  const content = html`<article class="leaf">
<div class="leaf-cover">${coverImage(book)}</div>
<div class="leaf-text">
<h1 lang="fr">${book.title}</h1>
<p class="leaf-author">${book.author}</p>
<p class="leaf-note">${typeset(book.note[language], language)}</p>
<blockquote class="opening" lang="fr" aria-label="${words.opening}"><p>${typeset(`« ${book.opening} »`, 'fr')}</p></blockquote>
${buyForm(page)}
<dl class="facts">
<div><dt>${words.binding}</dt><dd>${book.binding[language]}</dd></div>
<div><dt>${words.pageCount}</dt><dd>${book.pageCount}</dd></div>
<div><dt>${words.firstOut}</dt><dd>${book.year}</dd></div>
</dl>
</div>
</article>
${
  beside.length === 0
    ? ''
    : html`<section class="shelf beside" aria-labelledby="beside"><h2 id="beside">${words.alsoOnShelf}</h2>
<ul class="row">${beside.map((other) => html`<li>${bookEntry(other, page)}</li>`)}</ul></section>`
}`;
  return layout({ ...page, title: book.title, path: bookPathOf(book), place: 'shop', content });
}

function buyForm(page: BookPage): Html {
  const { language, book, currency, inBasket } = page;
  const words = wordsOf(language);
  return html`<form class="buy" method="post" action="/cart">
<input type="hidden" name="add" value="${book.slug}">
<p class="buy-price">${moneyOf(page, bookPriceOf(book, currency))} <small>${words.vatIncluded}</small></p>
<label class="buy-count">${words.howMany} ${countSelect(1)}</label>
<button class="button">${words.addToBasket}</button>
${inBasket === 0 ? '' : html`<p class="buy-had">${inBasket} ${words.inBasket}</p>`}
</form>`;
}

export function countSelect(chosen: number, id?: string): Html {
  const counts = Array.from({ length: maxCount }, (_, index) => index + 1);
  return html`<select name="count" ${id === undefined ? '' : html`id="${id}"`}>${counts.map(
    (count) => html`<option value="${count}" ${count === chosen ? 'selected' : ''}>${count}</option>`,
  )}</select>`;
}
