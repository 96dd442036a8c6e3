/** The authorities' open challenges, and the certificates that were issued to cardholders. */
import type { SqliteDatabase } from './open-database.ts';

/** Which request a challenge may serve: that of a holder with a chip or old key, with a form, or of a party. */
export type ChallengePurpose = 'card' | 'form' | 'merchant' | 'gateway';

export interface Challenge {
  readonly purpose: ChallengePurpose;
  readonly challCA: string;
  readonly rrpid: string;
  readonly lidEE: string;
  readonly challEE: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

export interface IssuedCertificate {
  /** Digest of the certified public key. */
  readonly keyThumb: string;
  /** Hex. */
  readonly serialNumber: string;
  readonly cardId: string;
  readonly rrpid: string;
  readonly issuedAt: number;
  readonly notAfter: number;
  /** The authority's half of PANSecret, base64url; null for certificates from before it was kept. */
  readonly nonceCca: string | null;
}

export interface EnrolmentStore {
  addChallenge(challenge: Challenge): void;
  /** Finds and removes it: a challenge serves once. */
  takeChallenge(challCA: string): Challenge | undefined;
  /** Forgets the expired ones and says how many are left. */
  purgeChallenges(at: number): number;
  isKeyCertified(keyThumb: string): boolean;
  findCertificate(serialNumber: string): IssuedCertificate | undefined;
  /** Those of one card that are still within their validity. */
  certificatesOf(cardId: string, at: number): IssuedCertificate[];
  addCertificate(certificate: IssuedCertificate): void;
}

export function enrolmentStore(database: SqliteDatabase): EnrolmentStore {
  const insertChallenge = database.prepare<[Challenge]>(
    `INSERT INTO challenge (chall_ca, rrpid, lid_ee, chall_ee, expires_at, purpose)
     VALUES (@challCA, @rrpid, @lidEE, @challEE, @expiresAt, @purpose)`,
  );
  const take = database.prepare<[string], Challenge>(
    `DELETE FROM challenge WHERE chall_ca = ?
     RETURNING chall_ca AS challCA, rrpid, lid_ee AS lidEE, chall_ee AS challEE, expires_at AS expiresAt, purpose`,
  );
  const purge = database.prepare<[number]>('DELETE FROM challenge WHERE expires_at < ?');
  const count = database.prepare<[], number>('SELECT count(*) FROM challenge').pluck();
  const certified = database
    .prepare<[string], number>('SELECT 1 FROM certificate WHERE key_thumb = ?')
    .pluck();
  const insertCertificate = database.prepare<[IssuedCertificate]>(
    `INSERT INTO certificate (key_thumb, serial_number, card_id, rrpid, issued_at, not_after, nonce_cca)
     VALUES (@keyThumb, @serialNumber, @cardId, @rrpid, @issuedAt, @notAfter, @nonceCca)`,
  );
  const columns = `key_thumb AS keyThumb, serial_number AS serialNumber, card_id AS cardId, rrpid,
    issued_at AS issuedAt, not_after AS notAfter, nonce_cca AS nonceCca`;
  const bySerial = database.prepare<[string], IssuedCertificate>(
    `SELECT ${columns} FROM certificate WHERE serial_number = ?`,
  );
  const ofCard = database.prepare<[string, number], IssuedCertificate>(
    `SELECT ${columns} FROM certificate WHERE card_id = ? AND not_after >= ?`,
  );
  return {
    addChallenge: (challenge) => void insertChallenge.run(challenge),
    takeChallenge: (challCA) => take.get(challCA),
    purgeChallenges(at) {
      purge.run(at);
      return count.get() ?? 0;
    },
    isKeyCertified: (keyThumb) => certified.get(keyThumb) !== undefined,
    findCertificate: (serialNumber) => bySerial.get(serialNumber),
    certificatesOf: (cardId, at) => ofCard.all(cardId, at),
    addCertificate: (certificate) => void insertCertificate.run(certificate),
  };
}
