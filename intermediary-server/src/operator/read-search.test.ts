/** What is typed into the search form. */
import { describe, expect, test } from 'vitest';
import { readSearch, searchFields } from './read-search.ts';

const read = (fields: Record<string, string>) => readSearch(searchFields((name) => fields[name]));

describe('a search', () => {
  test('is empty when nothing was typed', () => {
    expect(read({ receipt: '  ', before: '' })).toEqual({});
  });
  test('takes amounts as decimals of their currency, and times as UTC', () => {
    expect(read({ currency: 'eur', least: '0,5', most: '12.50', from: '2026-11-23T05:30' })).toEqual({
      ...{ currency: 'EUR', leastMinor: 50, mostMinor: 1250, from: Date.UTC(2026, 10, 23, 5, 30) / 1000 },
    });
  });
  test('takes a fingerprint as the page writes it', () => {
    expect(read({ payer: '2038 F31B 9512 832a' })).toEqual({ payer: '2038f31b9512832a' });
  });
  test('goes on where a page ended', () => {
    expect(read({ before: '1700000000.a.b' })).toEqual({
      before: { acceptedAt: 1_700_000_000, receiptId: 'a.b' },
    });
  });
  test.each([
    { least: '1' },
    { currency: 'XXX', least: '1' },
    { currency: 'EURO' },
    { currency: 'EUR', least: '1.234' },
    { currency: 'EUR', most: '-1' },
    { currency: 'EUR', most: '1e3' },
    { payer: '2038' },
    { receipt: 'a'.repeat(65) },
    { merchant: 'M 1' },
    { from: 'yesterday' },
    { until: '2026-13-45T00:00' },
    { before: 'x.y' },
  ])('with %j is refused', (fields: Record<string, string>) => {
    expect(() => read(fields)).toThrow(expect.objectContaining({ code: 'ERR_INTERMEDIARY_REQUEST' }));
  });
});
