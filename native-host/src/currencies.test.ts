import { describe, expect, test } from 'vitest';
import { currencyOf, minorUnitsOf } from './currencies.ts';

const eur = { number: 978, exponent: 2 };
const jpy = { number: 392, exponent: 0 };

describe('money on the command line', () => {
  test.each([
    ['1.25', eur, 125],
    ['1.2', eur, 120],
    ['7', eur, 700],
    ['0.01', eur, 1],
    ['0.29', eur, 29],
    ['250', jpy, 250],
  ])('%s is exactly that many minor units', (text, currency, minor) => {
    expect(minorUnitsOf(text, currency)).toBe(minor);
  });

  test.each([
    ['1.255', eur],
    ['1.5', jpy],
    ['-1', eur],
    ['+1', eur],
    ['1,25', eur],
    ['1e3', eur],
    ['.5', eur],
    ['1.', eur],
    ['', eur],
    ['9999999999999', eur],
  ])('"%s" is no amount', (text, currency) => expect(minorUnitsOf(text, currency)).toBeUndefined());

  test.each(['eur', 'XXX', 'constructor', ''])('"%s" is no currency', (code) => {
    expect(currencyOf(code)).toBeUndefined();
  });
});
