/**
 * One at a time: a card has one conversation, and a shopper one PIN to key.
 *
 * Short reads wait for each other. While a PIN may be pending nothing waits: whoever asks is told to come back.
 */
import { HostError } from '../errors.ts';

const waitingMaximum = 8;

/** A conversation that someone may want to stop. */
export interface Cancellable {
  /** True when nothing will be certified any more. */
  cancel(): boolean;
}

export class CardTurns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #certifying: Cancellable | undefined;

  /** The certification under way, also one that was cancelled and whose keypad has not let go yet. */
  get certifying(): Cancellable | undefined {
    return this.#certifying;
  }

  /** Runs `work` after the ones before it. @throws HostError `ERR_HOST_BUSY` */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#certifying !== undefined || this.#waiting >= waitingMaximum)
      throw new HostError('ERR_HOST_BUSY');
    this.#waiting++;
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      this.#waiting--;
    }
  }

  /** As `run`, and refuses everyone else until `work` ends. */
  async runCertification<T>(certifying: Cancellable, work: () => Promise<T>): Promise<T> {
    const turn = this.run(work);
    this.#certifying ??= certifying;
    try {
      return await turn;
    } finally {
      if (this.#certifying === certifying) this.#certifying = undefined;
    }
  }
}
