/** What became of a bank's answer that an operator has sent by the form. */
import type { AnswerOutcome } from '../ledger/bank-store.ts';
import { type Html, html } from './html.ts';
import { framed, type PageFrame } from './page.ts';

export function answerPage(frame: PageFrame, { status, entries }: AnswerOutcome): Html {
  return framed(
    frame,
    { title: 'A bank’s answer' },
    html`<p role="status">${status === 'taken' ? 'Taken.' : 'Known already: nothing happened now.'}</p>
      <table class="list"><caption class="unseen">What became of each statement</caption>
        <thead><tr><th scope="col">About</th><th scope="col">Says</th><th scope="col">Outcome</th>
          <th scope="col" class="amount">Orders changed</th></tr></thead>
        <tbody>${entries.slice(0, shownEntries).map(
          ({ about, status: says, reason, verdict, appliedCount }) => html`<tr>
          <th scope="row" data-label="About" class="name">${about.id || 'nothing named'}</th>
          <td data-label="Says">${says} ${reason}</td>
          <td data-label="Outcome"><span class="tag ${verdict}">${verdict}</span></td>
          <td data-label="Orders changed" class="amount">${appliedCount}</td></tr>`,
        )}</tbody></table>
      ${entries.length > shownEntries && html`<p class="hint">The first ${shownEntries} of ${entries.length}.</p>`}`,
  );
}

const shownEntries = 200;
