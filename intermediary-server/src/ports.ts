/** What the parts are given by whoever starts them: clock, randomness, waiting, journal. */
import type { Random } from '@ecomm/protocol';

/** Seconds since 1970. */
export type Clock = () => number;

/** Facts for engineers; never a PAN, a key or a message body. */
export interface Log {
  info(facts: object, event: string): void;
  warn(facts: object, event: string): void;
  error(facts: object, event: string): void;
}

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Resolves after so long, or at once when the program is stopping. */
  readonly sleep: (durationMs: number) => Promise<void>;
}
