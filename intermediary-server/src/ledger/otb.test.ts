import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canSpend, giveBack, type Otb, remainingMinorOf, spend, spendableUntil, turn } from './otb.ts';

const otb: Otb = {
  xid: 'X',
  payer: 'P',
  currency: 'EUR',
  limitMinor: 2000,
  spentMinor: 500,
  state: 'open',
  openedAt: 1000,
  spendableUntil: 5000,
};
const day = 24 * 3600;

describe('an Open To Buy', () => {
  test('covers exactly what remains, and not a cent more', () => {
    expect(canSpend(otb, 1500, 1000)).toBe(true);
    expect(canSpend(otb, 1501, 1000)).toBe(false);
  });
  test('covers nothing when its time is over', () => {
    expect(canSpend(otb, 1, 5000)).toBe(true);
    expect(canSpend(otb, 1, 5001)).toBe(false);
  });
  test.each(['closing', 'captured', 'released'] as const)('covers nothing when it is %s', (state) => {
    expect(canSpend({ ...otb, state }, 1, 1000)).toBe(false);
    expect(() => spend({ ...otb, state }, 1)).toThrow(RangeError);
  });
  test('can not be overdrawn or overfilled', () => {
    expect(() => spend(otb, 1501)).toThrow(RangeError);
    expect(() => giveBack(otb, 501)).toThrow(RangeError);
    expect(() => spend(otb, 0.5)).toThrow(RangeError);
  });
  test('takes back a returned receipt while it is closing, and not once it is settled', () => {
    expect(giveBack(turn(otb, 'closing'), 500).spentMinor).toBe(0);
    expect(() => giveBack({ ...otb, state: 'captured' }, 1)).toThrow(RangeError);
  });
  test.each([
    ['open', 'captured'],
    ['open', 'released'],
    ['captured', 'open'],
    ['released', 'closing'],
    ['closing', 'open'],
  ] as const)('does not turn from %s to %s', (from, to) => {
    expect(() => turn({ ...otb, state: from }, to)).toThrow(RangeError);
  });
  test('keeps 0 ≤ spent ≤ limit whatever is spent and given back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3000, max: 3000 }), { maxLength: 50 }), (amounts) => {
        let now = otb;
        for (const amount of amounts) {
          try {
            now = amount >= 0 ? spend(now, amount) : giveBack(now, -amount);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
          expect(now.spentMinor).toBeGreaterThanOrEqual(0);
          expect(remainingMinorOf(now)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

describe('the time in which an authorization is spent from', () => {
  test('ends three days before it lapses, so that claims and a close come in time', () => {
    expect(spendableUntil(0, 30 * day)).toBe(27 * day);
  });
  test('is half the life of a short one', () => {
    expect(spendableUntil(0, 2 * day)).toBe(day);
    expect(spendableUntil(100, 100)).toBe(100);
  });
});
