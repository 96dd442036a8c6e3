/** Certificate requests that wait for a clerk of the bank. No card number and no secret of the wallet is kept. */
import type { SqliteDatabase } from './open-database.ts';

export type PendedState = 'pended' | 'approved' | 'rejected' | 'certified';

export interface PendedRequest {
  /** SET's lid-CA: names the request in every later inquiry. */
  readonly lidCA: string;
  readonly lidEE: string;
  readonly keyThumb: string;
  /** JSON of the JWK. */
  readonly publicKey: string;
  readonly cardId: string;
  readonly rrpid: string;
  /** The certificate's common name. */
  readonly blindedPan: string;
  /** The authority's half of PANSecret, base64url. */
  readonly nonceCca: string;
  /** The wallet's key for answers, base64url. */
  readonly caBackKey: string;
  /** Seconds since 1970. */
  readonly notAfter: number;
  readonly state: PendedState;
  /** Base64 DER, once `certified`. */
  readonly certificate: string | null;
  readonly askedAt: number;
}

export interface PendedRequestStore {
  find(lidCA: string): PendedRequest | undefined;
  findByKey(keyThumb: string): PendedRequest | undefined;
  all(): PendedRequest[];
  add(request: PendedRequest): void;
  setState(lidCA: string, state: PendedState): void;
  /** Keeps what was issued, so that every inquiry gets the same certificate. */
  setCertified(lidCA: string, certificate: string): void;
  /** Forgets requests that were asked before. */
  purge(askedBefore: number): void;
}

const columns = `lid_ca AS lidCA, lid_ee AS lidEE, key_thumb AS keyThumb, public_key AS publicKey, card_id AS cardId,
  rrpid, blinded_pan AS blindedPan, nonce_cca AS nonceCca, ca_back_key AS caBackKey, not_after AS notAfter, state,
  certificate, asked_at AS askedAt`;

export function pendedRequestStore(database: SqliteDatabase): PendedRequestStore {
  const select = `SELECT ${columns} FROM pended_request`;
  const byLid = database.prepare<[string], PendedRequest>(`${select} WHERE lid_ca = ?`);
  const byKey = database.prepare<[string], PendedRequest>(`${select} WHERE key_thumb = ?`);
  const all = database.prepare<[], PendedRequest>(`${select} ORDER BY asked_at, lid_ca`);
  const insert = database.prepare<[PendedRequest]>(
    `INSERT INTO pended_request VALUES (@lidCA, @lidEE, @keyThumb, @publicKey, @cardId, @rrpid, @blindedPan,
       @nonceCca, @caBackKey, @notAfter, @state, @certificate, @askedAt)`,
  );
  const state = database.prepare<[PendedState, string]>(
    'UPDATE pended_request SET state = ? WHERE lid_ca = ?',
  );
  const certified = database.prepare<[string, string]>(
    `UPDATE pended_request SET state = 'certified', certificate = ? WHERE lid_ca = ?`,
  );
  const purge = database.prepare<[number]>('DELETE FROM pended_request WHERE asked_at < ?');
  return {
    find: (lidCA) => byLid.get(lidCA),
    findByKey: (keyThumb) => byKey.get(keyThumb),
    all: () => all.all(),
    add: (request) => void insert.run(request),
    setState: (lidCA, value) => void state.run(value, lidCA),
    setCertified: (lidCA, certificate) => void certified.run(certificate, lidCA),
    purge: (askedBefore) => void purge.run(askedBefore),
  };
}
