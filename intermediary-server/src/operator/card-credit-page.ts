/** The page of what a close gives back to one card: state and reason in words, what it is for, and a further try where one is safe. */
import { type CardCreditView, furtherTryOf } from '../ledger/card-credit.ts';
import { formatAmount, formatPayer, timeElement } from './format.ts';
import { type Html, html } from './html.ts';
import { framed, type PageFrame } from './page.ts';
import { furtherTryWords, refusalInWords, stateWords } from './refusal-words.ts';
import { isAtLeast } from './roles.ts';

export interface CardCreditPageParts {
  readonly credit: CardCreditView;
  /** Seconds since 1970. */
  readonly at: number;
}

export function cardCreditPage(frame: PageFrame, parts: CardCreditPageParts): Html {
  const { credit } = parts;
  return framed(
    frame,
    { title: 'A refund to a card' },
    html`${facts(credit)}${state(frame, parts)}${refunds(credit)}${tries(credit)}`,
  );
}

/** For a list: one tag. */
export function cardCreditTag(state: CardCreditView['state'], isSettled: boolean): Html {
  if (isSettled && state === 'refused') return html`<span class="tag">settled by hand</span>`;
  const kinds = { pending: 'closing', done: 'good', refused: 'bad' } as const;
  const names = { pending: 'asking', done: 'given back', refused: 'refused' } as const;
  return html`<span class="tag ${kinds[state]}">${names[state]}</span>`;
}

function facts({ period, xid, fingerprint, amountMinor, currency, rrpid, attempt }: CardCreditView): Html {
  return html`<section aria-label="What is to be given back">
    <dl class="facts">
      <div><dt>Amount</dt><dd>${formatAmount(amountMinor, currency)}</dd></div>
      <div><dt>Payer</dt><dd><a href="/operator/search?payer=${fingerprint}"><code>${formatPayer(fingerprint)}</code></a></dd></div>
      <div><dt>Close that pays</dt><dd><a href="/operator/clearings/${period}">${period}</a></dd></div>
      <div><dt>Open To Buy</dt><dd><a href="/operator/search?xid=${encodeURIComponent(xid)}"><code>${xid}</code></a></dd></div>
      <div><dt>RRPID</dt><dd><code>${rrpid}</code>${attempt > 1 && html` (try ${attempt})`}</dd></div>
    </dl>
  </section>`;
}

function state({ role }: PageFrame, { credit, at }: CardCreditPageParts): Html {
  const { period, xid, state: reached, code, attempt, firstSentAt, settledAt } = credit;
  const path = `/operator/refunds/${period}/${encodeURIComponent(xid)}`;
  const further = furtherTryOf(credit, at);
  const isOffered = further === 'newRrpid' || further === 'sameRrpid';
  const isUnsettled = isOffered || further === 'inDoubt';
  return html`<section aria-labelledby="state-title"><h2 id="state-title">What became of it</h2>
    <p>${cardCreditTag(reached, settledAt !== undefined)} ${further === 'settled' && settledAt !== undefined ? html`The gateway refused to give it back. An operator has settled it past the gateway ${timeElement(settledAt)} (UTC); the audit trail says how.` : stateWords[reached]}</p>
    ${
      reached === 'refused' &&
      html`<p>${refusalInWords(code)} <span class="hint">Code: <code>${code}</code>.</span></p>
      ${further !== 'settled' && html`<p>${furtherTryWords[further]}</p>`}`
    }
    ${firstSentAt !== undefined && html`<p class="hint">Asked first ${timeElement(firstSentAt)} (UTC) under this RRPID.</p>`}
    ${isUnsettled && !isAtLeast(role, 'admin') && html`<p class="hint">An admin can ${isOffered && 'try again, or '}say that it is settled.</p>`}
    ${
      isUnsettled &&
      isAtLeast(role, 'admin') &&
      html`<p class="choices">
        ${isOffered && html`<button class="primary" id="retry" data-action="retry" data-attempt="${attempt}" data-path="${path}/retry">Try again…</button>`}
        <button id="settle" data-action="settle" data-attempt="${attempt}" data-path="${path}/settled">Settled by hand…</button></p>`
    }
  </section>`;
}

function refunds({ refunds: given, currency }: CardCreditView): Html {
  return html`<section aria-labelledby="refunds-title"><h2 id="refunds-title">What it is for</h2>
    <table class="list"><caption class="unseen">Refunds that it gives back</caption>
    <thead><tr><th scope="col">Purchase</th><th scope="col">Merchant</th><th scope="col">Reason</th>
      <th scope="col" class="amount">Amount</th></tr></thead>
    <tbody>${given.map(
      ({ receiptId, merchantId, reason, amountMinor }) => html`<tr>
      <th scope="row" data-label="Purchase"><a href="/operator/purchases/${receiptId}"><code>${receiptId.slice(0, 10)}…</code></a></th>
      <td data-label="Merchant">${merchantId}</td><td data-label="Reason" class="name">${reason}</td>
      <td data-label="Amount" class="amount">${formatAmount(amountMinor, currency)}</td></tr>`,
    )}</tbody></table></section>`;
}

function tries({ tries: earlier }: CardCreditView): Html {
  if (earlier.length === 0) return html``;
  return html`<section aria-labelledby="tries-title"><h2 id="tries-title">Earlier tries</h2>
    <table class="list"><caption class="unseen">Tries that were refused</caption>
    <thead><tr><th scope="col">Try</th><th scope="col">RRPID</th><th scope="col">Refused because</th>
      <th scope="col">Tried again (UTC)</th></tr></thead>
    <tbody>${earlier.map(
      ({ attempt, rrpid, code, retriedAt }) => html`<tr><th scope="row" data-label="Try">${attempt}</th>
      <td data-label="RRPID" class="name"><code>${rrpid}</code></td>
      <td data-label="Refused because" class="name"><span>${refusalInWords(code)} <code>${code}</code></span></td>
      <td data-label="Tried again">${timeElement(retriedAt)}</td></tr>`,
    )}</tbody></table></section>`;
}
