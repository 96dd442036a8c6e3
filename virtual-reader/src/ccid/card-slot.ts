/**
 * The slot: which card is in it, and whether the host has had the time to see that.
 *
 * pcscd learns of cards only by polling GetSlotStatus every 400 ms. A card swapped faster would never be seen
 * to change, so each movement waits until the one before it was seen by a poll. The first GetSlotStatus may not
 * be one: pcscd also asks before it powers a card down, and then draws no conclusion from the answer.
 */

import { bmICCStatus } from './constants.ts';
import type { StartTimer } from './pin-pad.ts';

/** What a card shows to the reader: its contacts. TPDUs in, TPDUs out. */
export interface SlotCard {
  /** Cold or warm reset. @returns the ATR. */
  powerOn(): Uint8Array;
  powerOff(): void;
  exchange(tpdu: Uint8Array): Promise<Uint8Array>;
}

/** Shorter than the time between two polls, longer than anything that pcscd does in one. */
const oneLookMs = 300;

/** `settled`: seen, and the next look is another poll. `seen`: that poll was there. */
type Visibility = 'moved' | 'looked' | 'settled' | 'seen';

export class CardSlot {
  #card: SlotCard | undefined;
  #powered = false;
  #visibility: Visibility = 'seen';
  readonly #waiting: Array<SlotCard | undefined> = [];
  readonly #startTimer: StartTimer;
  readonly #onMove: (present: boolean) => void;

  constructor(startTimer: StartTimer, onMove: (present: boolean) => void) {
    this.#startTimer = startTimer;
    this.#onMove = onMove;
  }

  get card(): SlotCard | undefined {
    return this.#card;
  }

  get powered(): boolean {
    return this.#powered;
  }

  get iccStatus(): number {
    if (this.#card === undefined) return bmICCStatus.absent;
    return this.#powered ? bmICCStatus.active : bmICCStatus.inactive;
  }

  /** A card goes in, or out when `card` is undefined; at once, or when the last movement was seen. */
  move(card: SlotCard | undefined): void {
    this.#waiting.push(card);
    if (this.#visibility === 'seen') this.#next();
  }

  /** The host has been told the present state. */
  noteSeen(): void {
    if (this.#visibility === 'moved') {
      this.#visibility = 'looked';
      this.#startTimer(oneLookMs, () => {
        if (this.#visibility === 'looked') this.#visibility = 'settled';
      });
    } else if (this.#visibility === 'settled') {
      this.#visibility = 'seen';
      this.#next();
    }
  }

  powerOn(): Uint8Array | undefined {
    const atr = this.#card?.powerOn();
    this.#powered = atr !== undefined;
    // A host that powers a card has seen it. A card pulled from here on is gone at once, also during a PIN entry.
    if (this.#powered) this.#visibility = this.#waiting.length === 0 ? 'seen' : 'settled';
    return atr;
  }

  powerOff(): void {
    this.#card?.powerOff();
    this.#powered = false;
  }

  #next(): void {
    if (this.#waiting.length === 0) return;
    this.powerOff();
    this.#card = this.#waiting.shift();
    this.#visibility = 'moved';
    this.#onMove(this.#card !== undefined);
  }
}
