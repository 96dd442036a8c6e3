/** The part of the operator's page that is refreshed: sections, each replaced only when it changed. */
import type { OtbView, PurchaseView } from '../ledger/operator-views.ts';
import { figureSections } from './figures.ts';
import { formatAmount, formatPayer, timeElement } from './format.ts';
import { type Html, html } from './html.ts';
import type { AggregationView, Dashboard } from './read-dashboard.ts';
import { refundTable } from './refund-table.ts';
import { isAtLeast, type OperatorRole } from './roles.ts';
import { aggregationTable, clearingRuns } from './tables.ts';

/** `role`: of who looks; what it may not do is not offered. */
export function panel(dashboard: Dashboard, role: OperatorRole): Html {
  return html`${figureSections(dashboard)}${running(dashboard, role)}${clearingRuns(dashboard.runs)}${refundTable(dashboard)}${frozen(dashboard, role)}${otbTable(dashboard, role)}${newest(dashboard)}`;
}

export function purchaseTable(purchases: readonly PurchaseView[], caption: string): Html {
  return html`<table class="list">
    <caption class="unseen">${caption}</caption>
    <thead><tr><th scope="col">Accepted (UTC)</th><th scope="col">Receipt</th><th scope="col">Payer</th>
      <th scope="col">Merchant</th><th scope="col" class="amount">Amount</th><th scope="col">State</th>
      <th scope="col">Cleared in</th></tr></thead>
    <tbody>${purchases.map(
      ({ receiptId, fingerprint, merchantId, amountMinor, currency, state, ...purchase }) => html`<tr>
      <td data-label="Accepted">${timeElement(purchase.acceptedAt)}</td>
      <th scope="row" data-label="Receipt"><a href="/operator/purchases/${receiptId}" id="receipt-${receiptId}"><code>${receiptId.slice(0, 10)}…</code></a></th>
      <td data-label="Payer"><a href="/operator/search?payer=${fingerprint}" id="payer-of-${receiptId}"><code>${formatPayer(fingerprint)}</code></a></td>
      <td data-label="Merchant">${merchantId}</td>
      <td data-label="Amount" class="amount">${formatAmount(amountMinor, currency)}</td>
      <td data-label="State"><span class="tag ${state}">${state}</span>${purchase.givenMinor > 0 && html` <span class="tag">${formatAmount(purchase.givenMinor, currency)} given back</span>`}</td>
      <td data-label="Cleared in">${purchase.clearedPeriod === undefined ? html`<span class="hint">not yet</span>` : html`<a href="/operator/clearings/${purchase.clearedPeriod}" id="cleared-${receiptId}">${purchase.clearedPeriod}</a>`}</td>
    </tr>`,
    )}</tbody>
  </table>`;
}

/** Freezes a payer or a merchant, or lets it go on: the page asks why. */
export function statusButton(
  kind: 'payer' | 'merchant',
  subject: string,
  isFrozen: boolean,
  id: string,
): Html {
  const name = kind === 'payer' ? formatPayer(subject) : subject;
  const words = isFrozen ? 'Let go on' : 'Freeze';
  return html`<button id="${id}" data-action="status" data-kind="${kind}" data-subject="${subject}" data-name="${name}"
    data-status="${isFrozen ? 'active' : 'suspended'}" aria-label="${words}: ${kind} ${name}">${words}</button>`;
}

function running({ period, running: view, runs, otbs }: Dashboard, role: OperatorRole): Html {
  const settling = runs.find(({ state }) => state === 'settling');
  return html`<section data-part="running" aria-labelledby="running-title">
    <div class="heading">
      <h2 id="running-title">Running period <span class="tag">${period}</span></h2>
      ${
        isAtLeast(role, 'admin') &&
        html`<button class="primary" id="close-period" data-action="close" data-period="${settling?.period ?? period}">
        ${settling === undefined ? 'Close the period…' : 'Go on with the close…'}
      </button>`
      }
    </div>
    <p class="hint">Credited purchases that are not cleared yet: what each client owes and each merchant gets.</p>
    ${
      otbs.some(({ state }) => state === 'closing') &&
      html`<p class="hint">Some Open To Buys are closing. The purchases of one are cleared together, when each of its receipts is
      claimed by the merchant or has returned unclaimed.</p>`
    }
    ${aggregationTables(view, `running period ${period}`)}
  </section>`;
}

