/** A bank's answer as plain facts: what it says of each of our orders, whole blocks and whole messages. */
import type { BankAnswer } from '../ledger/bank-answer.ts';
import { readNotification } from './read-notification.ts';
import { readStatusReport } from './read-status-report.ts';
import { readXml } from './read-xml.ts';

/** Throws ERR_BANK_MESSAGE_*; then nothing of it is to be taken. */
export function readAnswer(bytes: Uint8Array): BankAnswer {
  const { name, body } = readXml(bytes, ['pain.002.001.14', 'camt.054.001.12']);
  return name === 'pain.002.001.14' ? readStatusReport(body) : readNotification(body);
}
