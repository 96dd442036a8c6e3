import { expect, test } from 'vitest';
import { nextPeriod, periodOf } from './period.ts';

const noon = 1_795_435_200;

test('a period is named by its day and a number within it', () => {
  expect(periodOf(noon, 1)).toBe('2026-11-23.1');
});
test('a second period on one day has the next number', () => {
  expect(nextPeriod('2026-11-23.1', noon)).toBe('2026-11-23.2');
  expect(nextPeriod('2026-11-23.9', noon)).toBe('2026-11-23.10');
});
test('the first period of another day starts anew', () => {
  expect(nextPeriod('2026-11-23.7', noon + 86_400)).toBe('2026-11-24.1');
});
