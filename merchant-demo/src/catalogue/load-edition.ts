/**
 * An edition from a JSON file: {articles: [{slug, title, standfirst, body, priceMinor …}]}, in the shop's own
 * currency. A text is a string for both languages, or {fr, en}.
 */
import * as v from 'valibot';
import type { Article, Edition } from './article.ts';
import type { LocalText } from './language.ts';

const text = (maxLength: number) => {
  const plain = v.pipe(v.string(), v.minLength(1), v.maxLength(maxLength), v.regex(/^[^\p{Cc}\p{Cf}]*$/u));
  return v.union([plain, v.strictObject({ fr: plain, en: plain })]);
};

const articleSchema = v.strictObject({
  slug: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), v.maxLength(80)),
  section: v.optional(text(60), { fr: 'Divers', en: 'Miscellany' }),
  title: text(200),
  standfirst: text(1000),
  author: v.optional(v.pipe(v.string(), v.maxLength(80)), 'La rédaction'),
  body: v.pipe(v.array(text(10_000)), v.minLength(1), v.maxLength(200)),
  /** Absent: free. */
  priceMinor: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  offerInBody: v.optional(v.boolean(), true),
});

const editionSchema = v.strictObject({
  articles: v.pipe(v.array(articleSchema), v.minLength(1), v.maxLength(1000)),
  frontPageCount: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1)), 8),
});

/** Throws a ValiError that names the first field that is wrong, or an Error for a slug given twice. */
export function loadEdition(json: string, currency: string): Edition {
  const { articles, frontPageCount } = v.parse(editionSchema, JSON.parse(json));
  const slugs = new Set(articles.map(({ slug }) => slug));
  if (slugs.size !== articles.length) throw new Error('two articles of the catalogue have the same slug');
  return {
    frontPageCount,
    articles: articles.map((article): Article => {
      const body = article.body.map(inBoth);
      return {
        slug: article.slug,
        section: inBoth(article.section),
        title: inBoth(article.title),
        standfirst: inBoth(article.standfirst),
        author: article.author,
        body: { fr: body.map(({ fr }) => fr), en: body.map(({ en }) => en) },
        prices: article.priceMinor === undefined ? {} : { [currency]: article.priceMinor },
        offerInBody: article.offerInBody,
      };
    }),
  };
}

function inBoth(value: string | LocalText): LocalText {
  return typeof value === 'string' ? { fr: value, en: value } : value;
}
