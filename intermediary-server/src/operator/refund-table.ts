/** Refunds that nobody has paid yet: what merchants owe, and what the gateway has not given back to cards. */

import { cardCreditTag } from './card-credit-page.ts';
import { formatAmount, timeElement } from './format.ts';
import { type Html, html } from './html.ts';
import type { Dashboard } from './read-dashboard.ts';
import { refusalInWords } from './refusal-words.ts';

/** More are in /operator/refunds. */
const shownRows = 15;

export function refundTable({ refundDebts: { owed, cardCredits } }: Pick<Dashboard, 'refundDebts'>): Html {
  const count = owed.length + cardCredits.length;
  return html`<section data-part="refunds" aria-labelledby="refunds-title" ${count === 0 && 'hidden'}>
    <h2 id="refunds-title">Refunds that wait</h2>
    <p class="hint">What was debited before it was given back: a close pays it out of the merchant’s credits.</p>
    <table class="list"><caption class="unseen">Refunds that are not paid yet</caption>
    <thead><tr><th scope="col">Who owes</th><th scope="col" class="amount">Amount</th><th scope="col">Waits for</th>
      <th scope="col">Since (UTC), or closed in</th></tr></thead>
    <tbody>${owed.slice(0, shownRows).map(
      ({ merchantId, currency, amountMinor, count: refunds, since }) => html`<tr>
      <th scope="row" data-label="Who owes"><a href="/operator/search?merchant=${encodeURIComponent(merchantId)}">${merchantId}</a></th>
      <td data-label="Amount" class="amount">${formatAmount(amountMinor, currency)}</td>
      <td data-label="Waits for">credits of the merchant (${refunds === 1 ? '1 refund' : `${refunds} refunds`})</td>
      <td data-label="Since">${timeElement(since)}</td></tr>`,
    )}${cardCredits.slice(0, shownRows).map(
      ({ period, xid, currency, amountMinor, state, code, settledAt }) => html`<tr>
      <th scope="row" data-label="Who owes"><a href="/operator/refunds/${period}/${encodeURIComponent(xid)}" id="credit-${period}-${xid}">the bank, to a card</a></th>
      <td data-label="Amount" class="amount">${formatAmount(amountMinor, currency)}</td>
      <td data-label="Waits for"><span>${cardCreditTag(state, settledAt !== null)} ${state === 'pending' ? 'the gateway’s answer' : refusalInWords(code ?? undefined)}</span></td>
      <td data-label="Since">${period}</td></tr>`,
    )}</tbody></table>
    ${Math.max(owed.length, cardCredits.length) > shownRows && html`<p class="hint"><a href="/operator/refunds">All of them (JSON)</a></p>`}
  </section>`;
}
