/** Rows that several operations about banks share. */
import type { BankPosting } from '../../ledger/bank-posting.ts';
import type { BankOrder, Mandate } from '../../ledger/bank-records.ts';
import { piecesOf, places, put, type SqlValue, type Steps } from './engine.ts';

export const lineColumns = `clearing_line.period, side, party, currency, amount_minor AS "amountMinor",
  item_count AS count, root, clearing_line.state, attempts`;

export const orderColumns = `end_to_end_id AS "endToEndId", bank_order.message_id AS "messageId",
  block_id AS "blockId", bank_order.period, bank_order.side, party, currency, amount_minor AS "amountMinor",
  item_count AS count, name, iban, bic, mandate_id AS "mandateId", signed_on AS "signedOn", sequence, state, reason`;

export interface OrderRow extends Omit<BankOrder, 'bic' | 'mandate' | 'reason'> {
  readonly bic: string | null;
  readonly mandateId: string | null;
  readonly signedOn: string | null;
  readonly sequence: Mandate['sequence'] | null;
  readonly reason: string | null;
}

export function orderOfRow(row: OrderRow): BankOrder {
  const { bic, mandateId, signedOn, sequence, reason, ...order } = row;
  return {
    ...order,
    bic: bic ?? undefined,
    reason: reason ?? undefined,
    mandate:
      mandateId === null || signedOn === null || sequence === null
        ? undefined
        : { mandateId, signedOn, sequence },
  };
}

/** Rows of one table, some to a statement. */
export function* insertMany(
  table: string,
  columns: string,
  rows: readonly (readonly SqlValue[])[],
): Steps<void> {
  for (const piece of piecesOf(rows))
    yield* put(
      `INSERT INTO ${table} (${columns}) VALUES ${piece.map((row) => `(${places(row.length)})`).join(', ')}`,
      ...piece.flat(),
    );
}

export function addBankPostings(postings: readonly BankPosting[]): Steps<void> {
  return insertMany(
    'bank_posting',
    'shard, kind, debit, credit, currency, amount_minor, reference, posted_at',
    postings.map(({ shard, kind, debit, credit, currency, amountMinor, reference, postedAt }) => [
      ...[shard, kind, debit, credit, currency, amountMinor, reference, postedAt],
    ]),
  );
}
