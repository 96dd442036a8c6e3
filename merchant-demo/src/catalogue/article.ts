/** An article as the newsroom delivers it. It knows its price and nothing of how one pays. */
import type { Language, LocalText } from './language.ts';

export interface Article {
  /** In its address: `/article/<slug>`. */
  readonly slug: string;
  readonly section: LocalText;
  readonly title: LocalText;
  /** One or two sentences that everyone may read. */
  readonly standfirst: LocalText;
  readonly author: string;
  /** Paragraphs. The first letters of the first one show through on the payment page. */
  readonly body: Readonly<Record<Language, readonly string[]>>;
  /** A drawing's name: drawings/<name>.svg. */
  readonly drawing?: string;
  /** Minor units per ISO 4217 currency; empty for what is free. */
  readonly prices: Readonly<Record<string, number>>;
  /** Whether the page that asks for payment names its offer in the body too, or in the headers alone. */
  readonly offerInBody: boolean;
}

export interface Edition {
  /** In the order of the front page. */
  readonly articles: readonly Article[];
  /** How many stand on the front page before "more articles" is asked for. */
  readonly frontPageCount: number;
}

export function pathOf({ slug }: Pick<Article, 'slug'>): string {
  return `/article/${slug}`;
}

export function findArticle({ articles }: Edition, slug: string): Article | undefined {
  return articles.find((article) => article.slug === slug);
}

/** Minor units, or `undefined` where it is free (or not sold in that currency). */
export function priceOf({ prices }: Article, currency: string): number | undefined {
  return Object.hasOwn(prices, currency) ? prices[currency] : undefined;
}

/** Minutes to read it, at 220 words a minute. */
export function readingMinutes({ body }: Article, language: Language): number {
  const words = body[language].join(' ').split(/\s+/).length;
  return Math.max(1, Math.round(words / 220));
}
