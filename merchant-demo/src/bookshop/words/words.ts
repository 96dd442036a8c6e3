/** The bookshop's own words, in both languages, and how it writes money and days. */
import type { Language } from '../../catalogue/language.ts';
import { typeset } from '../../catalogue/typeset.ts';
import { english } from './english.ts';
import { french } from './french.ts';

export type Words = Readonly<Record<keyof typeof french, string>>;

const typesetFrench = Object.fromEntries(
  Object.entries(french).map(([key, text]) => [key, typeset(text, 'fr')]),
) as Words;

export function wordsOf(language: Language): Words {
  return language === 'fr' ? typesetFrench : english;
}

export function localeOf(language: Language): string {
  return language === 'fr' ? 'fr-FR' : 'en-GB';
}

/** `at`: seconds since 1970; the shop's clock hangs in Paris. */
export function longDate(at: number, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'Europe/Paris' }).format(
    at * 1000,
  );
}

export function dayAndTime(at: number, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Europe/Paris',
  }).format(at * 1000);
}
