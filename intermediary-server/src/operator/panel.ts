/** The part of the operator's page that is refreshed: sections, each replaced only when it changed. */
import { formatAmount, formatPayer, timeElement } from './format.ts';
import { type Html, html } from './html.ts';
import type { OperatorState } from './read-state.ts';
import { aggregationTable, clearingRuns } from './tables.ts';

const shownPurchases = 100;
const shownOtbs = 100;

export function panel(state: OperatorState): Html {
  return html`${summary(state)}${running(state)}${otbTable(state)}${purchaseTable(state)}${clearingRuns(state.clearings)}`;
}

function summary({ otbs: all, purchases: paid, balanced, wrong }: OperatorState): Html {
  const open = all.filter(({ state }) => state === 'open');
  const currencies = [...new Set(all.map(({ currency }) => currency))].sort();
  const sum = (currency: string, items: OperatorState['otbs'], of: 'limitMinor' | 'spentMinor') =>
    formatAmount(
      items.filter((otb) => otb.currency === currency).reduce((total, otb) => total + otb[of], 0),
      currency,
    );
  const waiting = paid.filter(({ state }) => state === 'accepted').length;
  const unsettled = all.filter(({ state }) => state === 'open' || state === 'closing');
  const lines = (of: (currency: string) => string) =>
    currencies.length === 0 ? html`<dd>–</dd>` : currencies.map((currency) => html`<dd>${of(currency)}</dd>`);
  return html`<section data-part="summary" aria-label="Summary">
    <dl class="figures">
      <div><dt>Open to buy</dt>${lines((currency) => sum(currency, open, 'limitMinor'))}</div>
      <div><dt>Spent, not settled</dt>${lines((currency) => sum(currency, unsettled, 'spentMinor'))}</div>
      <div><dt>Receipts not claimed yet</dt><dd>${waiting}</dd></div>
      <div class="${balanced ? 'good' : 'bad'}"><dt>Books</dt><dd>${balanced ? 'Balanced' : 'Not balanced'}</dd></div>
    </dl>
    ${wrong.length > 0 && html`<ul class="wrong">${wrong.map((what) => html`<li>${what}</li>`)}</ul>`}
  </section>`;
}

function running({ period, aggregations, aggregation, clearings, otbs }: OperatorState): Html {
  const tables = aggregations.length === 0 ? [aggregation] : aggregations;
  const waiting = waitingNote(otbs);
  const settling = clearings.find(({ state }) => state === 'settling');
  return html`<section data-part="running" aria-labelledby="running-title">
    <div class="heading">
      <h2 id="running-title">Running period <span class="tag">${period}</span></h2>
      <button class="primary" id="close-period" data-action="close" data-period="${settling?.period ?? period}">
        ${settling === undefined ? 'Close the period…' : 'Go on with the close…'}
      </button>
    </div>
    <p class="hint">Credited purchases that are not cleared yet: what each client owes and each merchant gets.</p>
    ${waiting}
    ${tables.map((table) => aggregationTable(table, `Running period ${period}`))}
  </section>`;
}

/** Why a purchase may stay in the table after a close. */
function waitingNote(all: OperatorState['otbs']): Html {
  const count = all.filter(({ state }) => state === 'closing').length;
  const what = count === 1 ? '1 Open To Buy is closing' : `${count} Open To Buys are closing`;
  return html`${
    count > 0 &&
    html`<p class="hint">${what}. The purchases of one are cleared together, when each of
    its receipts is claimed by the merchant or has returned unclaimed.</p>`
  }`;
}

function otbTable({ otbs: all, payers }: OperatorState): Html {
  const suspended = new Set(payers.filter(({ status }) => status === 'suspended').map(({ payer }) => payer));
  const rows = all
    .slice(0, shownOtbs)
    .map(({ payer, currency, limitMinor, spentMinor, state, openedAt, xid }) => {
      const isSuspended = suspended.has(payer);
      const share = Math.round((100 * spentMinor) / limitMinor);
      return html`<tr>
      <th scope="row" data-label="Payer"><code>${formatPayer(payer)}</code>${isSuspended && html` <span class="tag bad">suspended</span>`}</th>
      <td data-label="State"><span class="tag ${state}">${state}</span></td>
      <td data-label="Spent" class="amount">${formatAmount(spentMinor, currency)}</td>
      <td data-label="Of" class="amount">${formatAmount(limitMinor, currency)}</td>
      <td data-label="Used"><meter min="0" max="100" value="${share}" aria-label="${share} % spent"></meter></td>
      <td data-label="Opened">${timeElement(openedAt)}</td>
      <td data-label="Action"><button id="payer-${xid}" data-action="status" data-payer="${payer}"
        data-status="${isSuspended ? 'active' : 'suspended'}"
        aria-label="${isSuspended ? 'Let pay again' : 'Suspend'} payer ${formatPayer(payer)}">${isSuspended ? 'Let pay again' : 'Suspend'}</button></td>
    </tr>`;
    });
  return html`<section data-part="otbs" aria-labelledby="otbs-title">
    <h2 id="otbs-title">Open To Buys</h2>
    ${rows.length === 0 && html`<p class="empty">None yet. The first purchase of a wallet opens one.</p>`}
    ${
      rows.length > 0 &&
      html`<table class="list">
      <caption class="unseen">Open To Buys, newest first</caption>
      <thead><tr><th scope="col">Payer</th><th scope="col">State</th><th scope="col" class="amount">Spent</th>
        <th scope="col" class="amount">Of</th><th scope="col">Used</th><th scope="col">Opened (UTC)</th>
        <th scope="col">Action</th></tr></thead>
      <tbody>${rows}</tbody>
    </table>`
    }
    ${more(all.length, shownOtbs, 'Open To Buys')}
  </section>`;
}

function purchaseTable({ purchases: all }: OperatorState): Html {
  const rows = all.slice(0, shownPurchases).map(
    ({ payer, merchantId, amountMinor, currency, state, acceptedAt, clearedPeriod, period }) => html`<tr>
      <td data-label="Accepted">${timeElement(acceptedAt)}</td>
      <td data-label="Payer"><code>${formatPayer(payer)}</code></td>
      <td data-label="Merchant">${merchantId}</td>
      <td data-label="Amount" class="amount">${formatAmount(amountMinor, currency)}</td>
      <td data-label="State"><span class="tag ${state}">${state}</span></td>
      <td data-label="Period">${clearedPeriod === undefined ? period : `cleared in ${clearedPeriod}`}</td>
    </tr>`,
  );
  return html`<section data-part="purchases" aria-labelledby="purchases-title">
    <h2 id="purchases-title">Purchases</h2>
    ${rows.length === 0 && html`<p class="empty">None yet.</p>`}
    ${
      rows.length > 0 &&
      html`<table class="list">
      <caption class="unseen">Purchases, newest first</caption>
      <thead><tr><th scope="col">Accepted (UTC)</th><th scope="col">Payer</th><th scope="col">Merchant</th>
        <th scope="col" class="amount">Amount</th><th scope="col">State</th><th scope="col">Period</th></tr></thead>
      <tbody>${rows}</tbody>
    </table>`
    }
    ${more(all.length, shownPurchases, 'purchases')}
  </section>`;
}

function more(count: number, shown: number, what: string): Html {
  return html`${count > shown && html`<p class="hint">The newest ${shown} of ${count} ${what}.</p>`}`;
}
