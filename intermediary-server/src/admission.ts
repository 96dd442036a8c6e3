/**
 * So many messages are worked on at once and no more: everything that queues behind (one payer's requests, commits, the
 * gateway) is bounded by it. Who comes above is told so at once, before its body is read.
 */
import { IntermediaryError } from './errors.ts';

export class Admission {
  readonly #most: number;
  #inFlight = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** How many are being worked on. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Throws ERR_INTERMEDIARY_BUSY when there are enough. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inFlight >= this.#most)
      throw new IntermediaryError('ERR_INTERMEDIARY_BUSY', 'too much is asked at once; send it again', {
        retryAfterSeconds: 1,
      });
    this.#inFlight += 1;
    try {
      return await work();
    } finally {
      this.#inFlight -= 1;
    }
  }
}
