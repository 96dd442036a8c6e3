/** The cardholder authority's open challenges and the certificates that it has issued. */
import type { SqliteDatabase } from './open-database.ts';

export interface Challenge {
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
}

export interface EnrolmentStore {
  addChallenge(challenge: Challenge): void;
  /** Finds and removes it: a challenge serves once. */
  takeChallenge(challCA: string): Challenge | undefined;
  /** Forgets the expired ones and says how many are left. */
  purgeChallenges(at: number): number;
  isKeyCertified(keyThumb: string): boolean;
  addCertificate(certificate: IssuedCertificate): void;
}

export function enrolmentStore(database: SqliteDatabase): EnrolmentStore {
  const insertChallenge = database.prepare<[Challenge]>(
    'INSERT INTO challenge VALUES (@challCA, @rrpid, @lidEE, @challEE, @expiresAt)',
  );
  const take = database.prepare<[string], Challenge>(
    `DELETE FROM challenge WHERE chall_ca = ?
     RETURNING chall_ca AS challCA, rrpid, lid_ee AS lidEE, chall_ee AS challEE, expires_at AS expiresAt`,
  );
  const purge = database.prepare<[number]>('DELETE FROM challenge WHERE expires_at < ?');
  const count = database.prepare<[], number>('SELECT count(*) FROM challenge').pluck();
  const certified = database
    .prepare<[string], number>('SELECT 1 FROM certificate WHERE key_thumb = ?')
    .pluck();
  const insertCertificate = database.prepare<[IssuedCertificate]>(
    'INSERT INTO certificate VALUES (@keyThumb, @serialNumber, @cardId, @rrpid, @issuedAt, @notAfter)',
  );
  return {
    addChallenge: (challenge) => void insertChallenge.run(challenge),
    takeChallenge: (challCA) => take.get(challCA),
    purgeChallenges(at) {
      purge.run(at);
      return count.get() ?? 0;
    },
    isKeyCertified: (keyThumb) => certified.get(keyThumb) !== undefined,
    addCertificate: (certificate) => void insertCertificate.run(certificate),
  };
}
