/** What is typed as an amount is that amount to the cent, or refused. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalOf, minorOf } from './decimal-amount.ts';

test('every amount reads back as it was written, in currencies with and without decimals', () => {
  fc.assert(
    fc.property(fc.nat(999_999_999), fc.constantFrom('EUR', 'JPY'), (value, currency) => {
      expect(minorOf(decimalOf({ currency, value }), currency)).toBe(value);
    }),
  );
});

test.each([
  ['1,5', 150],
  [' 0.05 ', 5],
  ['7', 700],
])('%j is %i cents', (text, minor) => expect(minorOf(text, 'EUR')).toBe(minor));

test.each(['', '1.', '.5', '1.005', '-1', '1e3', '1 000', 'one', '1.5.5'])('%j is no amount', (text) => {
  expect(minorOf(text, 'EUR')).toBeUndefined();
});
