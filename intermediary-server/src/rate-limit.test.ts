import { expect, test } from 'vitest';
import { RateLimit } from './rate-limit.ts';

test('a key gets its burst, then as many a second as the rate says', () => {
  let now = 100;
  const limit = new RateLimit(() => now, { perSecond: 2, burst: 3 });
  const takes = (count: number) => Array.from({ length: count }, () => limit.take('a'));
  expect(takes(4)).toEqual([true, true, true, false]);
  now += 1;
  expect(takes(3)).toEqual([true, true, false]);
  now += 3600;
  expect(takes(4)).toEqual([true, true, true, false]);
});

test('one key does not use up another’s', () => {
  const limit = new RateLimit(() => 0, { perSecond: 1, burst: 1 });
  expect([limit.take('a'), limit.take('a'), limit.take('b')]).toEqual([true, false, true]);
});

test('a clock that goes back gives nothing away', () => {
  let now = 100;
  const limit = new RateLimit(() => now, { perSecond: 10, burst: 1 });
  expect(limit.take('a')).toBe(true);
  now = 50;
  expect(limit.take('a')).toBe(false);
});
