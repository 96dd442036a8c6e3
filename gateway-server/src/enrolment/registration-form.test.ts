/** The bank's form: filled in as asked, or said to be malformed by its fields' names. */
import { describe, expect, test } from 'vitest';
import { answerTo, cardForm, malformedAnswers } from './registration-form.ts';

const form = cardForm('en');
const holderName = { name: 'holderName', value: 'MARGOT LEROY' };
const passphrase = { name: 'passphrase', value: 'tournesol bleu' };
const good = [holderName, passphrase];

describe('answers', () => {
  test('to every field pass, in any order', () => {
    expect(malformedAnswers(form, good)).toEqual([]);
    expect(malformedAnswers(form, good.toReversed())).toEqual([]);
    expect(answerTo(good, 'passphrase')).toBe('tournesol bleu');
  });

  test.each([
    ['missing', [], ['holderName', 'passphrase']],
    ['blank', [{ name: 'holderName', value: ' ' }, passphrase], ['holderName']],
    ['too long', [holderName, { name: 'passphrase', value: 'x'.repeat(65) }], ['passphrase']],
    ['given twice', [...good, passphrase], ['passphrase']],
    ['unknown', [...good, { name: 'constructor', value: 'x' }], ['constructor']],
  ])('that are %s are named', (_what, answers, names) => {
    expect(malformedAnswers(form, answers)).toEqual(names);
  });
});

test.each([
  ['fr', /banque/],
  ['fr-CA', /banque/],
  ['en', /bank/],
  ['frisian', /bank/],
  ['de', /bank/],
])('a holder who speaks %s reads the form', (language, words) => {
  expect(cardForm(language).policyText).toMatch(words);
});
