/** The aggregation table as the paper prints it, and the clearing runs. */
import { formatAmount, formatNumber, formatPayer, timeElement } from './format.ts';
import { type Html, html } from './html.ts';
import type { DashboardRun } from './read-dashboard.ts';
import type { OperatorAggregation } from './read-state.ts';

/** Clients down, merchants across, totals on both sides. */
export function aggregationTable(table: OperatorAggregation, caption: string): Html {
  const { currency, clients, merchants, cells, debits, credits, totalMinor } = table;
  if (clients.length === 0)
    return html`<p class="empty">No credited purchase waits for clearing (${currency}).</p>`;
  const number = (amountMinor = 0) => (amountMinor === 0 ? '–' : formatNumber(amountMinor, currency));
  const rows = clients.map(
    (client, row) => html`<tr><th scope="row"><code>${formatPayer(client)}</code></th>
      ${merchants.map((_, column) => html`<td class="amount">${number(cells[row]?.[column])}</td>`)}
      <td class="amount total">${number(debits[row]?.amountMinor)}</td></tr>`,
  );
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Aggregation in ${currency}, ${caption}">
    <table class="aggregation">
      <caption>Aggregation, ${currency}</caption>
      <thead><tr><th scope="col">Client</th>
        ${merchants.map((merchant) => html`<th scope="col" class="amount">${merchant}</th>`)}
        <th scope="col" class="amount total">Client’s debit</th></tr></thead>
      <tbody>${rows}</tbody>
      <tfoot><tr><th scope="row">Merchant’s credit</th>
        ${credits.map(({ amountMinor }) => html`<td class="amount">${number(amountMinor)}</td>`)}
        <td class="amount total grand">${number(totalMinor)}</td></tr></tfoot>
    </table>
  </div>`;
}

/** A row for each run; its table of clients and merchants opens below it. */
export function clearingRuns(runs: readonly DashboardRun[]): Html {
  return html`<section data-part="clearings" aria-labelledby="clearings-title">
    <h2 id="clearings-title">Clearing runs</h2>
    ${runs.length === 0 && html`<p class="empty">No period was closed yet.</p>`}
    ${
      runs.length > 0 &&
      html`<table class="list"><caption class="unseen">Clearing runs, newest first</caption>
      <thead><tr><th scope="col">Period</th><th scope="col">State</th><th scope="col">When (UTC)</th>
        <th scope="col" class="amount">Purchases</th>
        <th scope="col" class="amount">Purchases<br>per line</th><th scope="col" class="amount">Bytes per<br>purchase</th>
        <th scope="col" class="amount">Debits</th><th scope="col" class="amount">Credits</th><th scope="col" class="amount">Given back</th></tr></thead>
      <tbody>${runs.map(runRow)}</tbody></table>`
    }
    ${runs.map(
      ({ period, aggregation }) =>
        aggregation.tables.length > 0 &&
        html`<details id="run-${period}" class="run"><summary><span class="name">Who paid whom in ${period}</span></summary>
        ${aggregation.tables.map((table) => aggregationTable(table, `period ${period}`))}
        ${aggregation.isPartial && html`<p class="hint">Some of the Open To Buys only; the clearing has all lines.</p>`}</details>`,
    )}
  </section>`;
}

function runRow({ period, balanced, startedAt, closedAt, summary }: DashboardRun): Html {
  const { purchases, purchasesPerLine, bytesPerPurchase } = summary?.aggregation ?? {};
  const mark =
    closedAt === undefined
      ? html`<span class="tag closing">settling</span>`
      : html`<span class="tag ${balanced ? 'good' : 'bad'}">${balanced ? 'balanced' : 'not balanced'}</span>`;
  const total = (wanted: 'debit' | 'credit') => {
    const totals = summary?.totals.filter(({ side }) => side === wanted) ?? [];
    return totals.length === 0 ? '–' : html`<span class="stack">${totals.map(amount)}</span>`;
  };
  const givenBack = summary?.cardCredits ?? [];
  return html`<tr><th scope="row" data-label="Period">${
    closedAt === undefined
      ? period
      : html`<a href="/operator/clearings/${period}" id="clearing-${period}">${period}</a>`
  }</th>
    <td data-label="State">${mark}</td>
    <td data-label="When">${timeElement(closedAt ?? startedAt)}</td>
    <td data-label="Purchases" class="amount">${whole(purchases)}</td>
    <td data-label="Purchases per line" class="amount">${ratio(purchasesPerLine)}</td>
    <td data-label="Bytes per purchase" class="amount">${ratio(bytesPerPurchase)}</td>
    <td data-label="Debits" class="amount">${total('debit')}</td>
    <td data-label="Credits" class="amount">${total('credit')}</td>
    <td data-label="Given back" class="amount">${givenBack.length === 0 ? '–' : html`<span class="stack">${givenBack.map(amount)}</span>`}</td></tr>`;
}

function amount({
  amountMinor,
  currency,
}: {
  readonly amountMinor: number;
  readonly currency: string;
}): Html {
  return html`<span>${formatAmount(amountMinor, currency)}</span>`;
}

function whole(value: number | undefined): string {
  return value === undefined ? '–' : value.toLocaleString('en');
}

function ratio(value: number | undefined): string {
  return value === undefined
    ? '–'
    : value.toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}
