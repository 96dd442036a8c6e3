/** The page of one purchase: what became of it, in the books and at the clearing. */
import type { PurchaseDetail } from '../ledger/operator-views.ts';
import { formatAmount, formatPayer, timeElement } from './format.ts';
import { type Html, html } from './html.ts';
import { framed, type PageFrame } from './page.ts';
import { statusButton } from './panel.ts';
import { isAtLeast } from './roles.ts';

export interface PurchasePageParts {
  readonly purchase: PurchaseDetail;
  readonly isMerchantFrozen: boolean;
}

export function purchasePage(frame: PageFrame, parts: PurchasePageParts): Html {
  return framed(
    frame,
    { title: 'A purchase' },
    html`${facts(frame, parts)}${states(parts.purchase)}${entries(parts.purchase)}${cleared(parts.purchase)}`,
  );
}

function facts({ role }: PageFrame, { purchase, isMerchantFrozen }: PurchasePageParts): Html {
  const { receiptId, fingerprint, payerStatus, merchantId, offerId, xid, amountMinor, currency, otb } =
    purchase;
  const mayFreeze = isAtLeast(role, 'clerk');
  const isPayerFrozen = payerStatus === 'suspended';
  return html`<section aria-label="What was bought">
    <dl class="facts">
      <div><dt>Receipt</dt><dd><code>${receiptId}</code></dd></div>
      <div><dt>Amount</dt><dd>${formatAmount(amountMinor, currency)}</dd></div>
      <div><dt>Payer</dt><dd><a href="/operator/search?payer=${fingerprint}"><code>${formatPayer(fingerprint)}</code></a>
        ${isPayerFrozen && html`<span class="tag bad">frozen</span>`} ${mayFreeze && statusButton('payer', fingerprint, isPayerFrozen, 'payer')}</dd></div>
      <div><dt>Merchant</dt><dd><a href="/operator/search?merchant=${encodeURIComponent(merchantId)}">${merchantId}</a>
        ${isMerchantFrozen && html`<span class="tag bad">frozen</span>`} ${mayFreeze && statusButton('merchant', merchantId, isMerchantFrozen, 'merchant')}</dd></div>
      <div><dt>Offer</dt><dd><code>${offerId}</code></dd></div>
      <div><dt>Open To Buy</dt><dd><a href="/operator/search?xid=${encodeURIComponent(xid)}"><code>${xid}</code></a>
        <span class="tag ${otb.state}">${otb.state}</span> ${formatAmount(otb.spentMinor, currency)} of ${formatAmount(otb.limitMinor, currency)}</dd></div>
    </dl>
  </section>`;
}

function states(purchase: PurchaseDetail): Html {
  const { acceptedAt, state, decidedAt, adviceDeadline, claimDeadline, refunds, currency, period } = purchase;
  return html`<section aria-labelledby="states-title"><h2 id="states-title">What became of it</h2>
    <ol class="states">
      <li><span class="tag accepted">accepted</span> ${timeElement(acceptedAt)} in period ${period}</li>
      ${
        state === 'accepted'
          ? html`<li class="hint">The merchant takes it until ${timeElement(adviceDeadline)} and claims it until ${timeElement(claimDeadline)}; then it returns.</li>`
          : html`<li><span class="tag ${state}">${state}</span> ${decidedAt !== undefined && timeElement(decidedAt)}</li>`
      }
      ${refunds.map(
        ({ way, amountMinor, reason, refundedAt }) =>
          html`<li><span class="tag">given back</span> ${formatAmount(amountMinor, currency)} ${timeElement(refundedAt)}, ${ways[way]}: ${reason}</li>`,
      )}
    </ol></section>`;
}

const ways = {
  cancel: 'before it was claimed',
  otb: 'to the Open To Buy',
  owed: 'after it was debited',
} as const;

const entryWords: Readonly<Record<string, string>> = {
  accept: 'accepted: the payer owes it',
  credit: 'claimed: the merchant is owed it',
  return: 'returned: nobody owes it',
  refund: 'given back: the payer owes it no more',
  owe: 'given back: the payer is owed it',
};

const lineWords: Readonly<Record<string, string>> = {
  due: 'waits for a file to the bank',
  ordered: 'in a file to the bank',
};

function entries({ entries: posted, currency }: PurchaseDetail): Html {
  return html`<section aria-labelledby="entries-title"><h2 id="entries-title">In the books</h2>
    <table class="list"><caption class="unseen">Entries</caption>
      <thead><tr><th scope="col">When (UTC)</th><th scope="col">Entry</th><th scope="col">Debit</th><th scope="col">Credit</th>
        <th scope="col" class="amount">Amount</th></tr></thead>
      <tbody>${posted.map(
        ({
          kind,
          debit,
          credit,
          amountMinor,
          postedAt,
        }) => html`<tr><td data-label="When">${timeElement(postedAt)}</td>
        <th scope="row" data-label="Entry">${entryWords[kind] ?? kind}</th><td data-label="Debit" class="name"><code>${debit}</code></td>
        <td data-label="Credit" class="name"><code>${credit}</code></td>
        <td data-label="Amount" class="amount">${formatAmount(amountMinor, currency)}</td></tr>`,
      )}</tbody></table></section>`;
}

function cleared({ receiptId, clearedPeriod, lines, currency }: PurchaseDetail): Html {
  return html`<section aria-labelledby="cleared-title"><h2 id="cleared-title">Clearing</h2>
    ${lines.length === 0 && html`<p class="empty">It is in no line of a closed period.</p>`}
    ${
      lines.length > 0 &&
      html`<p>Cleared in <a href="/operator/clearings/${clearedPeriod}">${clearedPeriod}</a>.
      <a href="/operator/receipts/${encodeURIComponent(receiptId)}/proof">Its place in the lines, as a Merkle proof (JSON)</a></p>
      <table class="list"><caption class="unseen">Lines that it is part of</caption>
      <thead><tr><th scope="col">Line</th><th scope="col">State</th><th scope="col" class="amount">Purchases</th><th scope="col" class="amount">Amount</th></tr></thead>
      <tbody>${lines.map(
        ({
          side,
          amountMinor,
          count,
          state,
        }) => html`<tr><th scope="row" data-label="Line">${side === 'debit' ? 'debit of the client' : 'credit of the merchant'}</th>
        <td data-label="State"><span class="tag ${state}">${lineWords[state] ?? state}</span></td><td data-label="Purchases" class="amount">${count}</td>
        <td data-label="Amount" class="amount">${formatAmount(amountMinor, currency)}</td></tr>`,
      )}</tbody></table>`
    }</section>`;
}
