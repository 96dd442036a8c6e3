/** The aggregation table as the paper prints it, and the clearing runs. */
import { formatAmount, formatNumber, formatPayer, timeElement } from './format.ts';
import { type Html, html } from './html.ts';
import type { OperatorAggregation, OperatorClearing, OperatorRun } from './read-state.ts';

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

export function clearingRuns(runs: readonly OperatorRun[]): Html {
  return html`<section data-part="clearings" aria-labelledby="clearings-title">
    <h2 id="clearings-title">Clearing runs</h2>
    ${runs.length === 0 && html`<p class="empty">No period was closed yet.</p>`}
    ${runs.map(clearingRun)}
  </section>`;
}

function clearingRun({
  period,
  state,
  startedAt,
  closedAt,
  settledCount,
  settlementCount,
  result,
  aggregations,
}: OperatorRun): Html {
  const mark =
    result === undefined
      ? html`<span class="tag closing">settling</span>`
      : html`<span class="tag ${result.balanced ? 'good' : 'bad'}">${result.balanced ? 'balanced' : 'not balanced'}</span>`;
  return html`<details id="run-${period}" class="run">
    <summary><span class="name">${period}</span> ${mark}
      <span class="when">${timeElement(closedAt ?? startedAt)}</span>
      <span class="totals">${result && totalsOf(result)}</span></summary>
    ${
      state === 'settling' &&
      html`<p><label>Settled at the bank
      <progress max="${settlementCount}" value="${settledCount}"></progress> ${settledCount} of ${settlementCount}</label></p>`
    }
    ${aggregations.map((table) => aggregationTable(table, `period ${period}`))}
    ${result && html`<p><a href="/operator/clearings/${period}">Lines, bank files and CSV of ${period}</a></p>`}
    ${result && clearingLines(result)}
  </details>`;
}

function totalsOf({ debits }: OperatorClearing): string {
  const currencies = [...new Set(debits.map(({ currency }) => currency))].sort();
  if (currencies.length === 0) return 'nothing to clear';
  return currencies
    .map((currency) => {
      const lines = debits.filter((debit) => debit.currency === currency);
      return formatAmount(
        lines.reduce((total, { amountMinor }) => total + amountMinor, 0),
        currency,
      );
    })
    .join(', ');
}

function clearingLines({ debits, credits, captures, reversals }: OperatorClearing): Html {
  return html`<div class="lines">
    <div><h3>Debits</h3><ul>${debits.map(
      ({ payer, amountMinor, currency, count }) =>
        html`<li><code>${formatPayer(payer)}</code> <b>${formatAmount(amountMinor, currency)}</b> ${purchasesOf(count)}</li>`,
    )}</ul></div>
    <div><h3>Credits</h3><ul>${credits.map(
      ({ merchantId, amountMinor, currency, count }) =>
        html`<li>${merchantId} <b>${formatAmount(amountMinor, currency)}</b> ${purchasesOf(count)}</li>`,
    )}</ul></div>
    <div><h3>At the bank</h3><ul>${captures.map(
      ({ xid, amountMinor, currency, capCode }) =>
        html`<li>captured <b>${formatAmount(amountMinor, currency)}</b> ${capCode} <code class="xid">${xid}</code></li>`,
    )}${reversals.map(
      ({ xid, authRevCode }) => html`<li>reversed, ${authRevCode} <code class="xid">${xid}</code></li>`,
    )}</ul></div>
  </div>`;
}

function purchasesOf(count: number): string {
  return count === 1 ? '1 purchase' : `${count} purchases`;
}
