/**
 * Chance from a seed: the same seed draws the same in every process (xoshiro128**, https://prng.di.unimi.it, seeded by
 * SplitMix). Not for keys: those that the simulated parties sign with are real.
 */
import { createHash } from 'node:crypto';

export class Seeded {
  readonly #state: Uint32Array;

  constructor(seed: string) {
    const digest = createHash('sha256').update(seed).digest();
    this.#state = new Uint32Array([0, 4, 8, 12].map((offset) => digest.readUInt32LE(offset)));
  }

  /** 0 ≤ n < 1. */
  next(): number {
    return this.#uint32() / 2 ** 32;
  }

  /** least ≤ n < most. */
  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  /** least ≤ n ≤ most, whole. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(some: readonly T[]): T {
    const picked = some[Math.floor(this.next() * some.length)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  }

  /** As the parties' `random` port wants it. */
  readonly bytes = (byteCount: number): Uint8Array => {
    const bytes = new Uint8Array(byteCount);
    for (let at = 0; at < byteCount; at += 1) bytes[at] = this.#uint32() >>> 24;
    return bytes;
  };

  #uint32(): number {
    const state = this.#state;
    const [a = 0, b = 0, c = 0, d = 0] = state;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    state[2] = c ^ a;
    state[3] = d ^ b;
    state[1] = b ^ (state[2] ?? 0);
    state[0] = a ^ (state[3] ?? 0);
    state[2] = (state[2] ?? 0) ^ (b << 9);
    state[3] = rotate(state[3] ?? 0, 11);
    return result;
  }
}

function rotate(value: number, count: number): number {
  return (value << count) | (value >>> (32 - count));
}
