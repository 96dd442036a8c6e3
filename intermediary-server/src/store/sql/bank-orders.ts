/**
 * What a close orders of the bank, in the close's own transaction: the lines of its period, and every line before them
 * that is still due. Each order keeps the account that it is for, so what is written later is what was fixed here.
 */

import { targetDayAfter } from '../../bank/target-day.ts';
import { postLine, postOrder } from '../../ledger/bank-posting.ts';
import type { BankOrder, ClearingLine, HouseAccount, LineSide } from '../../ledger/bank-records.ts';
import { endToEndIdOf, messageIdOf } from '../../ledger/order-ids.ts';
import { lockHouse } from './bank-accounts.ts';
import { addBankPostings, insertMany, lineColumns } from './bank-rows.ts';
import { all, put, type Steps } from './engine.ts';

/** Banks bound the size of a file, and memory is bounded with it. */
const ordersMostInMessage = 10_000;
const linesTogether = 500;
/** EPC's bound of one transaction: 999,999,999.99 EUR. A line beyond it stays due. */
export const orderMostMinor = 99_999_999_999;
/** Open days of the banks from the close until they are to execute. */
const leadDays: Readonly<Record<LineSide, number>> = { credit: 1, debit: 2 };

export function* addLines(lines: readonly ClearingLine[], at: number): Steps<void> {
  yield* insertMany(
    'clearing_line',
    'period, side, party, currency, amount_minor, item_count, root, collect_by, state, attempts',
    lines.map((line) => {
      const { period, side, party, currency, amountMinor, count, root, collectBy, state } = line;
      return [period, side, party, currency, amountMinor, count, root, collectBy ?? null, state, 0];
    }),
  );
  yield* addBankPostings(lines.map((line) => postLine(line, at)));
}

/** Nothing, as long as the house has no account; no debits, as long as it has no creditor's identifier. */
export function* orderDue(period: string, at: number): Steps<void> {
  const house = yield* lockHouse();
  if (house === undefined) return;
  yield* orderSide('credit', house, period, at);
  if (house.creditorId !== undefined) yield* orderSide('debit', house, period, at);
}

interface DueRow extends Omit<ClearingLine, 'collectBy'> {
  readonly name: string;
  readonly iban: string;
  readonly bic: string | null;
  readonly mandateId: string | null;
  readonly signedOn: string | null;
  readonly sequence: 'FRST' | 'RCUR' | null;
}

const selectDue: Readonly<Record<LineSide, string>> = {
  credit: `SELECT ${lineColumns}, name, iban, bic, NULL AS "mandateId", NULL AS "signedOn", NULL AS sequence
    FROM clearing_line JOIN (
      SELECT holder, name, iban, bic FROM bank_account UNION ALL
      SELECT 'merchant:client:' || fingerprint, name, iban, bic FROM mandate
        JOIN payer ON payer.payer = mandate.payer WHERE mandate.state = 'active'
    ) account ON holder = 'merchant:' || party
    WHERE side = 'credit'`,
  debit: `SELECT ${lineColumns}, name, iban, bic, mandate_id AS "mandateId", signed_on AS "signedOn", sequence
    FROM clearing_line JOIN mandate ON payer = party AND mandate.state = 'active'
    WHERE side = 'debit' AND currency = 'EUR'`,
};

function* orderSide(side: LineSide, house: HouseAccount, period: string, at: number): Steps<void> {
  const firstUses = new Set<string>();
  let after: readonly [string, string, string] = ['', '', ''];
  let sequence = 0;
  let orders: BankOrder[] = [];
  for (let isLast = false; !isLast; ) {
    const rows = yield* all<DueRow>(
      `${selectDue[side]} AND clearing_line.state = 'due' AND amount_minor <= ?
         AND (currency, party, period) > (?, ?, ?)
       ORDER BY currency, party, period LIMIT ${linesTogether}`,
      ...[orderMostMinor, ...after],
    );
    isLast = rows.length < linesTogether;
    for (const row of rows) {
      after = [row.currency, row.party, row.period];
      const messageId = messageIdOf(period, side, sequence + 1);
      orders.push(orderOf(row, messageId, firstUses));
    }
    if (orders.length === 0) continue;
    if (!isLast && orders.length + linesTogether <= ordersMostInMessage) continue;
    sequence += 1;
    yield* addMessage(house, side, period, orders, at);
    orders = [];
  }
}

/** Of two collections under one mandate only one is the first. */
function orderOf(row: DueRow, messageId: string, firstUses: Set<string>): BankOrder {
  const { mandateId, signedOn } = row;
  const mandate =
    mandateId === null || signedOn === null
      ? undefined
      : { mandateId, signedOn, sequence: firstUses.has(mandateId) ? 'RCUR' : (row.sequence ?? 'RCUR') };
  if (mandate?.sequence === 'FRST') firstUses.add(mandate.mandateId);
  const { period, side, party, currency, amountMinor, count, name, iban, bic, attempts } = row;
  return {
    ...{ period, side, party, currency, amountMinor, count, name, iban, bic: bic ?? undefined, mandate },
    ...{ messageId, endToEndId: endToEndIdOf(row, attempts + 1), state: 'made', reason: undefined },
    blockId: `${messageId}-${mandate?.sequence ?? currency}`,
  };
}

function* addMessage(
  house: HouseAccount,
  side: LineSide,
  period: string,
  orders: readonly BankOrder[],
  at: number,
): Steps<void> {
  yield* put(
    `INSERT INTO bank_message (message_id, period, side, created_at, requested_on, house, order_count)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ...[orders[0]?.messageId ?? '', period, side, at, targetDayAfter(at, leadDays[side])],
    ...[JSON.stringify(house), orders.length],
  );
  yield* insertMany(
    'bank_order',
    `end_to_end_id, message_id, position, block_id, period, side, party, currency, amount_minor, item_count, name,
      iban, bic, mandate_id, signed_on, sequence, state, reason`,
    orders.map((order, position) => {
      const { endToEndId, messageId, blockId, party, currency, amountMinor, count, name, iban, bic } = order;
      return [
        ...[
          endToEndId,
          messageId,
          position,
          blockId,
          order.period,
          side,
          party,
          currency,
          amountMinor,
          count,
        ],
        ...[name, iban, bic ?? null, order.mandate?.mandateId ?? null, order.mandate?.signedOn ?? null],
        ...[order.mandate?.sequence ?? null, order.state, null],
      ];
    }),
  );
  for (const { period: of, party, currency, mandate } of orders) {
    yield* put(
      `UPDATE clearing_line SET state = 'ordered', attempts = attempts + 1
       WHERE period = ? AND side = ? AND party = ? AND currency = ?`,
      ...[of, side, party, currency],
    );
    if (mandate?.sequence === 'FRST')
      yield* put(`UPDATE mandate SET sequence = 'RCUR' WHERE mandate_id = ?`, mandate.mandateId);
  }
  yield* addBankPostings(orders.map((order) => postOrder(order, 'order', at)));
}
