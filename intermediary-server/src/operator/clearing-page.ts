/** The page of a closed period, for people: figures, files for the bank, lines, and what waits or does not fit. */
import type { LineReport, OddStatement } from '../ledger/bank-store.ts';
import type { CardCreditLine } from '../ledger/refund-store.ts';
import { cardCreditTag } from './card-credit-page.ts';
import { type Aggregated, type ClearingSummary, partyOf, stateInWords } from './clearing-view.ts';
import { formatAmount, formatPayer, timeElement } from './format.ts';
import { type Html, html } from './html.ts';
import { framed, type PageFrame } from './page.ts';
import { isAtLeast } from './roles.ts';

export interface ClearingPage {
  readonly summary: ClearingSummary;
  readonly lines: readonly LineReport[];
  /** What is given back to cards, some of it where it is much. */
  readonly credits: readonly CardCreditLine[];
  readonly due: readonly LineReport[];
  readonly odd: readonly OddStatement[];
}

export function clearingPage(frame: PageFrame, { summary, lines, credits, due, odd }: ClearingPage): Html {
  const { period, closedAt, aggregation } = summary;
  const lineCount = summary.totals.reduce((total, { lines: count }) => total + count, 0);
  return framed(
    frame,
    { title: `Clearing ${period}` },
    html`<p class="hint">Closed ${timeElement(closedAt)} UTC. One debit for each client, one credit for each merchant.</p>
      ${figures(summary, aggregation)}
      ${files(summary, isAtLeast(frame.role, 'clerk'))}
      ${lineTable(lines, lineCount, period)}
      ${givenBack(summary, credits)}
      ${waiting(due)}
      ${oddTable(odd)}
      ${isAtLeast(frame.role, 'clerk') && answerForm()}`,
  );
}

function figures({ totals, cardCredits }: ClearingSummary, aggregated: Aggregated): Html {
  const { purchases, lines, purchasesPerLine, bytesPerPurchase } = aggregated;
  return html`<section aria-label="Figures">
    <dl class="figures">
      <div><dt>Purchases</dt><dd>${number.format(purchases)}</dd></div>
      <div><dt>Lines</dt><dd>${number.format(lines)}</dd></div>
      <div><dt>Purchases per line</dt><dd>${purchasesPerLine === undefined ? '–' : ratio.format(purchasesPerLine)}</dd></div>
      <div><dt>Bytes to the bank per purchase</dt><dd>${bytesPerPurchase === undefined ? '–' : ratio.format(bytesPerPurchase)}</dd></div>
      ${totals.map(
        ({ currency, side, amountMinor, lines: count }) =>
          html`<div><dt>${side === 'debit' ? 'Debits' : 'Credits'}, ${count}</dt><dd>${formatAmount(amountMinor, currency)}</dd></div>`,
      )}
      ${cardCredits.map(
        ({ amountMinor, currency, count }) =>
          html`<div><dt>Given back to cards, ${number.format(count)}</dt><dd>${formatAmount(amountMinor, currency)}</dd></div>`,
      )}
    </dl>
    ${cardCredits.length > 0 && html`<p class="hint">Debits are credits and what is given back.</p>`}
  </section>`;
}

/** `mayRead`: the files have account numbers. */
function files({ messages }: ClearingSummary, mayRead: boolean): Html {
  const rows = messages.map(
    ({ messageId, side, requestedOn, orderCount, digest, bytes, states }) => html`<tr>
      <th scope="row" data-label="File">${
        digest === undefined || !mayRead
          ? messageId
          : html`<a href="/operator/bank-files/${messageId}" download="${messageId}.xml">${messageId}.xml</a>`
      }</th>
      <td data-label="Message">${side === 'credit' ? 'pain.001, credits' : 'pain.008, direct debits'}</td>
      <td data-label="On"><time datetime="${requestedOn}">${requestedOn}</time></td>
      <td data-label="Orders" class="amount">${number.format(orderCount)}</td>
      <td data-label="Bytes" class="amount">${number.format(bytes)}</td>
      <td data-label="State">${Object.entries(states).map(([state, count]) => html`<span class="tag ${state}">${count} ${state}</span> `)}</td>
      <td data-label="SHA-256"><code class="digest">${digest ?? 'not written yet'}</code></td>
    </tr>`,
  );
  return html`<section aria-labelledby="files-title">
    <h2 id="files-title">Files for the bank</h2>
    ${rows.length === 0 && html`<p class="empty">None: nothing was to be paid or collected, or the house has no account.</p>`}
    ${
      rows.length > 0 &&
      html`<table class="list"><caption class="unseen">Files for the bank</caption>
      <thead><tr><th scope="col">File</th><th scope="col">Message</th><th scope="col">To be executed</th>
        <th scope="col" class="amount">Orders</th><th scope="col" class="amount">Bytes</th><th scope="col">State</th>
        <th scope="col">SHA-256</th></tr></thead><tbody>${rows}</tbody></table>`
    }
  </section>`;
}

function lineTable(lines: readonly LineReport[], lineCount: number, period: string): Html {
  return html`<section aria-labelledby="lines-title">
    <div class="heading"><h2 id="lines-title">Lines</h2>
      <a class="button" href="/operator/clearings/${period}/lines.csv" download>All lines as CSV</a></div>
    ${lines.length === 0 && html`<p class="empty">Nothing was cleared in this period.</p>`}
    ${lines.length > 0 && table('Lines of this period', lines, false)}
    ${lineCount > lines.length && html`<p class="hint">The first ${lines.length} of ${number.format(lineCount)}; the CSV has them all.</p>`}
  </section>`;
}

