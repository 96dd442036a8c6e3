/** Time that passes when a test says so. */
import type { StartTimer } from '../ccid/pin-pad.ts';

export interface ManualTimer {
  readonly startTimer: StartTimer;
  advance(ms: number): void;
}

export function manualTimer(): ManualTimer {
  let nowMs = 0;
  const timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();
  return {
    startTimer(delayMs, callback) {
      const timer = { atMs: nowMs + delayMs, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance(ms) {
      nowMs += ms;
      const due = [...timers].filter(({ atMs }) => atMs <= nowMs).sort((a, b) => a.atMs - b.atMs);
      for (const timer of due) if (timers.delete(timer)) timer.callback();
    },
  };
}
