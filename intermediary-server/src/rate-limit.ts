/** How often one key may ask, such as a certificate, an address or a name: a bucket that fills by `perSecond` up to `burst`. Memory is bounded. */
import type { Clock } from './ports.ts';

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

const maxBuckets = 10_000;

export class RateLimit {
  readonly #buckets = new Map<string, Bucket>();
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;

  constructor(clock: Clock, { perSecond, burst }: { perSecond: number; burst: number }) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#burst = burst;
  }

  /** Whether the key may ask now; takes one of its tokens when it may. */
  take(key: string): boolean {
    const at = this.#clock();
    const { tokens, at: filledAt } = this.#buckets.get(key) ?? { tokens: this.#burst, at };
    const filled = Math.min(this.#burst, tokens + Math.max(0, at - filledAt) * this.#perSecond);
    // Set anew at the end of the map, so that the first key is the one that asked longest ago.
    this.#buckets.delete(key);
    const mayAsk = filled >= 1;
    this.#buckets.set(key, { tokens: mayAsk ? filled - 1 : filled, at });
    const oldest = this.#buckets.keys().next().value;
    if (this.#buckets.size > maxBuckets && oldest !== undefined) this.#buckets.delete(oldest);
    return mayAsk;
  }

  /** Undoes a `take`: it was none that should count. */
  giveBack(key: string): void {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) return;
    this.#buckets.set(key, { ...bucket, tokens: Math.min(this.#burst, bucket.tokens + 1) });
  }
}
