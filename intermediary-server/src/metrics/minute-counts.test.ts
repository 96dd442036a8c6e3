/** Payments by the minute: each is counted once, wherever it is kept. */
import { expect, test } from 'vitest';
import { addLatencies, latencyBoundsMs, MinuteCounts, percentileMs } from './minute-counts.ts';

test('a payment counts in the minute in which it ends, and the running minute is not handed over', () => {
  let now = 600;
  const counts = new MinuteCounts(() => now);
  counts.add('approved', 2);
  now = 659;
  counts.add('declined', 30_000_000);
  expect(counts.takeFinished()).toEqual([]);
  now = 660;
  counts.add('approved', 0);
  expect(counts.takeFinished()).toMatchObject([{ at: 600, outcomes: { approved: 1, declined: 1 } }]);
  expect(counts.takeFinished()).toEqual([]);
  expect(counts.minutes).toMatchObject([{ at: 660, outcomes: { approved: 1 } }]);
});

test('what could not be kept is handed over again', () => {
  let now = 0;
  const counts = new MinuteCounts(() => now);
  counts.add('approved', 1);
  now = 60;
  const taken = counts.takeFinished();
  counts.giveBack(taken);
  expect(counts.takeFinished()).toEqual(taken);
});

test('a clock that goes back loses no payment, and memory is bounded', () => {
  let now = 6000;
  const counts = new MinuteCounts(() => now);
  counts.add('approved', 1);
  now = 60;
  counts.add('approved', 1);
  expect(counts.minutes).toMatchObject([{ at: 6000, outcomes: { approved: 2 } }]);
  for (now = 6000; now < 6000 + 500 * 60; now += 60) counts.add('approved', 1);
  expect(counts.minutes).toHaveLength(60);
});

test('a percentile is the bound under which so many stay', () => {
  const none = new Array(latencyBoundsMs.length + 1).fill(0);
  expect(percentileMs(none, 0.5)).toBeUndefined();
  const some = addLatencies(none, [...none.slice(0, 3), 98, 1, ...none.slice(5, -1), 1]);
  expect(percentileMs(some, 0.5)).toBe(latencyBoundsMs[3]);
  expect(percentileMs(some, 0.99)).toBe(latencyBoundsMs[4]);
  expect(percentileMs(some, 1)).toBe(latencyBoundsMs.at(-1));
});
