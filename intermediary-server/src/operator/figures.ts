/** The dashboard's tiles and plots, what was refused, and for whom the house stands in. */
import { formatAmount } from './format.ts';
import { type Html, html } from './html.ts';
import { refusalsOf } from './minutes.ts';
import { latencyPlot, paymentsPlot, share } from './plots.ts';
import type { Dashboard } from './read-dashboard.ts';

export function figureSections(dashboard: Dashboard): Html {
  return html`${tiles(dashboard)}${plots(dashboard)}${refusals(dashboard)}${exposureTable(dashboard)}`;
}

function tiles({ totals, minutes, runs, refundDebts }: Dashboard): Html {
  const currencies = [...new Set(totals.map(({ currency }) => currency))].sort();
  const sum = (currency: string, of: 'limitMinor' | 'spentMinor', states: readonly string[]) =>
    totals
      .filter((total) => total.currency === currency && states.includes(total.state))
      .reduce((all, total) => all + total[of], 0);
  const lines = (of: (currency: string) => number) =>
    currencies.length === 0
      ? html`<dd>–</dd>`
      : currencies.map((currency) => html`<dd>${formatAmount(of(currency), currency)}</dd>`);
  // The running minute has only begun.
  const last = minutes.at(-2);
  const closed = runs.find(({ state }) => state === 'closed');
  const isWrong = runs.some(({ balanced }) => balanced === false);
  const refused = refundDebts.cardCredits.filter(({ state }) => state === 'refused').length;
  return html`<section data-part="summary" aria-label="Summary">
    <dl class="figures">
      <div><dt>Open to buy</dt>${lines((currency) => sum(currency, 'limitMinor', ['open']))}</div>
      <div><dt>Spent, not settled</dt>${lines((currency) => sum(currency, 'spentMinor', ['open', 'closing']))}</div>
      <div><dt>Open To Buys</dt><dd>${number.format(totals.reduce((all, { count }) => all + count, 0))}</dd></div>
      <div><dt>Payments in the last minute</dt><dd>${number.format(last?.approved ?? 0)}</dd></div>
      <div class="${isWrong ? 'bad' : closed === undefined ? '' : 'good'}"><dt>Clearings</dt>
        <dd>${isWrong ? 'Not balanced' : closed === undefined ? 'None yet' : 'Balanced'}</dd></div>
      ${
        refused > 0 &&
        html`<div class="bad"><dt>Refunds to cards</dt><dd><a href="#refunds-title" id="refused">${number.format(refused)} refused</a></dd></div>`
      }
    </dl>
  </section>`;
}

function plots({ minutes }: Dashboard): Html {
  return html`<section data-part="plots" aria-label="The last hour">
    <div class="plots">${paymentsPlot(minutes)}${latencyPlot(minutes)}</div>
  </section>`;
}

function refusals({ minutes }: Dashboard): Html {
  const rows = refusalsOf(minutes);
  const most = rows[0]?.count ?? 0;
  return html`<section data-part="refusals" aria-labelledby="refusals-title">
    <h2 id="refusals-title">Refusals of the last hour</h2>
    ${rows.length === 0 && html`<p class="empty">None.</p>`}
    ${
      rows.length > 0 &&
      html`<table class="list"><caption class="unseen">Refusals by reason</caption>
      <thead><tr><th scope="col">Reason</th><th scope="col" class="amount">Payments</th><th scope="col">Share</th></tr></thead>
      <tbody>${rows.map(
        ({ code, count }) => html`<tr><th scope="row" data-label="Reason"><code>${code}</code></th>
        <td data-label="Payments" class="amount">${number.format(count)}</td>
        <td data-label="Share">${share(count, most)}</td></tr>`,
      )}</tbody></table>`
    }
  </section>`;
}

function exposureTable({ exposure }: Dashboard): Html {
  return html`<section data-part="exposure" aria-labelledby="exposure-title">
    <h2 id="exposure-title">Exposure by issuer</h2>
    <p class="hint">Open To Buys that are not settled, by the authority that certified the card.</p>
    ${exposure.length === 0 && html`<p class="empty">None.</p>`}
    ${
      exposure.length > 0 &&
      html`<table class="list"><caption class="unseen">Exposure by issuer</caption>
      <thead><tr><th scope="col">Issuer</th><th scope="col" class="amount">Open To Buys</th><th scope="col" class="amount">Spent</th>
        <th scope="col" class="amount">Of</th><th scope="col">Share</th></tr></thead>
      <tbody>${exposure.map(({ issuer, currency, count, limitMinor, spentMinor }) => {
        const most = Math.max(
          ...exposure.flatMap((row) => (row.currency === currency ? [row.limitMinor] : [])),
        );
        return html`<tr><th scope="row" data-label="Issuer" class="name">${issuer ?? 'not noted'}</th>
        <td data-label="Open To Buys" class="amount">${number.format(count)}</td>
        <td data-label="Spent" class="amount">${formatAmount(spentMinor, currency)}</td>
        <td data-label="Of" class="amount">${formatAmount(limitMinor, currency)}</td>
        <td data-label="Share">${share(limitMinor, most, spentMinor)}</td></tr>`;
      })}</tbody></table>`
    }
  </section>`;
}

const number = new Intl.NumberFormat('en');
