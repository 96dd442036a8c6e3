/** An article that one may read, whole. */
import { html } from 'hono/html';
import { type Article, pathOf, readingMinutes } from '../article.ts';
import { drawingOf } from '../drawings.ts';
import type { Language } from '../language.ts';
import { typeset } from '../typeset.ts';
import { wordsOf } from '../words.ts';
import { type Html, layout } from './layout.ts';

export interface ArticlePage {
  readonly language: Language;
  readonly paper: string;
  readonly today: number;
  readonly article: Article;
  readonly paid: boolean;
}

export function articlePage({ language, paper, today, article, paid }: ArticlePage): Promise<string> {
  const words = wordsOf(language);
  const content = html`<article class="story">
${articleHead(article, language)}
${paid ? html`<p class="paid">${words.paid}</p>` : ''}
<div class="text">${article.body[language].map((paragraph) => html`<p>${typeset(paragraph, language)}</p>\n`)}</div>
<p class="end"><a href="/">${words.frontPage}</a></p>
</article>`;
  const title = `${article.title[language]} – ${paper}`;
  return layout({ language, paper, today, title, path: pathOf(article), masthead: 'small', content });
}

export function articleHead(article: Article, language: Language): Html {
  const words = wordsOf(language);
  return html`<header class="story-head">
<p class="section">${typeset(article.section[language], language)}</p>
<h1 class="headline">${typeset(article.title[language], language)}</h1>
<p class="standfirst">${typeset(article.standfirst[language], language)}</p>
<p class="byline"><span>${words.by} ${article.author}</span> <span>${readingMinutes(article, language)} ${words.minutes}</span></p>
${drawingOf(article)}
</header>`;
}
