/** camt.054.001.12: what was booked on our account, and what came back with the reason why. */
import type { BankAnswer, BankEvent, BankStatement } from '../ledger/bank-answer.ts';
import { amountOf, refuseTotals } from './read-amount.ts';
import { child, children, type XmlView } from './read-xml.ts';

/** Throws ERR_BANK_MESSAGE_TOTALS when an entry is another sum than its details. */
export function readNotification(body: XmlView): BankAnswer {
  const notifications = children(body, 'Ntfctn');
  return {
    kind: 'notification',
    messageId: child(body, 'GrpHdr', 'MsgId')?.text ?? '',
    original: undefined,
    statements: notifications.flatMap((view) => {
      const iban = child(view, 'Acct', 'Id', 'IBAN')?.text ?? '';
      return children(view, 'Ntry').flatMap((entry) => entryStatements(entry, iban));
    }),
  };
}

interface Entry {
  readonly view: XmlView;
  readonly iban: string;
  readonly status: string;
  readonly direction: 'in' | 'out';
  readonly isReversal: boolean;
}

function entryStatements(view: XmlView, iban: string): BankStatement[] {
  const entry: Entry = {
    view,
    iban,
    status: child(view, 'Sts')?.children[0]?.text ?? '',
    direction: directionOf(view) ?? 'in',
    isReversal: child(view, 'RvslInd')?.text === 'true',
  };
  const details = children(view, 'NtryDtls');
  const transactions = details.flatMap((detail) => children(detail, 'TxDtls'));
  if (transactions.length > 0) {
    assertSum(view, transactions);
    return transactions.map((transaction) =>
      transactionStatement(entry, transaction, transactions.length === 1),
    );
  }
  const batches = details.flatMap((detail) => children(detail, 'Btch'));
  if (batches.length > 0) return batches.map((batch) => batchStatement(entry, batch));
  // Something was booked, and nothing says what for.
  return [statement(entry, { level: 'order', id: child(view, 'NtryRef')?.text ?? '' }, view)];
}

function transactionStatement(entry: Entry, transaction: XmlView, isAlone: boolean): BankStatement {
  const id = child(transaction, 'Refs', 'EndToEndId')?.text ?? child(transaction, 'Refs', 'InstrId')?.text;
  const made = statement(entry, { level: 'order', id: id ?? '' }, transaction);
  const entryAmount = child(entry.view, 'Amt');
  return made.amount === undefined && isAlone && entryAmount !== undefined
    ? { ...made, amount: amountOf(entryAmount) }
    : made;
}

/** Booked as one sum for all orders of a block. */
function batchStatement(entry: Entry, batch: XmlView): BankStatement {
  const blockId = child(batch, 'PmtInfId')?.text;
  const messageId = child(batch, 'MsgId')?.text ?? '';
  const about =
    blockId === undefined
      ? { level: 'message' as const, id: messageId }
      : { level: 'block' as const, id: blockId };
  const total = child(batch, 'TtlAmt') ?? child(entry.view, 'Amt');
  const count = child(batch, 'NbOfTxs')?.text;
  return {
    ...statement(entry, about, batch),
    amount: total && amountOf(total),
    count: count === undefined ? undefined : Number(count),
  };
}

function statement(entry: Entry, about: BankStatement['about'], view: XmlView): BankStatement {
  const returned = child(view, 'RtrInf');
  const isReturn = returned !== undefined || entry.isReversal;
  const event: BankEvent = isReturn ? 'return' : 'book';
  const amount = child(view, 'Amt');
  return {
    about,
    event: entry.status === 'BOOK' ? event : undefined,
    status: entry.status,
    reason: child(returned, 'Rsn')?.children[0]?.text,
    amount: amount && amountOf(amount),
    count: undefined,
    direction: directionOf(view) ?? entry.direction,
    iban: entry.iban,
  };
}

function directionOf(view: XmlView): 'in' | 'out' | undefined {
  const indicator = child(view, 'CdtDbtInd')?.text;
  if (indicator === undefined) return undefined;
  return indicator === 'CRDT' ? 'in' : 'out';
}

function assertSum(view: XmlView, transactions: readonly XmlView[]): void {
  const inside = transactions.flatMap((transaction) => {
    const amount = child(transaction, 'Amt');
    const isOpposite = (directionOf(transaction) ?? directionOf(view)) !== directionOf(view);
    return amount === undefined ? [] : [{ ...amountOf(amount), sign: isOpposite ? -1 : 1 }];
  });
  // Of one alone the entry's amount is its own; of several without amounts nobody could say whose is what.
  if (inside.length === 0 && transactions.length === 1) return;
  const whole = child(view, 'Amt');
  const entry = whole && amountOf(whole);
  const sum = inside.reduce((running, { sign, amountMinor }) => running + sign * amountMinor, 0);
  const isOneCurrency = inside.every(({ currency }) => currency === entry?.currency);
  if (inside.length < transactions.length || !isOneCurrency || sum !== entry?.amountMinor)
    refuseTotals('an entry is another sum than what it consists of');
}
