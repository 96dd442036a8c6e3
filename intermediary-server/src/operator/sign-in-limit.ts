/**
 * How often one may fail to sign in, by name and by address: so many at once, then one more each half minute. A try is taken
 * before it is looked at, so that many at once count as many, and given back when it succeeds. Memory is bounded.
 */
import type { Clock } from '../ports.ts';

interface Tries {
  readonly left: number;
  readonly at: number;
}

const secondsPerTry = 30;
const mostKept = 10_000;

export class SignInLimit {
  readonly #tries = new Map<string, Tries>();
  readonly #clock: Clock;
  readonly #atOnce: number;

  constructor(clock: Clock, atOnce: number) {
    this.#clock = clock;
    this.#atOnce = atOnce;
  }

  /** Whether it may be tried now; takes one try when it may. */
  take(key: string): boolean {
    const left = this.#left(key);
    if (left < 1) return false;
    this.#keep(key, left - 1);
    return true;
  }

  giveBack(key: string): void {
    this.#keep(key, Math.min(this.#atOnce, this.#left(key) + 1));
  }

  #left(key: string): number {
    const known = this.#tries.get(key);
    if (known === undefined) return this.#atOnce;
    const waited = Math.max(0, this.#clock() - known.at);
    return Math.min(this.#atOnce, known.left + waited / secondsPerTry);
  }

  #keep(key: string, left: number): void {
    this.#tries.delete(key);
    this.#tries.set(key, { left, at: this.#clock() });
    for (const oldest of this.#tries.keys()) {
      if (this.#tries.size <= mostKept) break;
      this.#tries.delete(oldest);
    }
  }
}
