/** What the back office's pages stand in, and its sign-in form. */
import { html } from 'hono/html';
import type { Language } from '../../catalogue/language.ts';
import type { Html } from '../pages/layout.ts';
import { officeWordsOf } from './office-words.ts';

export interface OfficeSheet {
  readonly language: Language;
  readonly shopName: string;
}

export async function officeFrame(
  { language, shopName }: OfficeSheet,
  title: string,
  content: Html,
): Promise<string> {
  const words = officeWordsOf(language);
  const document = await html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – ${shopName}</title>
<link rel="icon" href="/assets/bookshop.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/bookshop.css">
<link rel="stylesheet" href="/assets/bookshop-office.css">
</head>
<body class="office">
<header class="sign"><a class="sign-name" href="/">${shopName}</a> <span class="motto">${words.title}</span></header>
<main>${content}</main>
</body>
</html>
`;
  return document.toString();
}

export function officeSignInPage(sheet: OfficeSheet, wrong: boolean): Promise<string> {
  const words = officeWordsOf(sheet.language);
  return officeFrame(
    sheet,
    words.signIn,
    html`<form class="sign-in" method="post" action="/operator/sign-in">
<h1>${words.signIn}</h1>
<input name="user" value="operator" autocomplete="username" hidden>
<p class="field"><label for="token">${words.token}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required aria-describedby="token-help">
<span id="token-help" class="field-help">${words.tokenHelp}</span></p>
${wrong ? html`<p class="flash flash-bad" role="alert">${words.wrong}</p>` : ''}
<p><button class="button">${words.signIn}</button></p>
</form>`,
  );
}
