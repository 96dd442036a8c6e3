/** What happened, line by line. Lines hold decoded facts, no signed bytes: signatures differ each time that they are made. */
import { createHash } from 'node:crypto';

export class Trace {
  readonly lines: string[] = [];
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  note(who: string, what: string): void {
    this.lines.push(`${(this.#nowMs() / 1000).toFixed(3).padStart(10)}  ${who.padEnd(12)} ${what}`);
  }

  /** Of two runs of one seed it is the same. */
  digest(): string {
    return createHash('sha256').update(this.lines.join('\n')).digest('hex');
  }
}
