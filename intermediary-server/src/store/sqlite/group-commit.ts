/**
 * Commits of many requests in one write to disk. A transaction that waits for the disk alone costs most of its time
 * there; those that are ready at the same moment go together, each in a savepoint of its own, and nobody is told before
 * the disk has all of them.
 *
 * One that fails or finds the facts changed is undone alone. If the disk refuses, none of them has happened, and all of
 * them are told so.
 */
import type { LedgerWatch } from '../sql/engine.ts';
import type { SqliteDatabase } from './open-database.ts';

/** Bounds how long the others wait for the slowest of them. */
const maxTogether = 256;
/** About as long as a commit takes. */
const patienceMs = 3;

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls back after so long; 0 is as soon as this turn of the event loop is over. */
export type Later = (pauseMs: number, callback: () => void) => void;

const later: Later = (pauseMs, callback) => {
  if (pauseMs > 0) setTimeout(callback, pauseMs);
  else setImmediate(callback);
};

type Outcome = { readonly result: unknown } | { readonly error: unknown };

export class GroupCommit {
  readonly #statements;
  readonly #later: Later;
  readonly #watch: LedgerWatch | undefined;
  #waiting: Waiting[] = [];
  #lastCount = 0;

  constructor(database: SqliteDatabase, wait: Later = later, watch?: LedgerWatch) {
    this.#watch = watch;
    this.#later = wait;
    this.#statements = {
      begin: database.prepare('BEGIN IMMEDIATE'),
      commit: database.prepare('COMMIT'),
      rollback: database.prepare('ROLLBACK'),
      enter: database.prepare('SAVEPOINT one'),
      undo: database.prepare('ROLLBACK TO one'),
      leave: database.prepare('RELEASE one'),
      isOpen: () => database.inTransaction,
    };
  }

  /** On disk when it resolves. `work` may stop anywhere with `return 'changed'`, or throw: nothing of it remains. */
  run<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
      this.#watch?.waiting(this.#waiting.length);
      if (this.#waiting.length === 1) this.#schedule();
    });
  }

  /**
   * Alone, a commit goes as soon as this turn of the event loop is over. Where the one before had company, there is more
   * on its way, and a moment's patience saves each of them a wait for the disk.
   */
  #schedule(): void {
    this.#later(this.#lastCount > 1 ? patienceMs : 0, () => this.flush());
  }

  /** Commits what waits, now. */
  flush(): void {
    while (this.#waiting.length > 0) this.#commitTogether(this.#waiting.splice(0, maxTogether));
    this.#watch?.waiting(0);
  }

  #commitTogether(group: readonly Waiting[]): void {
    this.#lastCount = group.length;
    const { begin, commit, rollback, isOpen } = this.#statements;
    let outcomes: Outcome[];
    try {
      begin.run();
      outcomes = group.map(({ work }) => this.#runOne(work));
      commit.run();
      this.#watch?.committed(group.length);
    } catch (error) {
      if (isOpen()) rollback.run();
      for (const { reject } of group) reject(error);
      return;
    }
    for (const [index, { resolve, reject }] of group.entries()) {
      const outcome = outcomes[index] as Outcome;
      if ('error' in outcome) reject(outcome.error);
      else resolve(outcome.result);
    }
  }

  #runOne(work: () => unknown): Outcome {
    const { enter, undo, leave, isOpen } = this.#statements;
    enter.run();
    try {
      const result = work();
      if (result === 'changed') undo.run();
      leave.run();
      return { result };
    } catch (error) {
      // A full disk ends the whole transaction: there is no savepoint to go back to, and nothing to commit.
      if (!isOpen()) throw error;
      undo.run();
      leave.run();
      return { error };
    }
  }
}
