/** Amounts as people type them into a form: `1.50` or `1,50`, in the currency's own decimals and never through a float. */
import { type Amount, currencyOf } from '@ecomm/protocol';

/** Without grouping, with a point. */
export function decimalOf({ currency, value }: Amount): string {
  const { exponent } = currencyOf(currency);
  const digits = String(value).padStart(exponent + 1, '0');
  if (exponent === 0) return digits;
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** Minor units; undefined when it is no amount of this currency. */
export function minorOf(text: string, currency: string): number | undefined {
  const { exponent } = currencyOf(currency);
  const [, whole = '', part = ''] = /^(\d{1,9})(?:[.,](\d{1,4}))?$/.exec(text.trim()) ?? [];
  if (whole === '' || part.length > exponent) return undefined;
  return Number(whole + part.padEnd(exponent, '0'));
}
