/**
 * Keeps the host connected while somebody needs the card, and only then: it connects, tries again with backoff up
 * to a cap, tells of an inserted card, and lets the host go when nobody needs it.
 */
import type { HostClient } from './host-client.ts';

const retryDelaysMs = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
/** A little longer than a page takes to be reloaded. */
const letGoMs = 2_000;

export interface CardsChange {
  /** There are more cards than before. */
  readonly inserted: boolean;
  readonly hasCard: boolean;
}

export class HostKeeper {
  readonly #host: HostClient;
  readonly #onCards: (change: CardsChange) => void;
  #wanted = false;
  #cardCount = 0;
  #attempts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HostClient, onCards: (change: CardsChange) => void) {
    this.#host = host;
    this.#onCards = onCards;
  }

  /** Somebody needs the card, or nobody does any more. */
  want(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#attempts = 0;
    if (wanted) this.#connect();
    else this.#after(letGoMs, () => this.#host.disconnect());
  }

  /** The shopper asks to look again. */
  reconnect(): void {
    this.#attempts = 0;
    this.#connect();
  }

  /** To be called when the client's state changes. */
  hostChanged(): void {
    const { state } = this.#host;
    const readers = state.state === 'ready' ? state.readers : [];
    if (state.state === 'ready') this.#attempts = 0;
    if (state.state === 'problem' && this.#wanted) this.#retry();
    const count = readers.filter(({ card }) => card !== 'absent').length;
    const inserted = count > this.#cardCount;
    if (count === this.#cardCount) return;
    this.#cardCount = count;
    this.#onCards({ inserted, hasCard: count > 0 });
  }

  #connect(): void {
    clearTimeout(this.#timer);
    // Why it failed is in the client's state.
    this.#host.connect().catch(() => undefined);
  }

  #retry(): void {
    const delayMs = retryDelaysMs[this.#attempts];
    this.#attempts += 1;
    if (delayMs !== undefined) this.#after(delayMs, () => this.#connect());
  }

  #after(delayMs: number, action: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(action, delayMs);
  }
}
