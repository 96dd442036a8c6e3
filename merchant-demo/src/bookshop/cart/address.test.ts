/** Addresses and postage: what the post accepts, and what it costs. */
import { describe, expect, test } from 'vitest';
import { readAddress } from './address.ts';
import { countries, postageOf } from './postage.ts';

const good = {
  name: 'Camille Dubois',
  street: '12 rue des Écoles',
  postcode: '75005',
  town: 'Paris',
  country: 'FR',
};
const read = (changes: object = {}) => readAddress(new URLSearchParams({ ...good, ...changes }));

describe('an address', () => {
  test('is kept as the post needs it', () => {
    expect(read({ name: '  Camille   Dubois ' }).address).toEqual(good);
    expect(read({ country: 'GB', postcode: 'SW1A 1AA' }).wrong).toEqual([]);
    expect(read({ country: 'BE', postcode: '1000' }).wrong).toEqual([]);
  });
  test.each([
    ['name', ''],
    ['name', 'a\nb'],
    ['name', `a\u202Eb`],
    ['street', ' '],
    ['street', 'x'.repeat(81)],
    ['postcode', '7500'],
    ['postcode', '75005-1'],
    ['town', ''],
    ['country', 'US'],
    ['country', 'toString'],
    ['country', ''],
  ])('with %s %j is asked for again', (field, value) => {
    const { wrong, address } = read({ [field]: value });
    expect(wrong).toContain(field);
    expect(address).toBeUndefined();
  });
  test('that is empty is wrong everywhere', () => {
    expect(readAddress(new URLSearchParams()).wrong).toEqual([
      'name',
      'street',
      'postcode',
      'town',
      'country',
    ]);
  });
});

describe('postage', () => {
  test.each([
    [1, 'FR', 'FR', 300],
    [3499, 'FR', 'FR', 300],
    [3500, 'FR', 'FR', 1],
    [100_000, 'FR', 'FR', 1],
    [100_000, 'FR', 'BE', 850],
    [100_000, 'BE', 'BE', 450],
    [100_000, 'BE', 'FR', 850],
  ] as const)('for books of %i from %s to %s is %i', (booksMinor, from, to, expected) => {
    expect(postageOf({ booksMinor, from, to, currency: 'EUR' })).toBe(expected);
  });
  test('is never nothing, in any country and currency', () => {
    for (const currency of ['EUR', 'FRF'])
      for (const to of countries)
        for (const from of ['FR', 'BE'] as const)
          for (const booksMinor of [1, 50_000])
            expect(postageOf({ booksMinor, from, to, currency })).toBeGreaterThan(0);
  });
  test('has no price in a currency of which nobody thought', () => {
    expect(() => postageOf({ booksMinor: 1, from: 'FR', to: 'FR', currency: 'JPY' })).toThrow(
      /no postage in JPY/,
    );
  });
});
