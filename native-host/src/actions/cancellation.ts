/**
 * Whether one certification shall go on. Until the card is told to certify it can be stopped; after that the
 * certificate exists, and the asker gets it.
 */
import { HostError } from '../errors.ts';
import type { Cancellable } from './card-turns.ts';

export class Cancellation implements Cancellable {
  /** Rejects with `ERR_CARD_PIN_CANCELLED` as soon as someone cancels: nobody waits for the keypad's time-out. */
  readonly requested: Promise<never>;
  readonly #error: HostError;
  #reject: (error: HostError) => void = () => {};
  #state: 'running' | 'cancelled' | 'committed' = 'running';

  constructor(readerName: string) {
    this.#error = new HostError('ERR_CARD_PIN_CANCELLED', { readerName });
    this.requested = new Promise((_resolve, reject) => {
      this.#reject = reject;
    });
    this.requested.catch(() => {});
  }

  cancel(): boolean {
    if (this.#state === 'committed') return false;
    this.#state = 'cancelled';
    this.#reject(this.#error);
    return true;
  }

  /** @throws HostError `ERR_CARD_PIN_CANCELLED` */
  throwIfRequested(): void {
    if (this.#state === 'cancelled') throw this.#error;
  }

  /** The point of no return. @throws HostError `ERR_CARD_PIN_CANCELLED` */
  commit(): void {
    this.throwIfRequested();
    this.#state = 'committed';
  }
}
