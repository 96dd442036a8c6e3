/**
 * The seven-day log: what the card certified in the week of the newest day it has seen.
 *
 * A card has no clock; the day is the one in the transaction data. A purchase dated before the week counts in
 * its first day, so a wrong date makes the card ask the bank sooner, never later.
 */
import { encodeBcd } from '@ecomm/card';

export interface DaySpending {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly amountMinor: number;
}

export const logDays = 7;

const secondsPerDay = 86_400;
const amountMaximumMinor = 999_999_999_999;

/** The log with one more purchase in it, oldest day first, at most seven days. */
export function addSpending(
  log: readonly DaySpending[],
  dateSeconds: number,
  amountMinor: number,
): DaySpending[] {
  const today = Math.floor(dateSeconds / secondsPerDay);
  const newest = Math.max(today, ...log.map(({ day }) => day));
  const oldest = newest - (logDays - 1);
  const sums = new Map<number, number>();
  for (const entry of [
    ...log.filter(({ day }) => day >= oldest),
    { day: Math.max(today, oldest), amountMinor },
  ]) {
    const sum = (sums.get(entry.day) ?? 0) + entry.amountMinor;
    sums.set(entry.day, Math.min(sum, amountMaximumMinor));
  }
  return [...sums].map(([day, sum]) => ({ day, amountMinor: sum })).sort((a, b) => a.day - b.day);
}

export function totalMinor(log: readonly DaySpending[]): number {
  return log.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** Zone 1, record 1: for each day, newest first, date YYYYMMDD (4) ‖ amount n12 (6). */
export function encodeSpendingLog(log: readonly DaySpending[]): Uint8Array {
  return Uint8Array.from(
    [...log].reverse().flatMap(({ day, amountMinor }) => {
      const date = new Date(day * secondsPerDay * 1000).toISOString().slice(0, 10).replaceAll('-', '');
      return [...bcd(date, 4), ...bcd(String(amountMinor), 6)];
    }),
  );
}

function bcd(digits: string, byteLength: number): Uint8Array {
  const bytes = encodeBcd(digits, byteLength);
  if (bytes === undefined) throw new Error('internal error: a log entry does not fit its record');
  return bytes;
}
