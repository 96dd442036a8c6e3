/** Parcels take what they hold, once; whatever the split, the sum is the order's total. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Parcel, sentParcels, totalMinorOf, unsentLines } from '../orders/shop-order.ts';
import { decimalOf, minorOf } from './office-order-page.ts';
import { countsIn, planParcel } from './ship-parcel.ts';

const order = {
  lines: [
    { slug: 'a', title: 'A', count: 2, eachMinor: 360 },
    { slug: 'b', title: 'B', count: 1, eachMinor: 11_900 },
  ],
  postageMinor: 1,
};

const counts = (given: Record<string, number>) => new Map(Object.entries(given));

describe('a parcel', () => {
  test('with everything takes the whole, with the postage', () => {
    expect(planParcel(order, [], counts({ a: 2, b: 1 }))).toMatchObject({
      amountMinor: 12_621,
      isLast: true,
    });
  });
  test('with a part takes that part; the postage goes with the first', () => {
    const first = planParcel(order, [], counts({ a: 1 }));
    expect(first).toMatchObject({ amountMinor: 361, isLast: false });
    const sent: Parcel[] = [{ lines: [{ slug: 'a', title: 'A', count: 1 }], amountMinor: 361, sentAt: 0 }];
    expect(planParcel(order, sent, counts({ a: 1, b: 1 }))).toMatchObject({
      amountMinor: 12_260,
      isLast: true,
    });
  });
  test.each([{}, { a: 0 }, { a: 3 }, { c: 1 }, { a: 1, c: 1 }])('of %j is refused', (given) => {
    expect(planParcel(order, [], counts(given))).toBeUndefined();
  });
  test('after parcel adds up to the total, however one splits', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ a: fc.nat(3), b: fc.nat(2) }), { maxLength: 8 }), (wishes) => {
        const parcels: Parcel[] = [];
        for (const wish of [...wishes, undefined]) {
          const rest = Object.fromEntries(
            unsentLines(order, parcels).map(({ slug, count }) => [slug, count]),
          );
          const planned = planParcel(order, parcels, counts(wish ?? rest));
          if (planned !== undefined) parcels.push({ ...planned, sentAt: 0 });
        }
        expect(parcels.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(totalMinorOf(order));
        expect(unsentLines(order, parcels)).toEqual([]);
      }),
    );
  });
  test('reads its counts from fields of its own', () => {
    const form = new URLSearchParams('send-a=2&send-b=x&rest=kept&send-c=12');
    expect([...countsIn(form)]).toEqual([['a', 2]]);
  });
});

describe('parcels that were written down', () => {
  const parcel = (amountMinor: number): Parcel => ({ lines: [], amountMinor, sentAt: 0 });
  const written = [parcel(361), parcel(360)];
  test.each([
    [0, 0],
    [360, 0],
    [361, 1],
    [720, 1],
    [721, 2],
  ])('of which %i was taken: %i left', (capturedMinor, count) => {
    expect(sentParcels(written, capturedMinor)).toEqual(written.slice(0, count));
  });
});

describe('an amount as one types it', () => {
  test.each([
    ['12', 1200],
    ['12.5', 1250],
    [' 12,50 ', 1250],
    ['0.01', 1],
  ])('%j is %i', (typed, expected) => {
    expect(minorOf(typed)).toBe(expected);
  });
  test.each(['', '-1', '1.234', '1e3', '.5', '1 000', 'NaN', '99999999'])('%j is none', (typed) => {
    expect(minorOf(typed)).toBeUndefined();
  });
  test('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.nat(999_999_999), (minor) => {
        expect(minorOf(decimalOf(minor))).toBe(minor);
      }),
    );
  });
});
