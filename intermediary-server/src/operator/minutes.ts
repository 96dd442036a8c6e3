/** Payments of the last hour, minute by minute, as plots and tables show them. */
import type { PaymentMinute } from '../ledger/operator-store.ts';
import { addLatencies, percentileMs } from '../metrics/minute-counts.ts';

export interface ShownMinute {
  /** Seconds since 1970, a multiple of 60. */
  readonly at: number;
  readonly approved: number;
  /** Refusals by their code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Undefined where nothing was measured. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

const shownMinutes = 60;
/** Answered and neither taken nor refused: known already, or the bank is being asked. */
const undecided = new Set(['repeated', 'otbInsufficient', 'topUpPending']);

/** `minutes`: of several processes, in any order. The last one shown is the running one. */
export function minutesOf(minutes: readonly PaymentMinute[], now: number): ShownMinute[] {
  const last = now - (now % 60);
  return Array.from({ length: shownMinutes }, (_, index) => {
    const at = last - 60 * (shownMinutes - 1 - index);
    return shownMinute(
      at,
      minutes.filter((minute) => minute.at === at),
    );
  });
}

/** The most frequent first. */
export function refusalsOf(minutes: readonly ShownMinute[]): { code: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { refused } of minutes)
    for (const [code, count] of Object.entries(refused)) counts.set(code, (counts.get(code) ?? 0) + count);
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .sort((left, right) => right.count - left.count || (left.code < right.code ? -1 : 1));
}

export function countRefused({ refused }: ShownMinute): number {
  return Object.values(refused).reduce((total, count) => total + count, 0);
}

function shownMinute(at: number, minutes: readonly PaymentMinute[]): ShownMinute {
  const refused: Record<string, number> = {};
  let approved = 0;
  for (const [outcome, count] of minutes.flatMap(({ outcomes }) => Object.entries(outcomes))) {
    if (outcome === 'approved') approved += count;
    else if (!undecided.has(outcome)) refused[outcome] = (refused[outcome] ?? 0) + count;
  }
  const latencies = minutes.reduce<readonly number[]>(
    (sum, minute) => addLatencies(sum, minute.latencies),
    [],
  );
  return { at, approved, refused, p50Ms: percentileMs(latencies, 0.5), p99Ms: percentileMs(latencies, 0.99) };
}
