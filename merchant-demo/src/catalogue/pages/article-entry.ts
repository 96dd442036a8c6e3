/** An article as it stands in a list: headline, standfirst, price tag. A priced headline carries its offer. */
import { html } from 'hono/html';
import { type Article, pathOf, readingMinutes } from '../article.ts';
import { drawingOf } from '../drawings.ts';
import type { Language } from '../language.ts';
import { typeset } from '../typeset.ts';
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
  rank: 'lead' | 'second' | 'feature' | 'plain',
): Html {
  const words = wordsOf(language);
  return html`<article class="entry entry-${rank}">
${rank === 'plain' ? '' : drawingOf(article)}
<p class="section">${typeset(article.section[language], language)}</p>
<h2 class="headline">${headlineLink({ article, tag }, language)}</h2>
<p class="standfirst">${typeset(article.standfirst[language], language)}</p>
<p class="byline"><span>${words.by} ${article.author}</span> <span>${readingMinutes(article, language)} ${words.minutes}</span>
${priceMark(tag, language)}</p>
</article>`;
}

function headlineLink({ article, tag }: ListedArticle, language: Language): Html {
  const title = typeset(article.title[language], language);
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
