/** Claims go up by themselves: soon after sales, together, and later and later while the other side is away. */
import { describe, expect, test } from 'vitest';
import { ClaimSchedule, claimDelayMs, claimIntervalMs } from './claim-schedule.ts';

/** Time that passes when the test says so. */
function createClock() {
  const waiting: { delayMs: number; callback: () => void }[] = [];
  return {
    timers: {
      later(delayMs: number, callback: () => void) {
        const entry = { delayMs, callback };
        waiting.push(entry);
        return () => {
          const index = waiting.indexOf(entry);
          if (index !== -1) waiting.splice(index, 1);
        };
      },
    },
    delays: () => waiting.map(({ delayMs }) => delayMs),
    /** Runs what waits longest, and what it starts, to its end. */
    async ring() {
      waiting.shift()?.callback();
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    },
  };
}

function createSchedule(outcomes: ('ok' | 'fails')[] = []) {
  const clock = createClock();
  let claimed = 0;
  const retries: number[] = [];
  const schedule = new ClaimSchedule({
    timers: clock.timers,
    claim: async () => {
      claimed += 1;
      if (outcomes.shift() === 'fails') throw new Error('away');
    },
    onFailure: (_, retryMs) => retries.push(retryMs),
  });
  return { schedule, clock, retries, claimed: () => claimed };
}

describe('the claim schedule', () => {
  test('lets several sales share one claim', async () => {
    const { schedule, clock, claimed } = createSchedule();
    schedule.soon();
    schedule.soon();
    schedule.soon();
    expect(clock.delays()).toEqual([claimDelayMs]);
    await clock.ring();
    expect(claimed()).toBe(1);
    expect(clock.delays()).toEqual([claimIntervalMs]);
  });
  test('looks again after an hour, for sales of which nobody told it, and at once for one of which it is told', async () => {
    const { schedule, clock, claimed } = createSchedule();
    schedule.soon();
    await clock.ring();
    await clock.ring();
    expect(claimed()).toBe(2);
    expect(clock.delays()).toEqual([claimIntervalMs]);
    schedule.soon();
    expect(clock.delays()).toEqual([claimDelayMs]);
  });
  test('claims again for a sale that came while it was claiming', async () => {
    const clock = createClock();
    let finish = () => {};
    let claimed = 0;
    const schedule = new ClaimSchedule({
      timers: clock.timers,
      claim: () => {
        claimed += 1;
        return new Promise<void>((resolve) => {
          finish = resolve;
        });
      },
    });
    schedule.soon();
    await clock.ring();
    schedule.soon();
    expect(claimed).toBe(1);
    finish();
    await clock.ring();
    expect(clock.delays()).toEqual([claimDelayMs]);
    await clock.ring();
    expect(claimed).toBe(2);
  });
  test('waits longer after each failure, up to five minutes, whatever is sold meanwhile', async () => {
    const { schedule, clock, retries } = createSchedule(Array(12).fill('fails'));
    schedule.soon();
    for (let attempt = 0; attempt < 12; attempt += 1) {
      await clock.ring();
      schedule.soon();
      expect(clock.delays()).toHaveLength(1);
    }
    expect(retries.slice(0, 4)).toEqual([2000, 4000, 8000, 16_000]);
    expect(retries.at(-1)).toBe(300_000);
  });
  test('starts afresh once the other side is back', async () => {
    const { schedule, clock, retries } = createSchedule(['fails', 'fails', 'ok', 'fails']);
    schedule.soon();
    await clock.ring();
    await clock.ring();
    await clock.ring();
    expect(clock.delays()).toEqual([claimIntervalMs]);
    schedule.soon();
    await clock.ring();
    expect(retries).toEqual([2000, 4000, 2000]);
  });
  test('begins nothing once it is stopped', async () => {
    const { schedule, clock, claimed } = createSchedule();
    schedule.soon();
    await schedule.stop();
    schedule.soon();
    await schedule.now();
    expect(clock.delays()).toEqual([]);
    expect(claimed()).toBe(0);
  });
});
