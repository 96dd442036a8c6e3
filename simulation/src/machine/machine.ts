/** What all parties of one run share: time, chance, faults, the trace; and each party's process, which may die. */
import { Faults } from './faults.ts';
import { Scheduler } from './scheduler.ts';
import { Seeded } from './seeded.ts';
import { Trace } from './trace.ts';

/** 2026-11-23T12:00:00Z, when every run begins. */
export const beginsAt = 1_795_435_200;

export class Machine {
  readonly seed: number;
  readonly scheduler = new Scheduler();
  readonly faults: Faults;
  readonly trace: Trace;
  /** Decides what happens, and when. */
  readonly chance: Seeded;
  /** Some store was written to since the last check. */
  hasWritten = false;

  constructor(seed: number) {
    this.seed = seed;
    this.chance = this.seeded('chance');
    this.faults = new Faults(this.seeded('faults'));
    this.trace = new Trace(() => this.scheduler.nowMs);
  }

  /** A stream of its own for each purpose: drawing more from one leaves the others as they are. */
  seeded(purpose: string): Seeded {
    return new Seeded(`${this.seed} ${purpose}`);
  }
}

/** The clock of one machine, seconds since 1970; it may be wrong. */
export class PartyClock {
  offsetSeconds = 0;
  readonly #machine: Machine;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  readonly now = (): number =>
    Math.floor(beginsAt + this.#machine.scheduler.nowMs / 1000) + this.offsetSeconds;

  /** How long until that time on this clock. */
  delayMsTo(seconds: number): number {
    return (seconds - this.now()) * 1000;
  }
}

/** One life of a party's program: once dead, whatever it waits for never comes. */
export class Life {
  isAlive = true;
  readonly #machine: Machine;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  end(): void {
    this.isAlive = false;
  }

  /** Resolves like the promise, unless the program is dead by then. */
  guard<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => this.isAlive && resolve(value),
        (error) => this.isAlive && reject(error),
      );
    });
  }

  /** Calls back in virtual time, unless the program is dead by then. Returns how to call it off. */
  later(delayMs: number, callback: () => void): () => void {
    return this.#machine.scheduler.later(delayMs, () => {
      if (this.isAlive) callback();
    });
  }

  sleep(durationMs: number): Promise<void> {
    return new Promise((resolve) => this.later(durationMs, resolve));
  }
}
