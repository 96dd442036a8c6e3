/**
 * Keypad and display: one PIN asked for at a time, and what the two lines say.
 *
 * What can be seen from outside is a {@link PinPadView}: how many digits were keyed, never which.
 */
import {
  type DisplayLanguage,
  type DisplayLines,
  displayColumns,
  displayLines,
  displayTexts,
  languageOf,
  pinResultLines,
} from './display.ts';
import { PinEntry, type ReaderKey } from './pin-entry.ts';
import type { PinVerification } from './pin-verification.ts';

export type PinOutcome = 'validated' | 'cancelled' | 'timedOut' | 'removed' | 'aborted';

/** Calls back once after `delayMs`, unless the returned function is called before. */
export type StartTimer = (delayMs: number, callback: () => void) => () => void;

export interface PinPadView {
  readonly display: DisplayLines;
  /** The language of what the display says now. */
  readonly language: DisplayLanguage;
  readonly pinEntry: { readonly active: boolean; readonly digits: number };
}

export interface PinPadOptions {
  readonly startTimer: StartTimer;
  readonly pinTimeoutSeconds: number;
  readonly language: DisplayLanguage;
  readonly idleText: string;
  readonly onView?: (view: PinPadView) => void;
}

/** How long a result stays before the display is at rest again. */
const resultShownMs = 4_000;

interface OpenEntry {
  readonly entry: PinEntry;
  readonly language: DisplayLanguage;
  readonly finish: (outcome: PinOutcome) => void;
}

export class PinPad {
  readonly #options: PinPadOptions;
  #open: OpenEntry | undefined;
  #validated: PinEntry | undefined;
  #cardPresent = false;
  #lines: DisplayLines;
  #language: DisplayLanguage;
  #cancelRest: () => void = () => {};

  constructor(options: PinPadOptions) {
    this.#options = options;
    this.#language = options.language;
    this.#lines = this.#idleLines();
  }

  get view(): PinPadView {
    const digits = this.#open?.entry.digitCount ?? 0;
    return {
      display: this.#lines,
      language: this.#language,
      pinEntry: { active: this.#open !== undefined, digits },
    };
  }

  /** Asks for a PIN; `validated` leaves the digits to one {@link consume}. */
  ask({ rules, languageId, timeoutSeconds }: PinVerification): Promise<PinOutcome> {
    const { pinTimeoutSeconds, startTimer } = this.#options;
    const seconds = timeoutSeconds === 0 ? pinTimeoutSeconds : Math.min(timeoutSeconds, pinTimeoutSeconds);
    const entry = new PinEntry(rules);
    const language = languageOf(languageId);
    return new Promise((resolve) => {
      const cancelTimer = startTimer(seconds * 1000, () => this.#finish(entry.timeOut()));
      const finish = (outcome: PinOutcome) => {
        cancelTimer();
        resolve(outcome);
      };
      this.#open = { entry, language, finish };
      this.#showEntry(displayTexts(language).enterPin);
    });
  }

  press(key: ReaderKey): void {
    if (this.#open === undefined) return;
    const progress = this.#open.entry.press(key);
    const say = displayTexts(this.#open.language);
    if (progress === 'open') this.#showEntry(say.enterPin);
    else if (progress === 'tooShort') this.#showEntry(say.pinTooShort);
    else this.#finish(progress);
  }

  /** The digits of the PIN last validated, for one use; they are wiped after it. */
  consume<Result>(use: (digits: readonly number[]) => Result): Result {
    const entry = this.#validated;
    this.#validated = undefined;
    if (entry === undefined) throw new Error('internal error: no PIN was validated');
    return entry.consume(use);
  }

  cardRemoved(): void {
    this.#finish('removed');
  }

  abort(): void {
    this.#finish('aborted');
  }

  /** The card's answer to the PIN: a status word, perhaps with data before it. */
  showResult(answer: Uint8Array, languageId: number): void {
    const language = languageOf(languageId);
    this.#showForAWhile(pinResultLines(answer, language), language);
  }

  showIdle(cardPresent: boolean): void {
    this.#cardPresent = cardPresent;
    if (this.#open === undefined) this.#show(this.#idleLines(), this.#options.language);
  }

  #finish(outcome: PinOutcome): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    const say = displayTexts(open.language);
    if (outcome === 'validated') {
      this.#validated = open.entry;
      this.#show(displayLines(say.checking), open.language);
    } else {
      open.entry.wipe();
      const line = {
        cancelled: say.cancelled,
        aborted: say.cancelled,
        timedOut: say.timedOut,
        removed: say.cardRemoved,
      };
      this.#showForAWhile(displayLines(line[outcome]), open.language);
    }
    open.finish(outcome);
  }

  #showEntry(line: string): void {
    if (this.#open === undefined) return;
    const stars = '*'.repeat(Math.min(this.#open.entry.digitCount, displayColumns));
    this.#show(displayLines(line, stars), this.#open.language);
  }

  #showForAWhile(lines: DisplayLines, language: DisplayLanguage): void {
    this.#show(lines, language);
    this.#cancelRest = this.#options.startTimer(resultShownMs, () => this.showIdle(this.#cardPresent));
  }

  #show(lines: DisplayLines, language: DisplayLanguage): void {
    this.#cancelRest();
    this.#cancelRest = () => {};
    this.#lines = lines;
    this.#language = language;
    this.#options.onView?.(this.view);
  }

  #idleLines(): DisplayLines {
    const say = displayTexts(this.#options.language);
    return displayLines(this.#options.idleText, this.#cardPresent ? say.cardReady : say.insertCard);
  }
}
