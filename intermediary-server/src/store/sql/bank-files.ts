/** Messages to the bank: fixed at a close with their orders, then written once. */
import type { BankMessage, BankOrder, HouseAccount } from '../../ledger/bank-records.ts';
import type { BankFile, BankStore } from '../../ledger/bank-store.ts';
import { type OrderRow, orderColumns, orderOfRow } from './bank-rows.ts';
import { all, first, put, type SqlEngine, type Steps, unreachable } from './engine.ts';

type Files = Pick<BankStore, 'unwrittenBankMessages' | 'ordersOfMessage' | 'saveBankFile' | 'findBankFile'>;

interface MessageRow extends Omit<BankMessage, 'house'> {
  readonly house: string;
}

export const messageColumns = `bank_message.message_id AS "messageId", bank_message.period, bank_message.side,
  created_at AS "createdAt", requested_on AS "requestedOn", house, order_count AS "orderCount"`;

export function bankFiles(engine: SqlEngine): Files {
  return {
    unwrittenBankMessages: () => engine.read(unwritten),
    ordersOfMessage: (messageId) => engine.read(() => ordersOf(messageId)),
    saveBankFile: (messageId, file) => engine.write(() => save(messageId, file)),
    findBankFile: (messageId) => engine.read(() => findFile(messageId)),
  };
}

export function messageOf({ house, ...message }: MessageRow): BankMessage {
  return { ...message, house: JSON.parse(house) as HouseAccount };
}

export function* findMessage(messageId: string): Steps<BankMessage | undefined> {
  const row = yield* first<MessageRow>(
    `SELECT ${messageColumns} FROM bank_message WHERE message_id = ?`,
    messageId,
  );
  return row && messageOf(row);
}

export function* ordersOf(messageId: string): Steps<BankOrder[]> {
  const rows = yield* all<OrderRow>(
    `SELECT ${orderColumns} FROM bank_order WHERE message_id = ? ORDER BY position`,
    messageId,
  );
  return rows.map(orderOfRow);
}

function* unwritten(): Steps<BankMessage[]> {
  const rows = yield* all<MessageRow>(
    `SELECT ${messageColumns} FROM bank_message
     WHERE NOT EXISTS (SELECT 1 FROM bank_file WHERE bank_file.message_id = bank_message.message_id)
     ORDER BY created_at, message_id`,
  );
  return rows.map(messageOf);
}

function findFile(messageId: string): Steps<BankFile | undefined> {
  return first<BankFile>('SELECT digest, content FROM bank_file WHERE message_id = ?', messageId);
}

function* save(messageId: string, { digest, content }: BankFile): Steps<string> {
  yield* put(
    `INSERT INTO bank_file (message_id, digest, content) VALUES (?, ?, ?)
     ON CONFLICT (message_id) DO NOTHING`,
    ...[messageId, digest, content],
  );
  return (yield* findFile(messageId))?.digest ?? unreachable('a file that was written is there');
}
