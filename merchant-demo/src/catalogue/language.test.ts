/** Which of its two languages the newspaper speaks. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseLanguage, languages } from './language.ts';

const hints = { query: undefined, cookie: undefined, acceptLanguage: undefined };

test.each([
  ['fr', {}],
  ['en', { query: 'en', cookie: 'fr', acceptLanguage: 'fr' }],
  ['en', { cookie: 'en', acceptLanguage: 'fr' }],
  ['en', { query: 'de', acceptLanguage: 'en-GB' }],
  ['en', { acceptLanguage: 'fr;q=0.3, en-US;q=0.9' }],
  ['fr', { acceptLanguage: 'en;q=0, fr;q=0.1' }],
  ['fr', { acceptLanguage: 'de, it;q=0.8' }],
  ['en', { acceptLanguage: 'EN' }],
])('%s is chosen for %j', (language, given) => {
  expect(chooseLanguage({ ...hints, ...given })).toBe(language);
});

test('whatever a request says, it is one of the two', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (query, acceptLanguage) => {
      expect(languages).toContain(chooseLanguage({ ...hints, query, acceptLanguage }));
    }),
  );
});
