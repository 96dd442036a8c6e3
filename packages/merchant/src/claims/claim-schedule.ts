/**
 * When claims go up: by themselves, a moment after a sale so that several sales share one message, at start-up for
 * what an earlier run left, after a failure again and again, each time later, and every hour for a sale that was
 * recorded although its advice failed, so that nobody was told.
 */

/** After a sale. */
export const claimDelayMs = 1000;
const firstRetryMs = 2000;
const maxRetryMs = 300_000;
/** After a claim that went well. */
export const claimIntervalMs = 3_600_000;

export interface ClaimTimers {
  /** Calls back once; returns how to call it off. */
  later(delayMs: number, callback: () => void): () => void;
}

export interface ClaimScheduleOptions {
  /** Claims everything that waits, or throws. */
  readonly claim: () => Promise<unknown>;
  readonly timers: ClaimTimers;
  readonly onFailure?: (error: unknown, retryMs: number) => void;
}

export class ClaimSchedule {
  readonly #options: ClaimScheduleOptions;
  #callOff: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #wanted = false;
  /** Nothing waits that is known of. */
  #resting = false;
  #stopped = false;
  #failures = 0;

  constructor(options: ClaimScheduleOptions) {
    this.#options = options;
  }

  /** There is something to claim. While retries are waiting it changes nothing: their delay protects the other side. */
  soon(): void {
    this.#wanted = true;
    if (this.#running !== undefined || (this.#callOff !== undefined && !this.#resting)) return;
    this.#after(claimDelayMs);
  }

  /** Claims now, for start-up and for the operator. Resolves when it is done or has failed. */
  async now(): Promise<void> {
    this.#callOff?.();
    this.#callOff = undefined;
    await this.#run();
  }

  /** Nothing new begins; resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#callOff?.();
    this.#callOff = undefined;
    await this.#running;
  }

  #after(delayMs: number): void {
    this.#callOff?.();
    this.#callOff = undefined;
    if (this.#stopped) return;
    this.#resting = delayMs === claimIntervalMs;
    this.#callOff = this.#options.timers.later(delayMs, () => {
      this.#callOff = undefined;
      void this.#run();
    });
  }

  #run(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    this.#running ??= this.#attempt().finally(() => {
      this.#running = undefined;
      if (this.#callOff === undefined) this.#after(this.#wanted ? claimDelayMs : claimIntervalMs);
    });
    return this.#running;
  }

  async #attempt(): Promise<void> {
    this.#wanted = false;
    try {
      await this.#options.claim();
      this.#failures = 0;
    } catch (error) {
      const retryMs = Math.min(firstRetryMs * 2 ** this.#failures, maxRetryMs);
      this.#failures += 1;
      this.#options.onFailure?.(error, retryMs);
      this.#after(retryMs);
    }
  }
}