export function aggregationTables({ tables, isPartial }: AggregationView, caption: string): Html {
  return html`${tables.length === 0 && html`<p class="empty">No credited purchase waits for clearing.</p>`}
    ${tables.map((table) => aggregationTable(table, caption))}
    ${isPartial && html`<p class="hint">Of the newest Open To Buys only; the whole is in the lines of the clearing.</p>`}`;
}

function frozen({ frozen: merchants }: Dashboard, role: OperatorRole): Html {
  return html`<section data-part="frozen" aria-labelledby="frozen-title" ${merchants.length === 0 && 'hidden'}>
    <h2 id="frozen-title">Frozen merchants</h2>
    <table class="list"><caption class="unseen">Merchants that sell nothing now</caption>
    <thead><tr><th scope="col">Merchant</th><th scope="col">Since (UTC)</th><th scope="col">Action</th></tr></thead>
    <tbody>${merchants.map(
      ({ merchantId, setAt }) => html`<tr><th scope="row" data-label="Merchant">${merchantId}</th>
      <td data-label="Since">${timeElement(setAt)}</td>
      <td data-label="Action">${isAtLeast(role, 'clerk') && statusButton('merchant', merchantId, true, `merchant-${merchantId}`)}</td></tr>`,
    )}</tbody></table>
  </section>`;
}

function otbTable({ otbs }: Dashboard, role: OperatorRole): Html {
  return html`<section data-part="otbs" aria-labelledby="otbs-title">
    <h2 id="otbs-title">Newest Open To Buys</h2>
    ${otbs.length === 0 && html`<p class="empty">None yet. The first purchase of a wallet opens one.</p>`}
    ${
      otbs.length > 0 &&
      html`<table class="list">
      <caption class="unseen">Open To Buys, newest first</caption>
      <thead><tr><th scope="col">Payer</th><th scope="col">State</th><th scope="col" class="amount">Spent</th>
        <th scope="col" class="amount">Of</th><th scope="col">Used</th><th scope="col">Opened (UTC)</th>
        <th scope="col">Action</th></tr></thead>
      <tbody>${otbs.map((otb) => otbRow(otb, role))}</tbody>
    </table>`
    }
  </section>`;
}

function otbRow(otb: OtbView, role: OperatorRole): Html {
  const { xid, fingerprint, payerStatus, currency, limitMinor, spentMinor, state, openedAt } = otb;
  const isFrozen = payerStatus === 'suspended';
  const used = Math.round((100 * spentMinor) / limitMinor);
  return html`<tr>
    <th scope="row" data-label="Payer"><a href="/operator/search?payer=${fingerprint}" id="payer-of-${xid}"><code>${formatPayer(fingerprint)}</code></a>${isFrozen && html` <span class="tag bad">frozen</span>`}</th>
    <td data-label="State"><span class="tag ${state}">${state}</span></td>
    <td data-label="Spent" class="amount">${formatAmount(spentMinor, currency)}</td>
    <td data-label="Of" class="amount">${formatAmount(limitMinor, currency)}</td>
    <td data-label="Used"><meter min="0" max="100" value="${used}" aria-label="${used} % spent"></meter></td>
    <td data-label="Opened">${timeElement(openedAt)}</td>
    <td data-label="Action">${isAtLeast(role, 'clerk') && statusButton('payer', fingerprint, isFrozen, `payer-${xid}`)}</td>
  </tr>`;
}

function newest({ purchases }: Dashboard): Html {
  return html`<section data-part="purchases" aria-labelledby="purchases-title">
    <div class="heading"><h2 id="purchases-title">Newest purchases</h2><a class="button" href="/operator/search">Search all</a></div>
    ${purchases.length === 0 ? html`<p class="empty">None yet.</p>` : purchaseTable(purchases, 'Purchases, newest first')}
  </section>`;
}
