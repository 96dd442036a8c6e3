/**
 * Names of what a bank is asked for. They follow from what is asked alone, so that the same order has the same name whoever
 * makes it, and are of the 35 characters that every bank takes.
 */
import { createHash } from 'node:crypto';
import type { LineKey, LineSide } from './bank-records.ts';

const letters: Readonly<Record<LineSide, string>> = { credit: 'C', debit: 'D' };

/** MsgId: EC20261123.1-C-1 */
export function messageIdOf(period: string, side: LineSide, sequence: number): string {
  return `EC${compact(period)}-${letters[side]}-${sequence}`;
}

/** EndToEndId: the line by a digest, as it may be in no name, and the attempt: C20261123.1-0011223344556677-1 */
export function endToEndIdOf({ period, side, party, currency }: LineKey, attempt: number): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([period, side, party, currency]))
    .digest('hex');
  return `${letters[side]}${compact(period)}-${digest.slice(0, 16)}-${attempt}`;
}

function compact(period: string): string {
  return period.replaceAll('-', '');
}
