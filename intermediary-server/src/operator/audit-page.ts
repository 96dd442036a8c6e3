/** The audit trail for people: newest first, a page at a time, and whether its chain holds. */
import type { AuditEntry } from '../ledger/audit-entry.ts';
import { timeElement } from './format.ts';
import { type Html, html } from './html.ts';
import { framed, type PageFrame } from './page.ts';

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** The first entry that does not follow from those before it. */
  readonly brokenAt: number | undefined;
}

export function auditPage(frame: PageFrame, { entries, brokenAt }: AuditPage): Html {
  const last = entries.at(-1)?.entryNo ?? 1;
  return framed(
    frame,
    { title: 'Audit trail' },
    html`<p class="${brokenAt === undefined ? 'hint' : 'failure'}" role="status">${
      brokenAt === undefined
        ? 'Each entry follows from the one before it.'
        : `The chain is broken at entry ${brokenAt}: somebody has changed the database past this program.`
    }</p>
    <p><a class="button" href="/operator/audit.csv" download>All of it as CSV</a></p>
    ${entries.length === 0 && html`<p class="empty">Nothing is written yet.</p>`}
    ${
      entries.length > 0 &&
      html`<table class="list"><caption class="unseen">Entries, newest first</caption>
      <thead><tr><th scope="col">Entry</th><th scope="col">When (UTC)</th><th scope="col">Who</th><th scope="col">Did</th>
        <th scope="col">On</th><th scope="col">Outcome</th></tr></thead>
      <tbody>${entries.map(
        ({ entryNo, at, operator, role, action, subject, outcome }) => html`<tr>
        <th scope="row" data-label="Entry">${entryNo}</th><td data-label="When">${timeElement(at)}</td>
        <td data-label="Who">${operator}, ${role}</td><td data-label="Did"><code>${action}</code></td>
        <td data-label="On" class="name">${subject || '–'}</td><td data-label="Outcome" class="name">${outcome}</td></tr>`,
      )}</tbody></table>`
    }
    ${last > 1 && html`<p class="more"><a class="button" rel="next" href="/operator/audit-trail?before=${last}">Older ones</a></p>`}`,
  );
}
