/**
 * What a bank says, held against what was ordered: the answer, what became of each of its statements, the orders, their
 * lines and the postings in one transaction. The same answer again changes nothing, and nothing of it is ever lost.
 */
import { controlSumOf, isSameDecimal } from '../../bank/decimal.ts';
import type { BankAnswer, BankStatement, Verdict } from '../../ledger/bank-answer.ts';
import { turnOrder } from '../../ledger/bank-answer.ts';
import type { BankOrder } from '../../ledger/bank-records.ts';
import type { AnswerEntry, AnswerOutcome, BankStore, OddStatement } from '../../ledger/bank-store.ts';
import { findMessage, ordersOf } from './bank-files.ts';
import { insertMany, type OrderRow, orderColumns, orderOfRow } from './bank-rows.ts';
import { all, first, put, type SqlEngine, type Steps } from './engine.ts';
import { applyEvent } from './turn-order.ts';

type Answers = Pick<BankStore, 'applyBankAnswer' | 'readOddStatements'>;

interface EntryRow {
  level: BankStatement['about']['level'];
  aboutId: string;
  status: string;
  reason: string | null;
  currency: string | null;
  amountMinor: number | null;
  verdict: Verdict;
  appliedCount: number;
}

export function bankAnswers(engine: SqlEngine): Answers {
  return {
    applyBankAnswer: async (answer, digest, at) => {
      for (;;) {
        type Result = AnswerOutcome | 'reused' | 'totals' | 'changed';
        const outcome = await engine.write<Result>(() => apply(answer, digest, at), 'changed');
        // Another process took the same answer in this moment: look at what it made of it.
        if (outcome !== 'changed') return outcome;
      }
    },
    readOddStatements: (most) => engine.read(() => oddStatements(most)),
  };
}

function* apply(answer: BankAnswer, digest: string, at: number): Steps<AnswerOutcome | 'reused' | 'totals'> {
  const { kind, messageId } = answer;
  const known = yield* first<{ digest: string }>(
    'SELECT digest FROM bank_answer WHERE kind = ? AND message_id = ?',
    ...[kind, messageId],
  );
  if (known !== undefined)
    return known.digest === digest
      ? { status: 'repeated', entries: yield* entriesOf(kind, messageId) }
      : 'reused';
  if (!(yield* hasOurTotals(answer.original))) return 'totals';
  yield* put(
    'INSERT INTO bank_answer (kind, message_id, digest, received_at) VALUES (?, ?, ?, ?)',
    ...[kind, messageId, digest, at],
  );
  const entries = yield* applyAll(answer, at);
  yield* insertMany(
    'bank_answer_entry',
    `kind, message_id, position, level, about_id, status, reason, currency, amount_minor, verdict, applied_count`,
    entries.map(({ about, status, reason, amount, verdict, appliedCount }, position) => [
      ...[kind, messageId, position, about.level, about.id, status, reason ?? null],
      ...[amount?.currency ?? null, amount?.amountMinor ?? null, verdict, appliedCount],
    ]),
  );
  return { status: 'taken', entries };
}

function* hasOurTotals(original: BankAnswer['original']): Steps<boolean> {
  if (original === undefined || (original.count === undefined && original.sum === undefined)) return true;
  const message = yield* findMessage(original.messageId);
  if (message === undefined) return true;
  const { count = message.orderCount, sum } = original;
  if (count !== message.orderCount) return false;
  return sum === undefined || isSameDecimal(sum, controlSumOf(yield* ordersOf(message.messageId)));
}

/** First what is said of single orders: of the others in a block or message is said what is said of the whole. */
function* applyAll({ kind, statements }: BankAnswer, at: number): Steps<AnswerEntry[]> {
  const entries = new Map<BankStatement, AnswerEntry>();
  const named = new Set<string>();
  for (const level of ['order', 'block', 'message'] as const)
    for (const statement of statements.filter(({ about }) => about.level === level)) {
      const orders = yield* lockOrders(statement.about);
      const others = orders.filter(({ endToEndId }) => !named.has(endToEndId));
      // A notification tells of each movement of money for itself, a report of each order once.
      if (kind === 'statusReport') for (const { endToEndId } of orders) named.add(endToEndId);
      const met = kind === 'statusReport' ? others : orders;
      entries.set(statement, yield* applyTo(statement, orders.length > 0 ? met : undefined, at));
    }
  return statements.flatMap((statement) => entries.get(statement) ?? []);
}

