/**
 * UTC times as a card holds them, BCD YYYYMMDDhhmmss, worked out by arithmetic: the package reads no clock and
 * a card has none. The calendar is the proleptic Gregorian one that POSIX seconds count in.
 */
import { decodeBcd, encodeBcd } from './bcd.ts';
import type { Bytes } from './bytes.ts';

const secondsPerDay = 86_400;
/** Days from 0000-03-01 to 1970-01-01. */
const epochDays = 719_468;
const daysPerEra = 146_097;
/** 9999-12-31T23:59:59Z, the last time that four digits of year can say. */
const lastSecond = 253_402_300_799;

/** Seven bytes, or undefined when `dateSeconds` is not a whole number of seconds from 1970 to 9999. */
export function encodeDateTime(dateSeconds: number): Bytes | undefined {
  if (!Number.isSafeInteger(dateSeconds) || dateSeconds < 0 || dateSeconds > lastSecond) return undefined;
  const { year, month, day } = civilFromDays(Math.floor(dateSeconds / secondsPerDay));
  const time = dateSeconds % secondsPerDay;
  const parts = [month, day, Math.floor(time / 3600), Math.floor(time / 60) % 60, time % 60];
  const digits = String(year).padStart(4, '0') + parts.map((part) => String(part).padStart(2, '0')).join('');
  return encodeBcd(digits, 7);
}

/** Seconds since 1970, or undefined for anything that {@link encodeDateTime} does not write (31 June, 24:00). */
export function decodeDateTime(bytes: Uint8Array): number | undefined {
  const digits = decodeBcd(bytes);
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits ?? '');
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const seconds = daysFromCivil(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second;
  const again = encodeDateTime(seconds);
  return again !== undefined && decodeBcd(again) === digits ? seconds : undefined;
}

/** Years that begin in March put the leap day last, so that month lengths follow one formula. */
function daysFromCivil(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * daysPerEra + dayOfEra - epochDays;
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + epochDays;
  const era = Math.floor(shifted / daysPerEra);
  const dayOfEra = shifted - era * daysPerEra;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}
