/** Money stays exact and never mixes currencies. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addAmounts,
  amountOf,
  compareAmounts,
  currencyCodeOf,
  currencyOf,
  subtractAmounts,
} from './amount.ts';

const value = fc.integer({ min: 0, max: 2 ** 40 });

test('what is added can be subtracted again, to the cent', () => {
  fc.assert(
    fc.property(value, value, (left, right) => {
      const sum = addAmounts(amountOf('EUR', left), amountOf('EUR', right));
      expect(subtractAmounts(sum, amountOf('EUR', right))).toEqual(amountOf('EUR', left));
    }),
  );
});

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%s is not an amount', (bad) => {
  expect(() => amountOf('EUR', bad)).toThrow(expect.objectContaining({ code: 'ERR_AMOUNT_INVALID' }));
});

test.each(['eur', 'XXX', '', '__proto__', 'toString'])('%j is not a currency', (bad) => {
  expect(() => currencyOf(bad)).toThrow(expect.objectContaining({ code: 'ERR_AMOUNT_CURRENCY' }));
});

test('francs are not added to euros, nor compared with them', () => {
  expect(() => addAmounts(amountOf('EUR', 1), amountOf('FRF', 1))).toThrow(
    expect.objectContaining({ code: 'ERR_AMOUNT_CURRENCY' }),
  );
  expect(() => compareAmounts(amountOf('EUR', 1), amountOf('FRF', 1))).toThrow();
});

test('a difference below zero is refused', () => {
  expect(() => subtractAmounts(amountOf('EUR', 1), amountOf('EUR', 2))).toThrow(
    expect.objectContaining({ code: 'ERR_AMOUNT_INVALID' }),
  );
});

test('a sum beyond exact integers is refused', () => {
  expect(() => addAmounts(amountOf('EUR', Number.MAX_SAFE_INTEGER), amountOf('EUR', 1))).toThrow(
    expect.objectContaining({ code: 'ERR_AMOUNT_INVALID' }),
  );
});

test('250 is the franc, whose exponent is 2', () => {
  expect(currencyCodeOf('250')).toBe('FRF');
  expect(currencyOf('FRF').exponent).toBe(2);
});
