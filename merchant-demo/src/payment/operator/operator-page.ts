/** The back office's two pages: sign in, and the books. */
import { decimalOf, formatAmount, type SaleRecord, type SaleTotals } from '@ecomm/merchant';
import { html } from 'hono/html';
import type { Language } from '../../catalogue/language.ts';
import type { Html } from '../../catalogue/pages/layout.ts';
import { type OperatorWords, operatorWordsOf } from './operator-words.ts';

export interface OperatorSheet {
  readonly language: Language;
  readonly paper: string;
}

export interface Books extends OperatorSheet {
  readonly currency: string;
  readonly sales: readonly SaleRecord[];
  readonly totals: SaleTotals;
  /** How a refund ended, after one. */
  readonly refund?: string;
}

export function signInPage(sheet: OperatorSheet & { readonly wrong?: boolean }): Promise<string> {
  const words = operatorWordsOf(sheet.language);
  return frame(
    sheet,
    html`<form class="sign-in" method="post" action="/operator/sign-in">
<h1>${words.signIn}</h1>
<input name="user" value="operator" autocomplete="username" hidden>
<p><label for="token">${words.token}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required aria-describedby="token-help">
<span id="token-help" class="help">${words.tokenHelp}</span></p>
${sheet.wrong === true ? html`<p class="wrong" role="alert">${words.wrong}</p>` : ''}
<p><button class="button">${words.signIn}</button></p>
</form>`,
  );
}

export function operatorPage(books: Books): Promise<string> {
  const { language, currency, sales, totals } = books;
  const words = operatorWordsOf(language);
  const money = (value: number) => formatAmount({ currency, value }, language === 'fr' ? 'fr-FR' : 'en-GB');
  return frame(
    books,
    html`<div class="office-head"><h1>${words.books}</h1>
<form method="post" action="/operator/sign-out"><button class="button button-quiet">${words.signOut}</button></form></div>
${refundNotice(words, books.refund)}
<dl class="figures">
<div><dt>${words.sold}</dt><dd>${money(totals.soldMinor)}</dd><dd class="figure-note">${totals.soldCount} ${words.sales}</dd></div>
<div><dt>${words.credited}</dt><dd>${money(totals.creditedMinor)}</dd><dd class="figure-note">${totals.creditedCount} ${words.sales}</dd></div>
<div><dt>${words.waiting}</dt><dd>${totals.waitingCount}</dd><dd class="figure-note">${words.waitingNote}</dd></div>
<div><dt>${words.refused}</dt><dd>${totals.refusedCount}</dd><dd class="figure-note">${words.refusedNote}</dd></div>
<div><dt>${words.refunded}</dt><dd>${money(totals.refundedMinor)}</dd><dd class="figure-note">${words.refundedNote}</dd></div>
</dl>
<h2>${words.lastSales}</h2>
${sales.length === 0 ? html`<p class="empty">${words.noSales}</p>` : salesTable(books, money)}`,
  );
}

function salesTable({ language, sales }: Books, money: (value: number) => string): Html {
  const words = operatorWordsOf(language);
  const time = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'short',
    timeStyle: 'medium',
    timeZone: 'Europe/Paris',
  });
  return html`<div class="table-frame" tabindex="0" role="region" aria-label="${words.lastSales}"><table>
<thead><tr><th scope="col">${words.when}</th><th scope="col">${words.resource}</th>
<th scope="col" class="number">${words.amount}</th><th scope="col">${words.state}</th><th scope="col">${words.receipt}</th><th scope="col">${words.refunded}</th></tr></thead>
<tbody>${sales.map((sale) => {
    const { soldAt, resource, amount, state, claimCode, receiptId, refundedMinor } = sale;
    return html`<tr>
<td>${time.format(soldAt * 1000)}</td><td><a href="${resource}">${resource}</a></td>
<td class="number">${money(amount.value)}</td>
<td><span class="state state-${state}">${stateWord(words, state)}</span>${
      state === 'refused' ? html` <code>${claimCode}</code>` : ''
    }</td>
<td><code>${receiptId}</code></td>
<td>${refundedMinor > 0 ? html`<span class="refunded">${money(refundedMinor)}</span> ` : ''}${refundForm(words, sale)}</td></tr>
`;
  })}</tbody></table></div>`;
}

/** Folded away, one for each sale that has something left to be given back. */
function refundForm(words: OperatorWords, sale: SaleRecord): Html | string {
  const { receiptId, intermediaryId, amount, refundedMinor, state } = sale;
  const left = amount.value - refundedMinor;
  if (left === 0 || state === 'refused') return '';
  return html`<details class="refund"><summary>${words.giveBack}</summary>
<form method="post" action="/operator/refund">
<input type="hidden" name="receipt" value="${receiptId}"><input type="hidden" name="intermediary" value="${intermediaryId}">
<label>${words.refundAmount} (${amount.currency})
<input name="amount" required inputmode="decimal" autocomplete="off" value="${decimalOf({ ...amount, value: left })}"></label>
<label>${words.refundReason}
<input name="reason" required maxlength="200" autocomplete="off"></label>
<button class="button">${words.giveBack}</button>
</form></details>`;
}

function refundNotice(words: OperatorWords, refund: string | undefined): Html | string {
  if (refund === undefined) return '';
  const said: Readonly<Record<string, string>> = {
    cancelled: words.refundDone,
    refunded: words.refundDone,
    owed: words.refundOwed,
    amount: words.refundAmountWrong,
    unanswered: words.refundUnanswered,
  };
  const isGood = ['cancelled', 'refunded', 'owed'].includes(refund);
  const text = Object.hasOwn(said, refund)
    ? said[refund]
    : html`${words.refundRefused} <code>${refund}</code>`;
  return html`<p class="refund-notice${isGood ? '' : ' wrong'}" role="${isGood ? 'status' : 'alert'}">${text}</p>`;
}

function stateWord(words: OperatorWords, state: SaleRecord['state']): string {
  if (state === 'credited') return words.creditedState;
  return state === 'refused' ? words.refusedState : words[state];
}

async function frame({ language, paper }: OperatorSheet, content: Html): Promise<string> {
  const words = operatorWordsOf(language);
  const page = await html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${words.title} – ${paper}</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/newspaper.css">
<link rel="stylesheet" href="/assets/office.css">
</head>
<body class="office">
<header class="office-bar"><a class="office-name" href="/">${paper}</a> <span>${words.title}</span></header>
<main>${content}</main>
</body>
</html>
`;
  return page.toString();
}
