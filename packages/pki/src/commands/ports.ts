/** What a command needs of the world. */
import type { Random } from '@ecomm/protocol';

export interface Ports {
  readonly random: Random;
  /** Seconds since 1970. */
  clock(): number;
  /** To standard output. */
  print(text: string): void;
  /** To standard error. */
  complain(text: string): void;
  /** Standard input, whole. */
  readInput(): Promise<Uint8Array>;
}
