/** Amounts as ISO 20022 writes them: a decimal number with the currency's own digits, 12.50 for 1250 minor units of EUR. */
import { currencyOf } from '@ecomm/protocol';

const decimalForm = /^([0-9]{1,18})(?:\.([0-9]{1,17}))?$/;

/** Throws a RangeError for what is no amount of ours: a bug. */
export function decimalOf(amountMinor: number, currency: string): string {
  return placed(amountMinor, currencyOf(currency).exponent);
}

/** Undefined when it is no number of minor units: a sign, a fraction of a cent, more than 2^53 − 1, another currency. */
export function minorOf(decimal: string, currency: string): number | undefined {
  const exponent = exponentOf(currency);
  const match = decimalForm.exec(decimal);
  if (exponent === undefined || match === null) return undefined;
  const [, whole = '', fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(exponent))) return undefined;
  const minor = Number(`${whole}${fraction.slice(0, exponent).padEnd(exponent, '0')}`);
  return Number.isSafeInteger(minor) ? minor : undefined;
}

/**
 * ISO 20022's control sum: the sum of the bare numbers, whatever their currencies. Exact, in the shortest form that has
 * the most digits of all currencies in it.
 */
export function controlSumOf(
  amounts: readonly { readonly currency: string; readonly amountMinor: number }[],
): string {
  const exponent = Math.max(0, ...amounts.map(({ currency }) => currencyOf(currency).exponent));
  const total = amounts.reduce(
    (sum, { currency, amountMinor }) => sum + amountMinor * 10 ** (exponent - currencyOf(currency).exponent),
    0,
  );
  return placed(total, exponent);
}

/** Whether two decimals are the same number: 12.5 and 12.50. */
export function isSameDecimal(left: string, right: string): boolean {
  const [one, other] = [shortest(left), shortest(right)];
  return one !== undefined && one === other;
}

function shortest(decimal: string): string | undefined {
  const match = decimalForm.exec(decimal);
  if (match === null) return undefined;
  const [, whole = '', fraction = ''] = match;
  return `${whole.replace(/^0+(?=[0-9])/, '')}.${fraction.replace(/0+$/, '')}`;
}

function placed(minor: number, exponent: number): string {
  if (!Number.isSafeInteger(minor) || minor < 0)
    throw new RangeError('an amount is a whole number of minor units');
  const digits = String(minor).padStart(exponent + 1, '0');
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

function exponentOf(currency: string): number | undefined {
  try {
    return currencyOf(currency).exponent;
  } catch {
    return undefined;
  }
}
