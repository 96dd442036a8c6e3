/** Authorizations that the gateway granted by itself and the bank has still to verify. */
import type { SqliteDatabase } from './open-database.ts';

export interface Deferred {
  readonly merchantId: string;
  readonly authRrpid: string;
  /** JSON of the request to the bank, and of the verdict on the card's cryptogram. */
  readonly request: string;
  readonly chip: string;
  readonly queuedAt: number;
}

export interface DeferredStore {
  add(deferred: Deferred): void;
  find(merchantId: string, authRrpid: string): Deferred | undefined;
  /** Those of one card, in the order of its transaction counter. */
  ofCard(pan: string): Deferred[];
  /** Oldest first. */
  all(): Deferred[];
  remove(merchantId: string, authRrpid: string): void;
}

export function deferredStore(database: SqliteDatabase): DeferredStore {
  const columns = 'merchant_id AS merchantId, auth_rrpid AS authRrpid, request, chip, queued_at AS queuedAt';
  const insert = database.prepare<[Deferred]>(
    'INSERT INTO deferred VALUES (@merchantId, @authRrpid, @request, @chip, @queuedAt)',
  );
  const find = database.prepare<[string, string], Deferred>(
    `SELECT ${columns} FROM deferred WHERE merchant_id = ? AND auth_rrpid = ?`,
  );
  const ofCard = database.prepare<[string], Deferred>(
    `SELECT ${columns} FROM deferred WHERE json_extract(request, '$.pan') = ? ORDER BY json_extract(chip, '$.counter')`,
  );
  const all = database.prepare<[], Deferred>(`SELECT ${columns} FROM deferred ORDER BY queued_at`);
  const remove = database.prepare<[string, string]>(
    'DELETE FROM deferred WHERE merchant_id = ? AND auth_rrpid = ?',
  );
  return {
    add: (deferred) => void insert.run(deferred),
    find: (merchantId, authRrpid) => find.get(merchantId, authRrpid),
    ofCard: (pan) => ofCard.all(pan),
    all: () => all.all(),
    remove: (merchantId, authRrpid) => void remove.run(merchantId, authRrpid),
  };
}
