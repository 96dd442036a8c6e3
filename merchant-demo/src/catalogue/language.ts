/** The reader's language: `?lang`, then the cookie that `?lang` left, then Accept-Language, then French. */
export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

/** A text in both of the newspaper's languages. */
export type LocalText = Readonly<Record<Language, string>>;

export const languageCookie = 'lang';

export interface LanguageHints {
  readonly query: string | undefined;
  readonly cookie: string | undefined;
  readonly acceptLanguage: string | undefined;
}

export function chooseLanguage({ query, cookie, acceptLanguage }: LanguageHints): Language {
  return known(query) ?? known(cookie) ?? preferred(acceptLanguage ?? '') ?? 'fr';
}

/** RFC 9110 section 12.5.4: the highest weight wins, and of equals the first. */
function preferred(acceptLanguage: string): Language | undefined {
  const ranges = acceptLanguage
    .split(',')
    .slice(0, 20)
    .map((range) => {
      const [tag = '', ...parameters] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const weight = parameters.find((parameter) => parameter.startsWith('q='));
      return {
        language: known(tag.split('-')[0]),
        weight: weight === undefined ? 1 : Number(weight.slice(2)),
      };
    })
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight);
  return ranges.find(({ language }) => language !== undefined)?.language;
}

function known(text: string | undefined): Language | undefined {
  return languages.find((language) => language === text);
}
