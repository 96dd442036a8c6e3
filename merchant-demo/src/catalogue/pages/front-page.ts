/** The front page: the lead, two seconds, a feature, the rest in columns, and a button for what did not fit. */
import { html } from 'hono/html';
import type { Language } from '../language.ts';
import { wordsOf } from '../words.ts';
import { articleEntry, type ListedArticle } from './article-entry.ts';
import { type Html, layout } from './layout.ts';

export interface FrontPage {
  readonly language: Language;
  readonly paper: string;
  readonly today: number;
  readonly shown: readonly ListedArticle[];
  /** How many more there are. */
  readonly moreCount: number;
}

/** Where the articles are that a script adds later; without scripts it is a page of its own. */
export const morePath = '/articles/more';

export function frontPage({ language, paper, today, shown, moreCount }: FrontPage): Promise<string> {
  const [lead, ...others] = shown;
  const content = html`<div class="front">
${lead === undefined ? '' : articleEntry(lead, language, 'lead')}
<div class="seconds">${others.slice(0, 2).map((entry) => articleEntry(entry, language, 'second'))}</div>
<div class="columns under">${others.slice(2, 4).map((entry) => articleEntry(entry, language, 'plain'))}</div>
<div class="columns rest">${others.slice(4).map((entry, index) => articleEntry(entry, language, index === 0 ? 'feature' : 'plain'))}</div>
${moreCount === 0 ? '' : moreButton(language, moreCount)}
</div>`;
  const head = html`<script type="module" src="/assets/more-articles.js"></script>`;
  return layout({ language, paper, today, title: paper, path: '/', masthead: 'full', head, content });
}

/** The same list for readers without scripts. */
export function moreArticlesPage(page: Omit<FrontPage, 'moreCount'>): Promise<string> {
  const { language, paper, today, shown } = page;
  const words = wordsOf(language);
  const content = html`<h1 class="list-title">${words.moreTitle}</h1>
<div class="columns list">${shown.map((entry) => articleEntry(entry, language, 'plain'))}</div>
<p><a href="/">${words.frontPage}</a></p>`;
  const title = `${words.moreTitle} – ${paper}`;
  return layout({ language, paper, today, title, path: morePath, masthead: 'small', content });
}

function moreButton(language: Language, moreCount: number): Html {
  const words = wordsOf(language);
  return html`<section class="more" aria-label="${words.moreTitle}">
<div class="columns" data-more-list></div>
<p class="visually-hidden" role="status" data-more-status data-loaded="${words.moreLoaded}" data-failed="${words.moreFailed}"></p>
<a class="button" href="${morePath}" data-more-button>${words.more} <span class="count">${moreCount}</span></a>
</section>`;
}
