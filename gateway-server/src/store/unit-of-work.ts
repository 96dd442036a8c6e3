/**
 * One durable change at a time, also when its outcome must be signed before it may be committed.
 *
 * Signing is asynchronous and a SQLite transaction is not, so work runs twice: `rehearse` takes everything back
 * and only says what would come of it; the answer is signed; `perform` does it for good, with the answer.
 */
export interface UnitOfWork {
  /** Runs `work` and undoes all that it wrote. */
  rehearse<T>(work: () => T): T;
  /** Runs `work` in one transaction, on disk when this returns; an exception undoes it. */
  perform<T>(work: () => T): T;
}
