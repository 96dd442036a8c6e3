/** The sheet that every page is printed on: head, masthead, content, colophon. */
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Language } from '../language.ts';
import { wordsOf } from '../words.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Sheet {
  readonly language: Language;
  /** The newspaper's name: the merchant's certified one. */
  readonly paper: string;
  /** Milliseconds since 1970. */
  readonly today: number;
  readonly title: string;
  /** The page's own path, for the language switch. */
  readonly path: string;
  readonly masthead: 'full' | 'small';
  /** Further elements of the head. */
  readonly head?: Html | undefined;
  readonly content: Html;
}

export async function layout(sheet: Sheet): Promise<string> {
  const { language, paper, title, head, content } = sheet;
  const words = wordsOf(language);
  const page = await html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/newspaper.css">
${head ?? ''}
</head>
<body>
<a class="skip" href="#content">${words.skip}</a>
${masthead(sheet)}
<main id="content">
${content}
</main>
<footer class="colophon">
<p><strong class="colophon-name">${paper}</strong> ${words.colophon}</p>
<p><a href="/operator">${words.operator}</a></p>
</footer>
</body>
</html>
`;
  return page.toString();
}

function masthead({ language, paper, today, path, masthead: size }: Sheet): Html {
  const words = wordsOf(language);
  const other = language === 'fr' ? 'en' : 'fr';
  const name =
    size === 'full'
      ? html`<h1 class="nameplate">${paper}</h1>`
      : html`<a class="nameplate" href="/">${paper}</a>`;
  return html`<header class="masthead masthead-${size}">
<div class="ears"><span class="ear">${words.motto}</span>
<a class="ear" href="${path}?lang=${other}" lang="${other}" hreflang="${other}">${words.otherLanguage}</a></div>
${name}
<p class="dateline"><time datetime="${new Date(today).toISOString().slice(0, 10)}">${longDate(today, language)}</time>
<span>${words.edition}</span></p>
</header>`;
}

function longDate(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'full',
    timeZone: 'Europe/Paris',
  }).format(at);
}
