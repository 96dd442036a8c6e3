/** One PIN being keyed on the pad: the digits stay in here until they are taken once or wiped. */

export const readerKeys = [
  '0',
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '7',
  '8',
  '9',
  'ok',
  'clear',
  'cancel',
] as const;
export type ReaderKey = (typeof readerKeys)[number];

/** wPINMaxExtraDigit and bEntryValidationCondition of the request. */
export interface PinEntryRules {
  readonly minDigits: number;
  readonly maxDigits: number;
  readonly validateAtMaximum: boolean;
  readonly validateByKey: boolean;
  readonly validateAtTimeout: boolean;
}

/** `tooShort`: OK was pressed before the shortest length; the entry stays open. */
export type PinEntryProgress = 'open' | 'tooShort' | 'validated' | 'cancelled';

export class PinEntry {
  readonly #rules: PinEntryRules;
  readonly #digits: number[] = [];

  constructor(rules: PinEntryRules) {
    this.#rules = rules;
  }

  get digitCount(): number {
    return this.#digits.length;
  }

  press(key: ReaderKey): PinEntryProgress {
    if (key === 'cancel') return 'cancelled';
    if (key === 'clear') {
      this.wipe();
      return 'open';
    }
    const { maxDigits, validateAtMaximum, validateByKey } = this.#rules;
    if (key === 'ok') {
      if (!validateByKey) return 'open';
      return this.#longEnough() ? 'validated' : 'tooShort';
    }
    if (this.#digits.length < maxDigits) this.#digits.push(Number(key));
    return validateAtMaximum && this.#digits.length === maxDigits ? 'validated' : 'open';
  }

  timeOut(): 'validated' | 'timedOut' {
    return this.#rules.validateAtTimeout && this.#longEnough() ? 'validated' : 'timedOut';
  }

  /** Hands the digits to `use` and wipes them, whatever `use` does. */
  consume<Result>(use: (digits: readonly number[]) => Result): Result {
    try {
      return use(this.#digits);
    } finally {
      this.wipe();
    }
  }

  wipe(): void {
    this.#digits.fill(0);
    this.#digits.length = 0;
  }

  #longEnough(): boolean {
    return this.#digits.length >= Math.max(1, this.#rules.minDigits);
  }
}
