/**
 * The 402 page: the beginning of the article, what the rest costs and whom one pays, and a plain way on for
 * people with and without the wallet.
 */
import { html } from 'hono/html';
import { type Article, pathOf } from '../article.ts';
import type { Language } from '../language.ts';
import { typeset } from '../typeset.ts';
import { wordsOf } from '../words.ts';
import type { PriceTag } from './article-entry.ts';
import { articleHead } from './article-page.ts';
import { layout } from './layout.ts';

export interface PaymentPageContent {
  readonly language: Language;
  readonly paper: string;
  readonly today: number;
  readonly article: Article;
  readonly tag: PriceTag;
}

/** About two lines of print. */
const teaserLength = 220;

export function paymentPage({ language, paper, today, article, tag }: PaymentPageContent): Promise<string> {
  const words = wordsOf(language);
  const content = html`<article class="story story-unpaid">
${articleHead(article, language)}
<div class="text teaser"><p>${typeset(teaserOf(article, language), language)}</p></div>
<section class="till" aria-labelledby="till-title">
<h2 id="till-title">${words.payTitle}</h2>
<dl class="bill">
<div><dt>${words.payPrice}</dt><dd class="bill-price">${tag.price}</dd></div>
<div><dt>${words.payTo}</dt><dd>${paper}</dd></div>
</dl>
<div class="ways">
<div><h3>${words.payWith}</h3><p>${words.payWithDo}</p></div>
<div><h3>${words.payWithout}</h3><p>${words.payWithoutDo}</p></div>
</div>
<p class="till-note">${words.payNothing}</p>
</section>
<p class="end"><a href="/">${words.frontPage}</a></p>
</article>`;
  const head = article.offerInBody
    ? html`<link rel="mpoffer" type="application/mpoffer+jwt" href="${tag.offerPath}">`
    : undefined;
  const title = `${article.title[language]} – ${paper}`;
  return layout({ language, paper, today, title, path: pathOf(article), masthead: 'small', head, content });
}

/** The first words, cut between two of them. */
export function teaserOf({ body }: Article, language: Language): string {
  const [first = ''] = body[language];
  if (first.length <= teaserLength)
    return `${first.slice(0, Math.ceil(first.length / 2)).replace(/\s\S*$/, '')} …`;
  return `${first.slice(0, teaserLength).replace(/\s\S*$/, '')} …`;
}
