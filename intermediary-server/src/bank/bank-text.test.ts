/** Account numbers, characters, amounts and days as banks write them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskIban, parseBic, parseCreditorId, parseIban } from './account-number.ts';
import { controlSumOf, decimalOf, isSameDecimal, minorOf } from './decimal.ts';
import { sepaText } from './sepa-text.ts';
import { targetDayAfter } from './target-day.ts';

describe('an IBAN', () => {
  test.each([
    'FR76 3000 6000 0112 3456 7890 189',
    'DE89370400440532013000',
    'GB29 NWBK 6016 1331 9268 19',
    'NO93 8601 1117 947',
    'mt84 malt 0110 0001 2345 mtlc ast0 01s',
  ])('%s is taken, in electronic form', (text) => {
    expect(parseIban(text)).toBe(text.replaceAll(' ', '').toUpperCase());
  });
  test.each([
    ['a wrong check digit', 'FR7630006000011234567890188'],
    ['two digits exchanged', 'FR7630006000011234567809189'],
    ['a missing digit', 'DE8937040044053201300'],
    ['a length of another country', 'DE75512108001245126199AB'],
    ['no country', '7630006000011234567890189'],
    ['a sign in it', 'DE89-3704-0044-0532-0130-00'],
    ['too much', `FR76${'0'.repeat(40)}`],
    ['nothing', ''],
  ])('with %s is refused', (_what, text) => {
    expect(parseIban(text)).toBeUndefined();
  });
  test('with any one digit changed is refused', () => {
    const iban = 'FR7630006000011234567890189';
    fc.assert(
      fc.property(fc.integer({ min: 2, max: iban.length - 1 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digit = (Number(iban[at]) + by) % 10;
        expect(parseIban(`${iban.slice(0, at)}${digit}${iban.slice(at + 1)}`)).toBeUndefined();
      }),
    );
  });
  test('shown to people shows four characters at each end', () => {
    expect(maskIban('FR7630006000011234567890189')).toBe('FR76 … 0189');
  });
});

test.each([
  ['AGRIFRPP', true],
  ['AGRIFRPP882', true],
  ['AGRIFRP', false],
  ['agrifrpp', false],
  ['AGRI1RPP', false],
])('%s as a BIC: %s', (text, isBic) => {
  expect(parseBic(text) !== undefined).toBe(isBic);
});

test.each([
  ['DE98ZZZ09999999999', true],
  ['DE98ABC09999999999', true],
  ['FR72ZZZ123456', true],
  ['DE97ZZZ09999999999', false],
  ['DE98ZZZ', false],
  ['', false],
])('%s as a creditor’s identifier: %s', (text, isId) => {
  expect(parseCreditorId(text) !== undefined).toBe(isId);
});

describe('text for a bank', () => {
  test.each([
    ['Crème brûlée & Cie', 'Creme brulee + Cie'],
    ['Straße Łódź Øre Œuvre', 'Strasse Lodz Ore Oeuvre'],
    ['L’Écho «du» Nord', "L'Echo 'du' Nord"],
    ['//a//b//', 'a/b'],
    ['日本語', ''],
    ['Σ 日 x', '. . x'],
    ['tab\tand\u0000nul', 'tab and.nul'],
    ['<b>&amp;</b>', '.b.+amp../b.'],
  ])('%j is %j', (text, plain) => {
    expect(sepaText(text, 70)).toBe(plain);
  });
  test('has only characters of the set, and is never longer than asked for', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.integer({ min: 1, max: 140 }),
        (text, most) => {
          const plain = sepaText(text, most);
          expect(plain).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]*$/);
          expect(plain.length).toBeLessThanOrEqual(most);
          expect(sepaText(plain, most)).toBe(plain);
        },
      ),
    );
  });
});

describe('an amount', () => {
  test.each([
    [1250, 'EUR', '12.50'],
    [5, 'EUR', '0.05'],
    [0, 'EUR', '0.00'],
    [1250, 'JPY', '1250'],
    [Number.MAX_SAFE_INTEGER, 'FRF', '90071992547409.91'],
  ])('of %s minor units of %s is %s', (minor, currency, decimal) => {
    expect(decimalOf(minor, currency)).toBe(decimal);
    expect(minorOf(decimal, currency)).toBe(minor);
  });
  test('written and read is the same', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.constantFrom('EUR', 'FRF', 'JPY'), (minor, currency) => {
        expect(minorOf(decimalOf(minor, currency), currency)).toBe(minor);
      }),
    );
  });
  test.each(['-1', '+1', '1.005', '1,00', '1e3', '', ' 1', '.5', '1.', '99999999999999999', 'NaN'])(
    'written %j is refused',
    (decimal) => {
      expect(minorOf(decimal, 'EUR')).toBeUndefined();
    },
  );
  test('of a currency that we do not know is refused', () => {
    expect(minorOf('1.00', 'XXX')).toBeUndefined();
  });
  test('below zero or with a fraction of a cent is not written', () => {
    expect(() => decimalOf(-1, 'EUR')).toThrow(RangeError);
    expect(() => decimalOf(0.5, 'EUR')).toThrow(RangeError);
  });
  test('sums over currencies as bare numbers', () => {
    const amounts = [
      { currency: 'EUR', amountMinor: 1250 },
      { currency: 'JPY', amountMinor: 3 },
    ];
    expect(controlSumOf(amounts)).toBe('15.50');
    expect(controlSumOf([])).toBe('0');
    expect([isSameDecimal('15.5', '15.50'), isSameDecimal('15.5', '15.51'), isSameDecimal('x', 'x')]).toEqual(
      [...[true, false, false]],
    );
  });
});

test.each([
  ['2026-11-23', 1, '2026-11-24'],
  ['2026-11-20', 1, '2026-11-23'],
  ['2026-12-24', 1, '2026-12-28'],
  ['2025-04-17', 1, '2025-04-22'],
  ['2025-04-30', 1, '2025-05-02'],
  ['2027-12-31', 2, '2028-01-04'],
  ['2024-03-28', 1, '2024-04-02'],
])('banks work next after %s, %s days on, on %s', (day, count, open) => {
  expect(targetDayAfter(Date.parse(`${day}T23:00:00Z`) / 1000, count)).toBe(open);
});
