/**
 * The audit trail: GET /operator/audit-trail (the page), GET /operator/audit?before=N (newest first, with whether the chain holds) and GET /operator/audit.csv, all of
 * it, newest first.
 */
import { type Context, Hono } from 'hono';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import type { AuditEntry } from '../ledger/audit-entry.ts';
import { auditPage } from '../operator/audit-page.ts';
import { csvLine } from '../operator/csv.ts';
import { frameOf } from './operator-frame.ts';

const shownEntries = 100;
const entriesTogether = 1000;

export function operatorAudit({ store, id: intermediaryId }: Intermediary): Hono {
  const route = new Hono();
  const readPage = (context: Context) => {
    const before = context.req.query('before');
    if (before !== undefined && !/^[1-9][0-9]{0,14}$/.test(before))
      throw new IntermediaryError('ERR_INTERMEDIARY_REQUEST', '"before" is the number of an entry');
    return store.readAudit(before === undefined ? undefined : Number(before), shownEntries);
  };
  route.get('/operator/audit-trail', async (context) => {
    const parts = { entries: await readPage(context), brokenAt: await store.checkAudit() };
    context.header('cache-control', 'no-store');
    return context.html(auditPage(frameOf(context, intermediaryId), parts).text);
  });
  route.get('/operator/audit', async (context) => {
    const entries = await readPage(context);
    const brokenAt = await store.checkAudit();
    context.header('cache-control', 'no-store');
    return context.json({ entries, holds: brokenAt === undefined, brokenAt: brokenAt ?? null });
  });
  route.get('/operator/audit.csv', (context) => {
    const encoder = new TextEncoder();
    let before: number | undefined;
    const lines = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(encoder.encode(csvLine(header))),
      pull: async (controller) => {
        const entries = await store.readAudit(before, entriesTogether);
        if (entries.length > 0) controller.enqueue(encoder.encode(entries.map(csvOfEntry).join('')));
        if (entries.length < entriesTogether) controller.close();
        before = entries.at(-1)?.entryNo;
      },
    });
    return context.body(lines, 200, {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="audit.csv"',
      'cache-control': 'no-store',
    });
  });
  return route;
}

const header = ['entryNo', 'at', 'operator', 'role', 'action', 'subject', 'outcome', 'digest'];

function csvOfEntry({ entryNo, at, operator, role, action, subject, outcome, digest }: AuditEntry): string {
  const time = new Date(at * 1000).toISOString();
  return csvLine([entryNo, time, operator, role, action, subject, outcome, digest]);
}
