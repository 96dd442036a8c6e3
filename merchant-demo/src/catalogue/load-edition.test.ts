/** Catalogues from files, and the built-in one, are whole: nothing half translated, nothing given away. */
import { defaultAmountRanges, isInRange } from '@ecomm/protocol';
import { describe, expect, test } from 'vitest';
import { assertPriced } from '../payment/price-tags.ts';
import { findArticle, priceOf, readingMinutes } from './article.ts';
import { todaysEdition } from './edition/index.ts';
import { loadEdition } from './load-edition.ts';
import { teaserOf } from './pages/payment-page.ts';
import { typeset } from './typeset.ts';

const article = { slug: 'a', title: 'T', standfirst: 'S', body: ['One two three four.'], priceMinor: 300 };
const load = (changes: object = {}) =>
  loadEdition(JSON.stringify({ articles: [{ ...article, ...changes }] }), 'FRF');

describe('a catalogue file', () => {
  test('gives articles in one language or both, priced in the shop’s currency', () => {
    const edition = load({ title: { fr: 'Titre', en: 'Title' } });
    const found = findArticle(edition, 'a');
    expect(found).toMatchObject({ title: { fr: 'Titre', en: 'Title' }, standfirst: { fr: 'S', en: 'S' } });
    expect(found && priceOf(found, 'FRF')).toBe(300);
  });
  test.each([
    ['a slug with a slash', { slug: 'a/b' }],
    ['a slug with dots', { slug: '..' }],
    ['a price of nothing', { priceMinor: 0 }],
    ['a price with a fraction', { priceMinor: 1.5 }],
    ['no text', { body: [] }],
    ['a title of two lines', { title: 'a\nb' }],
    ['a member that nobody knows', { price: 3 }],
  ])('with %s is refused', (_, changes) => {
    expect(() => load(changes)).toThrow();
  });
  test('with one slug twice is refused', () => {
    expect(() => loadEdition(JSON.stringify({ articles: [article, article] }), 'FRF')).toThrow(/same slug/);
  });
});

describe('the built-in edition', () => {
  test('has every text in both languages, with as many paragraphs', () => {
    for (const { slug, title, standfirst, section, body } of todaysEdition.articles) {
      expect([slug, body.fr.length]).toEqual([slug, body.en.length]);
      for (const text of [title, standfirst, section]) {
        expect(text.fr).not.toBe('');
        expect(text.en).not.toBe('');
      }
    }
  });
  test.each(['EUR', 'FRF'])('is priced in %s, within one click of a wallet', (currency) => {
    assertPriced(todaysEdition, currency);
    for (const one of todaysEdition.articles) {
      const value = priceOf(one, currency);
      if (value !== undefined) expect(isInRange({ currency, value }, defaultAmountRanges)).toBe(true);
    }
  });
  test('is not given away in a currency in which it has no price', () => {
    expect(() => assertPriced(todaysEdition, 'JPY')).toThrow(/no price in JPY/);
  });
  test('shows at most the first lines to those who have not paid', () => {
    for (const one of todaysEdition.articles) {
      expect(teaserOf(one, 'fr').length).toBeLessThan(230);
      expect(readingMinutes(one, 'fr')).toBeGreaterThan(0);
    }
    const short = findArticle(load(), 'a');
    expect(short && teaserOf(short, 'fr')).toBe('One two …');
  });
});

test('French punctuation never begins a line', () => {
  expect(typeset('Quoi ? « Oui » : non ; – bon !', 'fr')).toBe(
    'Quoi\u202f? «\u00a0Oui\u00a0»\u00a0: non\u202f;\u00a0– bon\u202f!',
  );
  expect(typeset('What ?', 'en')).toBe('What ?');
});
