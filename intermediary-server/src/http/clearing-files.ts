/**
 * What a closed period gives: its page and summary, its lines as CSV, the files for the bank, a receipt's place in the lines;
 * and the way in for the bank's answers. To be routed before what bounds the operator's other bodies.
 */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { maxBankMessageBytes } from '../bank/message-size.ts';
import { takeAnswer } from '../clearing/take-answer.ts';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import type { ClearingOverview, LineReport } from '../ledger/bank-store.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { answerPage } from '../operator/answer-page.ts';
import { clearingPage } from '../operator/clearing-page.ts';
import { partyOf, summaryOf } from '../operator/clearing-view.ts';
import { csvLine } from '../operator/csv.ts';
import { audited, noteOf } from './audit-note.ts';
import { frameOf } from './operator-frame.ts';

const shownLines = 200;
const shownCredits = 50;
const linesTogether = 1000;
/** A form's own parts beside the file. */
const formBytes = 4096;

export function clearingFiles(intermediary: Intermediary): Hono {
  const { store, id } = intermediary;
  const route = new Hono();
  const take = (context: Context, message: Uint8Array<ArrayBuffer>) =>
    audited(intermediary, noteOf(context, 'bankAnswer.take', ''), () => takeAnswer(intermediary, message));
  const closed = async (context: Context): Promise<ClearingOverview> =>
    (await store.readClearing(context.req.param('period') ?? '')) ?? notFound('no such closed period');
  route.get('/operator/clearings/:period', async (context) => {
    const summary = summaryOf(await closed(context));
    const [lines, credits, due, odd] = await Promise.all([
      store.readLines(summary.period, undefined, shownLines),
      store.readCardCredits(summary.period, shownCredits),
      store.readDueLines(shownLines),
      store.readOddStatements(shownLines),
    ]);
    context.header('cache-control', 'no-store');
    return context.html(clearingPage(frameOf(context, id), { summary, lines, credits, due, odd }).text);
  });
  route.get('/operator/clearings/:period/summary', async (context) =>
    unstored(context).json(summaryOf(await closed(context))),
  );
  route.get('/operator/clearings/:period/lines.csv', async (context) => {
    const { period } = await closed(context);
    return unstored(context).body(csvOf(store, period), 200, {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="clearing-${period}.csv"`,
    });
  });
  route.get('/operator/bank-files/:messageId', async (context) => {
    const messageId = context.req.param('messageId').replace(/\.xml$/, '');
    const file = (await store.findBankFile(messageId)) ?? notFound('no such file');
    return unstored(context).body(file.content, 200, {
      'content-type': 'application/xml; charset=utf-8',
      'content-disposition': `attachment; filename="${messageId}.xml"`,
      etag: `"${file.digest}"`,
    });
  });
  route.get('/operator/receipts/:receiptId/proof', async (context) =>
    unstored(context).json(
      (await store.proveReceipt(context.req.param('receiptId'))) ?? notFound('no such cleared receipt'),
    ),
  );
  route.get('/operator/bank-answers/odd', async (context) =>
    unstored(context).json(await store.readOddStatements(linesTogether)),
  );
  route.post(
    '/operator/bank-answers',
    bodyLimit({ maxSize: maxBankMessageBytes + formBytes, onError: tooBig }),
    async (context) => {
      if (!(context.req.header('content-type') ?? '').startsWith('multipart/form-data'))
        return context.json(await take(context, new Uint8Array(await context.req.arrayBuffer())));
      const { file } = await context.req.parseBody();
      if (!(file instanceof File))
        throw new IntermediaryError('ERR_INTERMEDIARY_REQUEST', 'the form has no file');
      const outcome = await take(context, new Uint8Array(await file.arrayBuffer()));
      return unstored(context).html(answerPage(frameOf(context, id), outcome).text);
    },
  );
  return route;
}

const header = [
  ...[
    'period',
    'side',
    'party',
    'currency',
    'amountMinor',
    'purchases',
    'merkleRoot',
    'collectedBy',
    'state',
  ],
  ...['attempts', 'endToEndId', 'orderState', 'reason', 'file'],
];

/** Some lines at a time, as fast as they are taken. */
function csvOf(store: LedgerStore, period: string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let last: LineReport | undefined;
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(csvLine(header))),
    pull: async (controller) => {
      const lines = await store.readLines(period, last, linesTogether);
      if (lines.length > 0) controller.enqueue(encoder.encode(lines.map(csvOfLine).join('')));
      if (lines.length < linesTogether) controller.close();
      last = lines.at(-1);
    },
  });
}

function csvOfLine(line: LineReport): string {
  const { period, side, currency, amountMinor, count, root, collectBy, state, attempts, order } = line;
  return csvLine([
    ...[period, side, partyOf(line), currency, amountMinor, count, root, collectBy, state, attempts],
    ...[order?.endToEndId, order?.state, order?.reason, order?.messageId],
  ]);
}

function unstored(context: Context): Context {
  context.header('cache-control', 'no-store');
  return context;
}

function notFound(what: string): never {
  throw new IntermediaryError('ERR_INTERMEDIARY_NOT_FOUND', `there is ${what}`);
}

function tooBig(): never {
  throw new IntermediaryError(
    'ERR_BANK_MESSAGE_TOO_BIG',
    `a message has ${maxBankMessageBytes} bytes at most`,
  );
}
