/** A page that says one thing: not found, an error of ours, a spent link. */
import { html } from 'hono/html';
import type { Language } from '../language.ts';
import { wordsOf } from '../words.ts';
import { layout } from './layout.ts';

export interface NoticePage {
  readonly language: Language;
  readonly paper: string;
  readonly today: number;
  readonly notice: 'notFound' | 'failure' | 'delivery';
}

export function noticePage({ language, paper, today, notice }: NoticePage): Promise<string> {
  const words = wordsOf(language);
  const heading = words[`${notice}Title`];
  const content = html`<section class="notice">
<h1>${heading}</h1>
<p>${words[notice]}</p>
<p><a class="button" href="/">${words.frontPage}</a></p>
</section>`;
  return layout({
    language,
    paper,
    today,
    title: `${heading} – ${paper}`,
    path: '/',
    masthead: 'small',
    content,
  });
}
