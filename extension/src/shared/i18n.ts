/**
 * Words in the shopper's language, by typed keys: what is not in the English file does not compile, and a test
 * holds the French one to it.
 */
import type { Money, WalletProblem } from '@ecomm/messages';
import browser from 'webextension-polyfill';
import type en from '../../_locales/en/messages.json';
import { factsInWords } from './error-words.ts';
import type { AnyErrorCode } from './errors.ts';

export type MessageKey = keyof typeof en;

/** The message of a key; `substitutions` fill $1, $2 … */
export function t(key: MessageKey, ...substitutions: string[]): string {
  return browser.i18n.getMessage(key, substitutions);
}

/** The language of the words, with the shopper's region where the browser tells: figures and dates go with them. */
export function language(): string {
  const words = t('languageTag');
  const wanted = browser.i18n.getUILanguage();
  return wanted === words || wanted.startsWith(`${words}-`) ? wanted : words;
}

/** An amount as the shopper's language writes it. */
export function money({ currency, value }: Money): string {
  const format = new Intl.NumberFormat(language(), { style: 'currency', currency });
  return format.format(value / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** A day and time, seconds since 1970. */
export function dayAndTime(seconds: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    seconds * 1000,
  );
}

export function day(seconds: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'long' }).format(seconds * 1000);
}

/** YYYYMM as a card has it embossed, MM/YY. */
export function expiryOf(yearMonth: string): string {
  return `${yearMonth.slice(4, 6)}/${yearMonth.slice(2, 4)}`;
}

/** What happened and what to do. A code without words is one of a newer counterpart. */
export function problemText({ code, facts }: WalletProblem): { happened: string; next: string } {
  const known = hasWords(code) ? code : 'ERR_WALLET_INTERNAL';
  const words = factsInWords(known, facts);
  return { happened: t(happenedKey(known), ...words), next: t(nextKey(known), ...words) };
}

function hasWords(code: string): code is AnyErrorCode {
  return browser.i18n.getMessage(`${code}_next`) !== '';
}

/** An error code without its two messages does not compile. */
const happenedKey = (code: AnyErrorCode): MessageKey => code;
const nextKey = (code: AnyErrorCode): MessageKey => `${code}_next`;
