/** ISO 4217: the wallet names a currency by its letters, a card by its number and decimal places. */

export interface Currency {
  readonly number: number;
  /** Digits after the decimal point. */
  readonly exponent: number;
}

const currencies: Readonly<Record<string, Currency>> = {
  CHF: { number: 756, exponent: 2 },
  EUR: { number: 978, exponent: 2 },
  FRF: { number: 250, exponent: 2 },
  GBP: { number: 826, exponent: 2 },
  JPY: { number: 392, exponent: 0 },
  USD: { number: 840, exponent: 2 },
};

export function currencyOf(code: string): Currency | undefined {
  return Object.hasOwn(currencies, code) ? currencies[code] : undefined;
}

/** `1.25` EUR is 125. Undefined for more decimals than the currency has, a sign, or anything but digits. */
export function minorUnitsOf(decimal: string, { exponent }: Currency): number | undefined {
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(decimal);
  const fraction = match?.[2] ?? '';
  if (match === null || fraction.length > exponent) return undefined;
  const minor = Number(match[1]) * 10 ** exponent + Number(fraction.padEnd(exponent, '0') || '0');
  return Number.isSafeInteger(minor) ? minor : undefined;
}
