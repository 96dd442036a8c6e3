/** Where a request says which language its reader wants, and how `?lang` is remembered. */
import type { Context, MiddlewareHandler } from 'hono';
import { chooseLanguage, type Language, languageCookie, languages } from '../catalogue/language.ts';

export function languageOf(source: Context | Request): Language {
  const request = source instanceof Request ? source : source.req.raw;
  const cookies = request.headers.get('cookie') ?? '';
  return chooseLanguage({
    query: new URL(request.url).searchParams.get('lang') ?? undefined,
    cookie: cookies
      .split(/; */)
      .find((pair) => pair.startsWith(`${languageCookie}=`))
      ?.slice(languageCookie.length + 1),
    acceptLanguage: request.headers.get('accept-language') ?? undefined,
  });
}

/** A choice by `?lang` holds for the pages after it. */
export const rememberLanguage: MiddlewareHandler = async (context, next) => {
  await next();
  const chosen = languages.find((language) => language === context.req.query('lang'));
  if (chosen !== undefined)
    context.res.headers.append(
      'set-cookie',
      `${languageCookie}=${chosen}; Path=/; Max-Age=31536000; SameSite=Lax`,
    );
};
