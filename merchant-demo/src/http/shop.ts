/** What the catalogue's routes share: the edition, its prices, the newspaper's name and the day. */
import type { Context } from 'hono';
import type { Edition } from '../catalogue/article.ts';
import type { Language } from '../catalogue/language.ts';
import type { PriceTags } from '../payment/price-tags.ts';
import { languageOf } from './language-of.ts';

export interface Shop {
  /** The merchant's certified name. */
  readonly paper: string;
  readonly edition: Edition;
  readonly tags: PriceTags;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

/** What every page is printed with. */
export interface PageSheet {
  readonly language: Language;
  readonly paper: string;
  readonly today: number;
}

export function sheetOf({ paper, nowMs }: Shop, source: Context | Request): PageSheet {
  return { language: languageOf(source), paper, today: nowMs() };
}

/** Pages differ by language and by what this browser has paid. */
export const perReader = {
  'cache-control': 'private, no-cache',
  vary: 'Accept, Accept-Language, Cookie',
};
