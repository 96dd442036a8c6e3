import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSpending, type DaySpending, logDays, totalMinor } from './spending-log.ts';

const daySeconds = 86_400;

describe('the seven-day log', () => {
  test('purchases of one day are one sum', () => {
    const log = addSpending(addSpending([], 10 * daySeconds, 500), 10 * daySeconds + 3600, 250);
    expect(log).toEqual([{ day: 10, amountMinor: 750 }]);
  });

  test('a purchase seven days later pushes the first day out', () => {
    const log = addSpending(addSpending([], 10 * daySeconds, 500), 17 * daySeconds, 250);
    expect(log).toEqual([{ day: 17, amountMinor: 250 }]);
  });

  test('a purchase dated before the week still counts in it', () => {
    const log = addSpending(addSpending([], 100 * daySeconds, 500), 3 * daySeconds, 250);
    expect(totalMinor(log)).toBe(750);
  });

  test('it never holds more than seven days, nor loses the purchase just made', () => {
    const purchases = fc.array(fc.tuple(fc.nat(4_000_000_000), fc.nat(1_000_000)), { maxLength: 40 });
    fc.assert(
      fc.property(purchases, (list) => {
        let log: DaySpending[] = [];
        for (const [dateSeconds, amountMinor] of list) {
          log = addSpending(log, dateSeconds, amountMinor);
          expect(log.length).toBeLessThanOrEqual(logDays);
          expect(totalMinor(log)).toBeGreaterThanOrEqual(amountMinor);
          expect((log.at(-1)?.day ?? 0) - (log[0]?.day ?? 0)).toBeLessThan(logDays);
        }
      }),
    );
  });
});
