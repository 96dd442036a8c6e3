/**
 * Money: an integer of minor units with its ISO 4217 currency, never a fraction.
 *
 * `{currency: 'FRF', value: 12480}` is 124.80 F. Every operation refuses to mix currencies or to leave
 * the integers that a double holds exactly.
 */
import { ProtocolError } from '../errors.ts';

export interface Amount {
  /** ISO 4217 alphabetic code. */
  readonly currency: string;
  /** Minor units, 0 to 2^53 - 1. */
  readonly value: number;
}

export interface Currency {
  /** ISO 4217 numeric code, three digits. */
  readonly number: string;
  /** Digits after the decimal point. */
  readonly exponent: number;
}

/** The currencies we know: today's, and the paper's own francs (ISO 4217 table A.3, historic). */
export const currencies: Readonly<Record<string, Currency>> = {
  CHF: { number: '756', exponent: 2 },
  EUR: { number: '978', exponent: 2 },
  FRF: { number: '250', exponent: 2 },
  GBP: { number: '826', exponent: 2 },
  JPY: { number: '392', exponent: 0 },
  USD: { number: '840', exponent: 2 },
};

/** Makes an amount. Throws ERR_AMOUNT_INVALID or ERR_AMOUNT_CURRENCY. */
export function amountOf(currency: string, value: number): Amount {
  currencyOf(currency);
  if (!Number.isSafeInteger(value) || value < 0) throw new ProtocolError('ERR_AMOUNT_INVALID', { value });
  return { currency, value };
}

/** The currency's number and exponent. Throws ERR_AMOUNT_CURRENCY. */
export function currencyOf(code: string): Currency {
  const currency = Object.hasOwn(currencies, code) ? currencies[code] : undefined;
  if (currency === undefined) throw new ProtocolError('ERR_AMOUNT_CURRENCY', { currency: code.slice(0, 8) });
  return currency;
}

/** The alphabetic code of an ISO 4217 number, as cards store it. Throws ERR_AMOUNT_CURRENCY. */
export function currencyCodeOf(number: string): string {
  const entry = Object.entries(currencies).find(([, currency]) => currency.number === number);
  if (entry === undefined) throw new ProtocolError('ERR_AMOUNT_CURRENCY', { currency: number.slice(0, 8) });
  return entry[0];
}

export function addAmounts(left: Amount, right: Amount): Amount {
  sameCurrency(left, right);
  return amountOf(left.currency, left.value + right.value);
}

/** Throws ERR_AMOUNT_INVALID when the difference would be negative. */
export function subtractAmounts(left: Amount, right: Amount): Amount {
  sameCurrency(left, right);
  return amountOf(left.currency, left.value - right.value);
}

/** Negative, zero or positive, as for sorting. */
export function compareAmounts(left: Amount, right: Amount): number {
  sameCurrency(left, right);
  return left.value - right.value;
}

export function sameAmount(left: Amount, right: Amount): boolean {
  return left.currency === right.currency && left.value === right.value;
}

function sameCurrency(left: Amount, right: Amount): void {
  if (left.currency !== right.currency)
    throw new ProtocolError('ERR_AMOUNT_CURRENCY', { currency: right.currency, expected: left.currency });
}
