/** The plots say what the minutes hold, and draw within their frame. */
import { expect, test } from 'vitest';
import { latencyBoundsMs } from '../metrics/minute-counts.ts';
import { minutesOf, refusalsOf } from './minutes.ts';
import { latencyPlot, paymentsPlot } from './plots.ts';

const now = 1_700_000_040;
const at = now - (now % 60);
const latencies = latencyBoundsMs.map((_, index) => (index === 3 ? 2 : 0));

test('an hour has sixty minutes without gaps, and processes are added up', () => {
  const minutes = minutesOf(
    [
      { at, outcomes: { approved: 2, offerExpired: 1, repeated: 9 }, latencies },
      { at, outcomes: { approved: 1, payerUnknown: 2, otbInsufficient: 4 }, latencies },
      { at: at - 7200, outcomes: { approved: 50 }, latencies },
    ],
    now,
  );
  expect(minutes).toHaveLength(60);
  expect(minutes.at(-1)).toMatchObject({
    at,
    approved: 3,
    p50Ms: latencyBoundsMs[3],
    p99Ms: latencyBoundsMs[3],
  });
  expect(minutes[0]).toEqual({
    at: at - 59 * 60,
    approved: 0,
    refused: {},
    p50Ms: undefined,
    p99Ms: undefined,
  });
  expect(refusalsOf(minutes)).toEqual([
    { code: 'payerUnknown', count: 2 },
    { code: 'offerExpired', count: 1 },
  ]);
  expect(paymentsPlot(minutes).text).toContain('3 payments were approved and 3 refused');
});

test.each([
  ['nothing', []],
  ['one minute', [{ at, outcomes: { approved: 1 }, latencies }]],
  ['a flood', [{ at, outcomes: { approved: 9_000_000 }, latencies: latencyBoundsMs.map(() => 9_000_000) }]],
])('of %s no number is broken and nothing is styled inline', (_what, minutes) => {
  const shown = minutesOf(minutes, now);
  for (const { text } of [paymentsPlot(shown), latencyPlot(shown)]) {
    expect(text).not.toMatch(/NaN|Infinity|undefined| style=/);
    expect(text).toContain('role="img"');
  }
});
