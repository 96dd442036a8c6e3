/** An article for the script that adds it to the front page: texts only, in the reader's language. */
import { pathOf, readingMinutes } from './article.ts';
import type { Language } from './language.ts';
import type { ListedArticle } from './pages/article-entry.ts';
import { typeset } from './typeset.ts';
import { wordsOf } from './words.ts';

export interface ArticleSummary {
  readonly href: string;
  readonly offerPath?: string;
  readonly section: string;
  readonly title: string;
  readonly standfirst: string;
  readonly byline: string;
  readonly minutes: string;
  readonly price: string;
  /** What a screen reader says before the price. */
  readonly priceLabel: string;
  readonly free: boolean;
}

export function articleSummary({ article, tag }: ListedArticle, language: Language): ArticleSummary {
  const words = wordsOf(language);
  return {
    href: pathOf(article),
    ...(tag === undefined ? {} : { offerPath: tag.offerPath }),
    section: typeset(article.section[language], language),
    title: typeset(article.title[language], language),
    standfirst: typeset(article.standfirst[language], language),
    byline: `${words.by} ${article.author}`,
    minutes: `${readingMinutes(article, language)} ${words.minutes}`,
    price: tag?.price ?? words.free,
    priceLabel: words.priced,
    free: tag === undefined,
  };
}