function givenBack({ cardCredits }: ClearingSummary, credits: readonly CardCreditLine[]): Html {
  if (credits.length === 0) return html``;
  const count = cardCredits.reduce((total, currency) => total + currency.count, 0);
  return html`<section aria-labelledby="given-title">
    <h2 id="given-title">Given back to cards</h2>
    <table class="list"><caption class="unseen">Refunds to cards, those that are not done first</caption>
    <thead><tr><th scope="col">Open To Buy</th><th scope="col">State</th><th scope="col" class="amount">Amount</th></tr></thead>
    <tbody>${credits.map(
      ({ period, xid, state, amountMinor, currency, settledAt }) => html`<tr>
      <th scope="row" data-label="Open To Buy" class="name"><a href="/operator/refunds/${period}/${encodeURIComponent(xid)}"><code>${xid}</code></a></th>
      <td data-label="State">${cardCreditTag(state, settledAt !== null)}</td>
      <td data-label="Amount" class="amount">${formatAmount(amountMinor, currency)}</td></tr>`,
    )}</tbody></table>
    ${count > credits.length && html`<p class="hint">${number.format(credits.length)} of ${number.format(count)}, those that are not done first.</p>`}
  </section>`;
}

function waiting(due: readonly LineReport[]): Html {
  return html`<section aria-labelledby="due-title">
    <h2 id="due-title">Waiting, of all periods</h2>
    ${due.length === 0 && html`<p class="empty">Nothing waits: every line is ordered or settled.</p>`}
    ${due.length > 0 && table('Lines that wait for an order', due, true)}
  </section>`;
}

function table(caption: string, lines: readonly LineReport[], withPeriod: boolean): Html {
  return html`<table class="list"><caption class="unseen">${caption}</caption>
    <thead><tr>${withPeriod && html`<th scope="col">Period</th>`}<th scope="col">Side</th><th scope="col">Party</th>
      <th scope="col" class="amount">Amount</th><th scope="col" class="amount">Purchases</th><th scope="col">State</th>
      <th scope="col">Merkle root</th></tr></thead>
    <tbody>${lines.map(
      (line) => html`<tr>${withPeriod && html`<td data-label="Period">${line.period}</td>`}
      <td data-label="Side">${line.side}</td>
      <th scope="row" data-label="Party">${line.side === 'credit' ? partyOf(line) : html`<code>${formatPayer(partyOf(line))}</code>`}</th>
      <td data-label="Amount" class="amount">${formatAmount(line.amountMinor, line.currency)}</td>
      <td data-label="Purchases" class="amount">${number.format(line.count)}</td>
      <td data-label="State"><span class="tag ${line.state}">${stateInWords(line)}</span></td>
      <td data-label="Merkle root"><code class="digest">${line.root}</code></td></tr>`,
    )}</tbody></table>`;
}

function oddTable(odd: readonly OddStatement[]): Html {
  return html`${
    odd.length > 0 &&
    html`<section aria-labelledby="odd-title"><h2 id="odd-title">What a bank said and does not fit</h2>
    <p class="hint">Nothing of it changed the books. Ask the bank.</p>
    <table class="list"><caption class="unseen">Statements of a bank that do not fit</caption>
    <thead><tr><th scope="col">Received (UTC)</th><th scope="col">Message</th><th scope="col">About</th>
      <th scope="col">Says</th><th scope="col" class="amount">Amount</th><th scope="col">Why it does not fit</th></tr></thead>
    <tbody>${odd.map(
      ({ receivedAt, messageId, about, status, reason, amount, verdict }) => html`<tr>
      <td data-label="Received">${timeElement(receivedAt)}</td><td data-label="Message">${messageId}</td>
      <th scope="row" data-label="About">${about.id || 'nothing named'}</th>
      <td data-label="Says">${status} ${reason}</td>
      <td data-label="Amount" class="amount">${amountInWords(amount)}</td>
      <td data-label="Why"><span class="tag bad">${whyOdd[verdict]}</span></td></tr>`,
    )}</tbody></table></section>`
  }`;
}

function answerForm(): Html {
  return html`<section aria-labelledby="answer-title"><h2 id="answer-title">A bank’s answer</h2>
    <form class="file" method="post" action="/operator/bank-answers" enctype="multipart/form-data">
      <label for="file">pain.002 or camt.054</label>
      <input id="file" name="file" type="file" accept=".xml,application/xml,text/xml" required>
      <button class="primary">Take it</button>
    </form>
  </section>`;
}

function amountInWords(amount: OddStatement['amount']): string {
  if (amount === undefined) return '–';
  return amount.currency === '' ? 'none that we know' : formatAmount(amount.amountMinor, amount.currency);
}

const whyOdd: Readonly<Record<OddStatement['verdict'], string>> = {
  ...{ applied: '', repeated: '', noted: '' },
  unknown: 'no order of ours',
  differs: 'another amount, way or account',
  contradicts: 'contradicts what it said before',
};
const number = new Intl.NumberFormat('en');
const ratio = new Intl.NumberFormat('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 });
