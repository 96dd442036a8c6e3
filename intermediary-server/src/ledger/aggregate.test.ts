import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregate, emptyAggregation } from './aggregate.ts';

const item = (payer: string, merchantId: string, amountMinor: number, currency = 'FRF') => ({
  ...{ payer, merchantId, amountMinor, currency },
});

describe('aggregation', () => {
  test('gives the table that the paper prints', () => {
    const [table] = aggregate([
      item('C1', 'M1', 5),
      item('C1', 'M2', 5),
      item('C2', 'M1', 3),
      item('C2', 'M2', 15),
    ]);
    expect(table).toEqual({
      currency: 'FRF',
      clients: ['C1', 'C2'],
      merchants: ['M1', 'M2'],
      cells: [
        [5, 5],
        [3, 15],
      ],
      debits: [
        { party: 'C1', amountMinor: 10, count: 2 },
        { party: 'C2', amountMinor: 18, count: 2 },
      ],
      credits: [
        { party: 'M1', amountMinor: 8, count: 2 },
        { party: 'M2', amountMinor: 20, count: 2 },
      ],
      totalMinor: 28,
    });
  });
  test('never adds currencies', () => {
    const tables = aggregate([item('C1', 'M1', 5), item('C1', 'M1', 7, 'EUR')]);
    expect(tables.map(({ currency, totalMinor }) => [currency, totalMinor])).toEqual([
      ['EUR', 7],
      ['FRF', 5],
    ]);
  });
  test('of nothing is nothing', () => {
    expect(aggregate([])).toEqual([]);
    expect(emptyAggregation('EUR')).toMatchObject({ clients: [], merchants: [], totalMinor: 0 });
  });
  test('debits as much as it credits, in as few lines as there are parties', () => {
    const party = (names: string[]) => fc.constantFrom(...names);
    const items = fc.array(
      fc.record({
        payer: party(['C1', 'C2', 'C3']),
        merchantId: party(['M1', 'M2']),
        amountMinor: fc.integer({ min: 1, max: 5000 }),
        currency: party(['EUR', 'FRF']),
      }),
    );
    fc.assert(
      fc.property(items, (all) => {
        for (const table of aggregate(all)) {
          const of = all.filter(({ currency }) => currency === table.currency);
          const sum = (lines: readonly { amountMinor: number }[]) =>
            lines.reduce((total, { amountMinor }) => total + amountMinor, 0);
          expect(sum(table.debits)).toBe(sum(of));
          expect(sum(table.credits)).toBe(sum(of));
          expect(table.totalMinor).toBe(sum(of));
          expect(table.cells.flat().reduce((total, cell) => total + cell, 0)).toBe(sum(of));
          expect(new Set(table.debits.map((line) => line.party)).size).toBe(table.debits.length);
        }
      }),
    );
  });
});
