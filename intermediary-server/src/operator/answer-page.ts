/** What became of a bank's answer that an operator has sent by the form. */
import type { AnswerOutcome } from '../ledger/bank-store.ts';
import { type Html, html } from './html.ts';

export function answerPage(intermediaryId: string, outcome: AnswerOutcome): Html {
  const { status, entries } = outcome;
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>A bank’s answer · ${intermediaryId}</title>
    <link rel="icon" href="/operator/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/operator/clearing.css">
  </head>
  <body>
    <header class="top"><p class="wordmark">eComm <span>Intermédiaire</span></p><p class="who">${intermediaryId}</p>
      <nav aria-label="Operator"><a href="/operator">The books</a></nav></header>
    <main id="main">
      <h1>A bank’s answer</h1>
      <p role="status">${status === 'taken' ? 'Taken.' : 'Known already: nothing happened now.'}</p>
      <table class="list"><caption class="unseen">What became of each statement</caption>
        <thead><tr><th scope="col">About</th><th scope="col">Says</th><th scope="col">Outcome</th>
          <th scope="col" class="amount">Orders changed</th></tr></thead>
        <tbody>${entries.slice(0, shownEntries).map(
          ({ about, status: says, reason, verdict, appliedCount }) => html`<tr>
          <th scope="row" data-label="About">${about.id || 'nothing named'}</th>
          <td data-label="Says">${says} ${reason}</td>
          <td data-label="Outcome"><span class="tag ${verdict}">${verdict}</span></td>
          <td data-label="Orders changed" class="amount">${appliedCount}</td></tr>`,
        )}</tbody></table>
      ${entries.length > shownEntries && html`<p class="hint">The first ${shownEntries} of ${entries.length}.</p>`}
    </main>
  </body>
</html>
`;
}

const shownEntries = 200;
