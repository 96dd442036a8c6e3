/** An expiry as people type it. */
import { expect, test } from 'vitest';
import { yearMonthOf } from './year-month-of.ts';

test.each([
  ['11/29', '202911'],
  ['1129', '202911'],
  [' 01 / 30 ', '203001'],
])('“%s” is %s', (text, expected) => {
  expect(yearMonthOf(text)).toBe(expected);
});

test.each(['', '13/29', '00/29', '1/29', '11/2029', '11-29', '29/11x', 'now'])('“%s” is none', (text) => {
  expect(yearMonthOf(text)).toBeUndefined();
});
