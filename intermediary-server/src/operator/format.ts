/** How the operator's page writes amounts, payers and times. */
import { currencyOf } from '@ecomm/protocol';
import { type Html, html } from './html.ts';

/** EUR 1.90 */
export function formatAmount(amountMinor: number, currency: string): string {
  const { exponent } = currencyOf(currency);
  const number = new Intl.NumberFormat('en', {
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  });
  return `${currency} ${number.format(amountMinor / 10 ** exponent)}`;
}

/** The same without the currency, where a heading has it. */
export function formatNumber(amountMinor: number, currency: string): string {
  return formatAmount(amountMinor, currency).slice(4);
}

/** 2038 f31b 9512 832a */
export function formatPayer(fingerprint: string): string {
  return fingerprint.replace(/(.{4})(?=.)/g, '$1 ');
}

/** Seconds since 1970 → 2026-11-23 05:30:15 (UTC). */
export function timeElement(at: number): Html {
  const iso = new Date(at * 1000).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)}</time>`;
}
