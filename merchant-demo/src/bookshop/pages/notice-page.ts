/** A page that says one thing: not found, an error of ours, a form from elsewhere, too many orders. */
import { html } from 'hono/html';
import { wordsOf } from '../words/words.ts';
import { layout, type Sheet } from './layout.ts';

export interface NoticePage extends Sheet {
  readonly notice: 'notFound' | 'failureNotice' | 'foreignForm' | 'busyNotice';
}

export function noticePage({ notice, ...sheet }: NoticePage): Promise<string> {
  const words = wordsOf(sheet.language);
  const title = words[`${notice}Title`];
  const content = html`<section class="notice"><h1>${title}</h1><p>${words[notice]}</p>
<p><a class="button" href="/">${words.home}</a></p></section>`;
  return layout({ ...sheet, title, path: '/', place: 'shop', content });
}
