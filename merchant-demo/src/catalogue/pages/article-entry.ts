/** An article as it stands in a list: headline, standfirst, price tag. A priced headline carries its offer. */
import { html } from 'hono/html';
import { type Article, pathOf, readingMinutes } from '../article.ts';
import type { Language } from '../language.ts';
import { wordsOf } from '../words.ts';
import type { Html } from './layout.ts';

/** What the payment part adds to an article: its price in words and where its offer is. */
export interface PriceTag {
  readonly price: string;
  readonly offerPath: string;
}

export interface ListedArticle {
  readonly article: Article;
  /** `undefined` for what is free. */
  readonly tag: PriceTag | undefined;
}

export function articleEntry(
  { article, tag }: ListedArticle,
  language: Language,
  rank: 'lead' | 'second' | 'plain',
): Html {
  const words = wordsOf(language);
  const drawing =
    article.drawing === undefined || rank === 'plain'
      ? ''
      : html`<img class="drawing" src="/assets/${article.drawing}.svg" alt="" width="480" height="300">`;
  return html`<article class="entry entry-${rank}">
${drawing}
<p class="section">${article.section[language]}</p>
<h2 class="headline">${headlineLink({ article, tag }, language)}</h2>
<p class="standfirst">${article.standfirst[language]}</p>
<p class="byline"><span>${words.by} ${article.author}</span> <span>${readingMinutes(article, language)} ${words.minutes}</span>
${priceMark(tag, language)}</p>
</article>`;
}

function headlineLink({ article, tag }: ListedArticle, language: Language): Html {
  const title = article.title[language];
  return tag === undefined
    ? html`<a href="${pathOf(article)}">${title}</a>`
    : html`<a href="${pathOf(article)}" data-mpoffer="${tag.offerPath}">${title}</a>`;
}

export function priceMark(tag: PriceTag | undefined, language: Language): Html {
  const words = wordsOf(language);
  return tag === undefined
    ? html`<span class="price price-free">${words.free}</span>`
    : html`<span class="price"><span class="visually-hidden">${words.priced} </span>${tag.price}</span>`;
}
