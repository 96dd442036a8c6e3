/** The first page: what the shop is, one set in the window, and the shelves. */
import { html } from 'hono/html';
import { type Book, bookPathOf, bookPriceOf, shelves } from '../books/book.ts';
import { coverHeight, coverPathOf, coverWidth } from '../books/covers.ts';
import { wordsOf } from '../words/words.ts';
import { type Html, layout, moneyOf, type Sheet } from './layout.ts';

export interface ShelfPage extends Sheet {
  readonly books: readonly Book[];
}

/** How many covers stand in the window. */
const windowCount = 5;

export function shelfPage(page: ShelfPage): Promise<string> {
  const { language, shopName, books } = page;
  const words = wordsOf(language);
  const inWindow = ['vingt-mille-lieues', 'fleurs-du-mal', 'monte-cristo', 'cyrano', 'princesse-de-cleves']
    .flatMap((slug) => books.filter((book) => book.slug === slug))
    .slice(0, windowCount);
  const content = html`<section class="window">
<div class="window-text"><h1>${words.heroTitle}</h1><p>${words.hero}</p></div>
<div class="window-books" aria-hidden="true">${inWindow.map((book) => coverImage(book))}</div>
</section>
<div class="shelves">${shelves.map((shelf) => {
    const standing = books.filter((book) => book.shelf === shelf);
    return standing.length === 0
      ? ''
      : html`<section class="shelf shelf-${standing.length}" aria-labelledby="shelf-${shelf}">
<h2 id="shelf-${shelf}">${words[shelf]}</h2>
<ul class="row">${standing.map((book) => html`<li>${bookEntry(book, page)}</li>`)}</ul>
</section>
`;
  })}</div>`;
  return layout({ ...page, title: shopName, path: '/', place: 'shop', content });
}

export function bookEntry(book: Book, sheet: Sheet): Html {
  const words = wordsOf(sheet.language);
  return html`<article class="book">
<a class="book-link" href="${bookPathOf(book)}">${coverImage(book)}
<h3 lang="fr">${book.title}</h3></a>
<p class="book-author">${book.author}</p>
<p class="book-price"><span class="visually-hidden">${words.price} </span>${moneyOf(sheet, bookPriceOf(book, sheet.currency))}</p>
</article>`;
}

/** Decoration: the title stands beside it in words. */
export function coverImage(book: Book): Html {
  return html`<img class="cover" src="${coverPathOf(book)}" alt="" width="${coverWidth}" height="${coverHeight}">`;
}
