/**
 * Commits of many requests in one write to disk. A transaction that waits for the disk alone costs most of its time
 * there; those that are ready at the same moment go together, and nobody is told before the disk has all of them. While
 * the disk is at work the program goes on, and what becomes ready meanwhile goes together next.
 *
 * One that fails or finds the facts changed is undone alone: the transaction is taken back, and all of them run again,
 * each in a savepoint of its own. Savepoints for everybody would copy every page once more for what hardly happens. If the
 * transaction can not be committed, none of them has happened, and all of them are told so.
 */
import { IntermediaryError } from '../../errors.ts';
import type { LedgerWatch } from '../sql/engine.ts';
import type { SqliteDatabase } from './open-database.ts';

/** Bounds how long the others wait for the slowest of them. */
const maxTogether = 256;

interface Waiting {
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls back as soon as this turn of the event loop is over. */
export type Later = (callback: () => void) => void;

/** Resolves when all that was committed is on disk. */
export type Sync = () => Promise<void>;

export interface GroupCommitOptions {
  readonly later?: Later;
  /** Without it, a COMMIT is on disk when it returns. */
  readonly sync?: Sync | undefined;
  /** Called when a group is on disk and has been told; the next one waits for what it returns. */
  readonly afterCommit?: (() => Promise<unknown> | undefined) | undefined;
  readonly watch?: LedgerWatch;
}

type Outcome = { readonly result: unknown } | { readonly error: unknown };

/** Thrown out of a transaction that has to be run again with savepoints. */
const needsSavepoints = Symbol('needs savepoints');

export class GroupCommit {
  readonly #statements;
  readonly #later: Later;
  readonly #sync: Sync | undefined;
  readonly #afterCommit: GroupCommitOptions['afterCommit'];
  readonly #watch: LedgerWatch | undefined;
  #waiting: Waiting[] = [];
  #syncing: Promise<void> | undefined;
  #broken: IntermediaryError | undefined;

  constructor(
    database: SqliteDatabase,
    { later = setImmediate, sync, afterCommit, watch }: GroupCommitOptions = {},
  ) {
    this.#later = later;
    this.#sync = sync;
    this.#afterCommit = afterCommit;
    this.#watch = watch;
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

  /**
   * On disk when it resolves. `work` may stop anywhere with `return 'changed'`, or throw: nothing of it remains. It may be
   * run a second time, on the database as it was before the first.
   */
  run<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#broken !== undefined) return reject(this.#broken);
      this.#waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
      this.#watch?.waiting(this.#waiting.length);
      if (this.#waiting.length === 1 && this.#syncing === undefined) this.#later(() => this.#commitWaiting());
    });
  }

  /** What can be read now is on disk when it resolves. */
  async onDisk(): Promise<void> {
    await this.#syncing;
    if (this.#broken !== undefined) throw this.#broken;
  }

  /** Commits what waits. */
  async end(): Promise<void> {
    while (this.#waiting.length > 0 || this.#syncing !== undefined) {
      this.#commitWaiting();
      await this.#syncing;
    }
  }

  #commitWaiting(): void {
    while (this.#waiting.length > 0 && this.#syncing === undefined) {
      const group = this.#waiting.splice(0, maxTogether);
      this.#watch?.waiting(this.#waiting.length);
      const outcomes = this.#commitTogether(group);
      if (outcomes === undefined) continue;
      if (this.#sync === undefined) tell(group, outcomes);
      else this.#syncing = this.#tellWhenOnDisk(this.#sync, group, outcomes);
    }
  }

  async #tellWhenOnDisk(sync: Sync, group: readonly Waiting[], outcomes: readonly Outcome[]): Promise<void> {
    try {
      await sync();
      tell(group, outcomes);
      await this.#afterCommit?.();
    } catch (error) {
      // What the disk has is not known, and asked again it may say "all": nothing more is taken, nor told, on such ground.
      this.#broken = new IntermediaryError(
        'ERR_LEDGER_UNAVAILABLE',
        'the disk failed to keep the ledger; start the program again',
        { cause: error as Error, retryAfterSeconds: 5 },
      );
      for (const { reject } of [...group, ...this.#waiting.splice(0)]) reject(this.#broken);
    }
    this.#syncing = undefined;
    if (this.#waiting.length > 0) this.#later(() => this.#commitWaiting());
  }

  /** Undefined when none of them has happened, and all have been told. */
  #commitTogether(group: readonly Waiting[]): readonly Outcome[] | undefined {
    try {
      const outcomes =
        this.#transact(group, ({ work }) => this.#runBare(work)) ??
        this.#transact(group, ({ work }) => this.#runInSavepoint(work));
      this.#watch?.committed(group.length);
      return outcomes;
    } catch (error) {
      for (const { reject } of group) reject(error);
      return undefined;
    }
  }

  /** Undefined when one of them needs a savepoint to be undone alone: the database is as it was. */
  #transact(
    group: readonly Waiting[],
    runOne: (waiting: Waiting) => Outcome,
  ): readonly Outcome[] | undefined {
    const { begin, commit, rollback, isOpen } = this.#statements;
    begin.run();
    try {
      const outcomes = group.map(runOne);
      commit.run();
      return outcomes;
    } catch (error) {
      if (isOpen()) rollback.run();
      if (error === needsSavepoints) return undefined;
      throw error;
    }
  }

  #runBare(work: () => unknown): Outcome {
    let result: unknown;
    try {
      result = work();
    } catch (error) {
      // A full disk ends the whole transaction.
      throw this.#statements.isOpen() ? needsSavepoints : error;
    }
    if (result === 'changed') throw needsSavepoints;
    return { result };
  }

  #runInSavepoint(work: () => unknown): Outcome {
    const { enter, undo, leave, isOpen } = this.#statements;
    enter.run();
    try {
      const result = work();
      if (result === 'changed') undo.run();
      leave.run();
      return { result };
    } catch (error) {
      // There is no savepoint to go back to, and nothing to commit.
      if (!isOpen()) throw error;
      undo.run();
      leave.run();
      return { error };
    }
  }
}

function tell(group: readonly Waiting[], outcomes: readonly Outcome[]): void {
  for (const [index, { resolve, reject }] of group.entries()) {
    const outcome = outcomes[index] as Outcome;
    if ('error' in outcome) reject(outcome.error);
    else resolve(outcome.result);
  }
}
