/** Joins catalogue and payment part: what an article costs here, in words and as a quote for its offer. */
import { formatAmount, offerPathOf, type Quote } from '@ecomm/merchant';
import { type Article, type Edition, pathOf, priceOf } from '../catalogue/article.ts';
import type { Language } from '../catalogue/language.ts';
import type { ListedArticle, PriceTag } from '../catalogue/pages/article-entry.ts';

export interface PriceTags {
  /** `undefined` for what is free. */
  quoteOf(article: Article, language: Language): Quote | undefined;
  tagOf(article: Article, language: Language): PriceTag | undefined;
  listed(article: Article, language: Language): ListedArticle;
}

export function priceTags(currency: string): PriceTags {
  const tagOf: PriceTags['tagOf'] = (article, language) => {
    const value = priceOf(article, currency);
    if (value === undefined) return undefined;
    const price = formatAmount({ currency, value }, language === 'fr' ? 'fr-FR' : 'en-GB');
    return { price, offerPath: offerPathOf(pathOf(article), language) };
  };
  return {
    tagOf,
    quoteOf: (article, language) => {
      const value = priceOf(article, currency);
      if (value === undefined) return undefined;
      const price = { currency, value };
      return { title: article.title[language], description: article.standfirst[language], price, language };
    },
    listed: (article, language) => ({ article, tag: tagOf(article, language) }),
  };
}

/** An article that has prices, but none in this currency, would be given away. Throws an Error that names it. */
export function assertPriced({ articles }: Edition, currency: string): void {
  for (const article of articles)
    if (Object.keys(article.prices).length > 0 && priceOf(article, currency) === undefined)
      throw new Error(`article ${article.slug} has no price in ${currency}`);
}
