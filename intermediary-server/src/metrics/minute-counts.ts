/**
 * Payments of each minute: how many with which outcome, and how long they took, in a histogram of fixed bounds. Kept in
 * memory for a while, and handed over once for the ledger's database, so that a page can show a day without counting
 * purchases.
 */

/** Upper bounds in milliseconds, each half as much again as the one before it; what is slower counts in one more. */
export const latencyBoundsMs: readonly number[] = Array.from({ length: 26 }, (_, index) =>
  Number((0.5 * 1.5 ** index).toPrecision(3)),
);

export interface Minute {
  /** Seconds since 1970, a multiple of 60. */
  readonly at: number;
  /** Outcome → payments. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** One number more than there are bounds. */
  readonly latencies: readonly number[];
}

interface OpenMinute {
  readonly at: number;
  readonly outcomes: Record<string, number>;
  readonly latencies: number[];
}

const keptMinutes = 60;

export class MinuteCounts {
  readonly #clock: () => number;
  readonly #minutes: OpenMinute[] = [];

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  add(outcome: string, durationMs?: number): void {
    const { outcomes, latencies } = this.#current();
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (durationMs === undefined) return;
    const index = latencyBucketOf(durationMs);
    latencies[index] = (latencies[index] ?? 0) + 1;
  }

  /** Oldest first, with the running one. */
  get minutes(): readonly Minute[] {
    return this.#minutes;
  }

  /** Minutes that are over, each once: to be kept elsewhere. */
  takeFinished(): Minute[] {
    const running = minuteOf(this.#clock());
    const count = this.#minutes.filter(({ at }) => at < running).length;
    return this.#minutes.splice(0, count);
  }

  /** For what could not be kept. Older ones than fit are lost: they are figures for a plot, not books. */
  giveBack(minutes: readonly Minute[]): void {
    const copies = minutes.map(({ at, outcomes, latencies }) => ({
      at,
      outcomes: { ...outcomes },
      latencies: [...latencies],
    }));
    this.#minutes.unshift(...copies);
    this.#trim();
  }

  #current(): OpenMinute {
    const at = minuteOf(this.#clock());
    const last = this.#minutes.at(-1);
    // A clock that goes back counts on in the minute that was begun.
    if (last !== undefined && last.at >= at) return last;
    const begun = { at, outcomes: {}, latencies: new Array(latencyBoundsMs.length + 1).fill(0) };
    this.#minutes.push(begun);
    this.#trim();
    return begun;
  }

  #trim(): void {
    if (this.#minutes.length > keptMinutes) this.#minutes.splice(0, this.#minutes.length - keptMinutes);
  }
}

/** The upper bound under which so large a share of the payments stays; undefined without payments. */
export function percentileMs(latencies: readonly number[], share: number): number | undefined {
  const total = latencies.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let below = 0;
  for (const [index, count] of latencies.entries()) {
    below += count;
    if (below >= share * total) return latencyBoundsMs[Math.min(index, latencyBoundsMs.length - 1)];
  }
  return latencyBoundsMs.at(-1);
}

export function addLatencies(left: readonly number[], right: readonly number[]): number[] {
  return Array.from(
    { length: latencyBoundsMs.length + 1 },
    (_, index) => (left[index] ?? 0) + (right[index] ?? 0),
  );
}

function latencyBucketOf(durationMs: number): number {
  const index = latencyBoundsMs.findIndex((boundMs) => durationMs <= boundMs);
  return index === -1 ? latencyBoundsMs.length : index;
}

function minuteOf(at: number): number {
  return at - (at % 60);
}