/** `orders` undefined: there is none of that name. */
function* applyTo(
  statement: BankStatement,
  orders: readonly BankOrder[] | undefined,
  at: number,
): Steps<AnswerEntry> {
  const { about, status, reason, amount, event } = statement;
  const entry = (verdict: Verdict, appliedCount = 0) => ({
    ...{ about, status, reason, amount, verdict, appliedCount },
  });
  if (orders === undefined) return entry('unknown');
  if (event === undefined || orders.length === 0) return entry('noted');
  const live = about.level === 'order' ? orders : orders.filter(({ state }) => state !== 'rejected');
  if (!isOfOrders(statement, live) || !(yield* isOnOurAccount(statement, orders))) return entry('differs');
  let [applied, contradicted] = [0, 0];
  for (const order of orders) {
    const turn = turnOrder(order.state, event);
    if (turn.verdict === 'contradicts') contradicted += 1;
    if (turn.verdict !== 'applied') continue;
    yield* applyEvent(order, { event, state: turn.state, reason }, at);
    applied += 1;
  }
  if (contradicted > 0) return entry('contradicts', applied);
  return entry(applied > 0 ? 'applied' : 'repeated', applied);
}

/** The amount is theirs, exactly, and the money went the way that it had to go. */
function isOfOrders(statement: BankStatement, orders: readonly BankOrder[]): boolean {
  const { amount, count, direction, event } = statement;
  // A whole block that comes back says why for each of its orders, not for all of them.
  if (event === 'return' && statement.about.level !== 'order') return false;
  // Money that moved has an amount.
  if (amount === undefined && direction !== undefined) return false;
  if (count !== undefined && count !== orders.length) return false;
  const sum = orders.reduce((total, { amountMinor }) => total + amountMinor, 0);
  if (amount !== undefined) {
    if (sum !== amount.amountMinor) return false;
    if (orders.some(({ currency }) => currency !== amount.currency)) return false;
  }
  const wanted = (side: BankOrder['side']) => ((side === 'credit') === (event === 'return') ? 'in' : 'out');
  return direction === undefined || orders.every(({ side }) => direction === wanted(side));
}

function* isOnOurAccount({ iban }: BankStatement, orders: readonly BankOrder[]): Steps<boolean> {
  if (iban === undefined) return true;
  for (const messageId of new Set(orders.map((order) => order.messageId)))
    if ((yield* findMessage(messageId))?.house.iban !== iban) return false;
  return true;
}

const whereAbout: Readonly<Record<BankStatement['about']['level'], string>> = {
  order: 'end_to_end_id = ?',
  block: 'block_id = ?',
  message: 'message_id = ?',
};

function* lockOrders({ level, id }: BankStatement['about']): Steps<BankOrder[]> {
  // A block's identification begins with its message's.
  const within = level === 'block' ? ' AND message_id = ?' : '';
  const rows = yield* all<OrderRow>(
    `SELECT ${orderColumns} FROM bank_order WHERE ${whereAbout[level]}${within} ORDER BY position FOR UPDATE`,
    ...(level === 'block' ? [id, id.slice(0, Math.max(0, id.lastIndexOf('-')))] : [id]),
  );
  return rows.map(orderOfRow);
}

const entryColumns = `level, about_id AS "aboutId", status, reason, currency, amount_minor AS "amountMinor", verdict,
  applied_count AS "appliedCount"`;

function* entriesOf(kind: BankAnswer['kind'], messageId: string): Steps<AnswerEntry[]> {
  const rows = yield* all<EntryRow>(
    `SELECT ${entryColumns} FROM bank_answer_entry WHERE kind = ? AND message_id = ? ORDER BY position`,
    ...[kind, messageId],
  );
  return rows.map(entryOfRow);
}

function* oddStatements(most: number): Steps<OddStatement[]> {
  const rows = yield* all<EntryRow & { kind: BankAnswer['kind']; messageId: string; receivedAt: number }>(
    `SELECT ${entryColumns}, bank_answer.kind, bank_answer.message_id AS "messageId", received_at AS "receivedAt"
     FROM bank_answer_entry
     JOIN bank_answer ON bank_answer.kind = bank_answer_entry.kind
       AND bank_answer.message_id = bank_answer_entry.message_id
     WHERE verdict IN ('unknown', 'differs', 'contradicts')
     ORDER BY received_at DESC, bank_answer.message_id, position LIMIT ?`,
    most,
  );
  return rows.map((row) => ({
    ...entryOfRow(row),
    ...{ kind: row.kind, messageId: row.messageId, receivedAt: row.receivedAt },
  }));
}

function entryOfRow(row: EntryRow): AnswerEntry {
  const { level, aboutId, status, reason, currency, amountMinor, verdict, appliedCount } = row;
  return {
    about: { level, id: aboutId },
    status,
    reason: reason ?? undefined,
    amount: currency === null || amountMinor === null ? undefined : { currency, amountMinor },
    verdict,
    appliedCount,
  };
}
