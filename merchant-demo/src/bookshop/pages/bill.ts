/** What it comes to: books, postage, total. The same on the basket, at the till and on the order. */
import { html } from 'hono/html';
import { wordsOf } from '../words/words.ts';
import { type Html, moneyOf, type Sheet } from './layout.ts';

export interface Bill {
  readonly booksMinor: number;
  readonly postageMinor: number;
  readonly postageLabel: string;
}

export function billOf(sheet: Sheet, { booksMinor, postageMinor, postageLabel }: Bill): Html {
  const words = wordsOf(sheet.language);
  return html`<dl class="bill">
<div><dt>${words.books}</dt><dd>${moneyOf(sheet, booksMinor)}</dd></div>
<div><dt>${postageLabel}</dt><dd>${moneyOf(sheet, postageMinor)}</dd></div>
<div class="bill-total"><dt>${words.total}</dt><dd>${moneyOf(sheet, booksMinor + postageMinor)}</dd></div>
</dl>`;
}

/** Books with how many of each, small, for the side of a page. */
export function bookList(
  sheet: Sheet,
  lines: readonly { title: string; count: number; eachMinor: number }[],
): Html {
  return html`<ul class="brief">${lines.map(
    ({
      title,
      count,
      eachMinor,
    }) => html`<li><span><span class="times">${count} ×</span> <span lang="fr">${title}</span></span>
<span class="money">${moneyOf(sheet, count * eachMinor)}</span></li>`,
  )}</ul>`;
}
