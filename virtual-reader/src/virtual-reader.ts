/** The reader as its user holds it: a device with a keypad, a slot, and a drawer of cards to put in. */

import { B0PrimeCard } from './card/b0-prime-card.ts';
import { type CardDirectory, readCardDirectory } from './card/card-file.ts';
import { type CardStateStore, initialState, openCardState, readCardState } from './card/card-state.ts';
import { cmac } from './card/cmac.ts';
import { insertedCard } from './card/inserted-card.ts';
import { CcidDevice } from './ccid/ccid-device.ts';
import type { DisplayLanguage } from './ccid/display.ts';
import type { ReaderKey } from './ccid/pin-entry.ts';
import type { PinPadView, StartTimer } from './ccid/pin-pad.ts';
import { VirtualReaderError } from './errors.ts';

export interface VirtualReaderSettings {
  readonly dataDir: string;
  readonly cardsDir: string;
  readonly startTimer: StartTimer;
  readonly pinTimeoutSeconds: number;
  readonly language: DisplayLanguage;
  readonly idleText: string;
  readonly onSlotChange?: (cardPresent: boolean) => void;
  readonly onCardFileRefused?: (error: VirtualReaderError) => void;
}

/** A card as the drawer shows it. */
export interface DrawerCard {
  readonly cardId: string;
  readonly label: string;
  readonly story: string;
  readonly holderName: string;
  /** The last four digits of the card number. */
  readonly panTail: string;
  readonly expiry: string;
  /** Undefined when the stored state cannot be read: the card is dead. */
  readonly pinTriesLeft: number | undefined;
  readonly pinTryLimit: number;
}

export class VirtualReader {
  readonly device: CcidDevice;
  readonly #settings: VirtualReaderSettings;
  readonly #listeners = new Set<() => void>();
  /** One store a card, so that a card put back at once meets the writes of its last use. */
  readonly #stores = new Map<string, CardStateStore>();
  #cardId: string | null = null;
  /** Movements one after the other: reading a card's files takes a moment. */
  #moving: Promise<void> = Promise.resolve();

  constructor(settings: VirtualReaderSettings) {
    this.#settings = settings;
    this.device = new CcidDevice({ ...settings, onView: () => this.#changed() });
  }

  /** The card in the slot, or null. */
  get cardId(): string | null {
    return this.#cardId;
  }

  get view(): PinPadView {
    return this.device.view;
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @throws VirtualReaderError `ERR_READER_SLOT_OCCUPIED`, `ERR_READER_CARD_UNKNOWN`, `ERR_READER_CARD_STATE_INVALID` */
  insert(cardId: string): Promise<void> {
    return this.#move(async () => {
      if (this.#cardId !== null) {
        throw new VirtualReaderError('ERR_READER_SLOT_OCCUPIED', 'there is a card in the slot', {
          hint: 'Take it out first.',
        });
      }
      const file = (await this.#directory()).cards.get(cardId);
      if (file === undefined) {
        throw new VirtualReaderError('ERR_READER_CARD_UNKNOWN', 'there is no such card in the drawer');
      }
      const store =
        this.#stores.get(cardId) ??
        (await openCardState(this.#settings.dataDir, cardId, initialState(file.initialPinTriesLeft)));
      this.#stores.set(cardId, store);
      this.#cardId = cardId;
      this.device.insertCard(insertedCard(new B0PrimeCard({ file, store, cmac })));
      this.#changed();
    });
  }

  /** Nothing happens when the slot is empty. */
  remove(): Promise<void> {
    return this.#move(async () => {
      if (this.#cardId === null) return;
      this.#cardId = null;
      this.device.removeCard();
      this.#changed();
    });
  }

  press(key: ReaderKey): void {
    this.device.pressKey(key);
  }

  async drawer(): Promise<DrawerCard[]> {
    const { cards } = await this.#directory();
    return Promise.all(
      [...cards.values()].map(async (file) => {
        const state = await readCardState(this.#settings.dataDir, file.cardId).catch(() => null);
        return {
          cardId: file.cardId,
          label: file.label,
          story: file.story,
          holderName: file.holderName,
          panTail: file.pan.slice(-4),
          expiry: file.expiry,
          pinTriesLeft:
            state === null ? undefined : (state ?? { pinTriesLeft: file.initialPinTriesLeft }).pinTriesLeft,
          pinTryLimit: file.pinTryLimit,
        };
      }),
    );
  }

  async #directory(): Promise<CardDirectory> {
    const directory = await readCardDirectory(this.#settings.cardsDir);
    for (const error of directory.refused) this.#settings.onCardFileRefused?.(error);
    return directory;
  }

  #move(action: () => Promise<void>): Promise<void> {
    const done = this.#moving.then(action);
    this.#moving = done.catch(() => {});
    return done;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
