/** The gateway's record of every authorization it was asked for. */
import type { SqliteDatabase } from './open-database.ts';

export type AuthorizationState = 'held' | 'captured' | 'reversed' | 'expired' | 'declined';

export interface Authorization {
  readonly merchantId: string;
  /** RRPID of the AuthReq. */
  readonly authRrpid: string;
  readonly xid: string;
  /** Of the payment instructions, once they were found valid; null before. */
  readonly piDigest: string | null;
  readonly cardholderThumb: string | null;
  readonly currency: string;
  /** What is authorized now; of a declined one, what was asked. */
  readonly amountMinor: number;
  readonly capturedMinor: number;
  /** Given back of what was captured. */
  readonly creditedMinor: number;
  readonly state: AuthorizationState;
  /** The issuer's reference (ISO 8583 DE 37); null when it was not asked. */
  readonly rrn: string | null;
  /** The card's transaction counter. */
  readonly counter: number | null;
  /** Names the capture token that is valid now. */
  readonly tokenNonce: string | null;
  /** Seconds since 1970. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface AuthorizationChange {
  readonly merchantId: string;
  readonly authRrpid: string;
  readonly amountMinor: number;
  readonly capturedMinor: number;
  readonly creditedMinor: number;
  readonly state: AuthorizationState;
  readonly tokenNonce: string | null;
}

export interface AuthorizationStore {
  find(merchantId: string, authRrpid: string): Authorization | undefined;
  isPiUsed(piDigest: string): boolean;
  /** Every authorization of one transaction, oldest first. */
  ofTransaction(merchantId: string, xid: string): Authorization[];
  add(authorization: Authorization): void;
  change(change: AuthorizationChange): void;
  /** Held authorizations whose time has passed. */
  overdue(at: number): Authorization[];
  all(): Authorization[];
  /** A reversal came before its authorization: the authorization must never be granted. */
  addTombstone(merchantId: string, authRrpid: string, recordedAt: number): void;
  hasTombstone(merchantId: string, authRrpid: string): boolean;
  /** Forgets tombstones so old that the authorization they wait for would be refused as stale. */
  purgeTombstones(recordedBefore: number): void;
  /** The next system trace audit number, 1 upwards (ISO 8583 DE 11 takes it modulo a million). */
  nextTrace(): number;
}

const columns = `merchant_id AS merchantId, auth_rrpid AS authRrpid, xid, pi_digest AS piDigest,
  cardholder_thumb AS cardholderThumb, currency, amount_minor AS amountMinor, captured_minor AS capturedMinor,
  credited_minor AS creditedMinor, state, rrn, counter, token_nonce AS tokenNonce, created_at AS createdAt, expires_at AS expiresAt`;

export function authorizationStore(database: SqliteDatabase): AuthorizationStore {
  const byRrpid = database.prepare<[string, string], Authorization>(
    `SELECT ${columns} FROM authorization WHERE merchant_id = ? AND auth_rrpid = ?`,
  );
  const byXid = database.prepare<[string, string], Authorization>(
    `SELECT ${columns} FROM authorization WHERE merchant_id = ? AND xid = ? ORDER BY rowid`,
  );
  const byPi = database.prepare<[string], number>('SELECT 1 FROM authorization WHERE pi_digest = ?').pluck();
  const insert = database.prepare<[Authorization]>(
    `INSERT INTO authorization (merchant_id, auth_rrpid, xid, pi_digest, cardholder_thumb, currency, amount_minor,
       captured_minor, credited_minor, state, rrn, counter, token_nonce, created_at, expires_at)
     VALUES (@merchantId, @authRrpid, @xid, @piDigest, @cardholderThumb, @currency, @amountMinor, @capturedMinor,
       @creditedMinor, @state, @rrn, @counter, @tokenNonce, @createdAt, @expiresAt)`,
  );
  const update = database.prepare<[AuthorizationChange]>(
    `UPDATE authorization SET amount_minor = @amountMinor, captured_minor = @capturedMinor,
       credited_minor = @creditedMinor, state = @state, token_nonce = @tokenNonce WHERE merchant_id = @merchantId AND auth_rrpid = @authRrpid`,
  );
  const overdue = database.prepare<[number], Authorization>(
    `SELECT ${columns} FROM authorization WHERE state = 'held' AND expires_at < ?`,
  );
  const all = database.prepare<[], Authorization>(`SELECT ${columns} FROM authorization ORDER BY rowid`);
  const bury = database.prepare<[string, string, number]>('INSERT OR IGNORE INTO tombstone VALUES (?, ?, ?)');
  const buried = database
    .prepare<[string, string], number>('SELECT 1 FROM tombstone WHERE merchant_id = ? AND auth_rrpid = ?')
    .pluck();
  const unbury = database.prepare<[number]>('DELETE FROM tombstone WHERE recorded_at < ?');
  const trace = database
    .prepare<[], number>('UPDATE trace SET last_number = last_number + 1 RETURNING last_number')
    .pluck();
  return {
    find: (merchantId, authRrpid) => byRrpid.get(merchantId, authRrpid),
    isPiUsed: (piDigest) => byPi.get(piDigest) !== undefined,
    ofTransaction: (merchantId, xid) => byXid.all(merchantId, xid),
    add: (authorization) => void insert.run(authorization),
    change: (change) => void update.run(change),
    overdue: (at) => overdue.all(at),
    all: () => all.all(),
    addTombstone: (merchantId, authRrpid, recordedAt) => void bury.run(merchantId, authRrpid, recordedAt),
    hasTombstone: (merchantId, authRrpid) => buried.get(merchantId, authRrpid) !== undefined,
    purgeTombstones: (recordedBefore) => void unbury.run(recordedBefore),
    nextTrace: () => trace.get() as number,
  };
}
