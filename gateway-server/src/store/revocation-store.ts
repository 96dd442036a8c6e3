/** What these authorities have revoked, for their next list; a revocation is never taken back. */
import type { RevocationReason } from '@ecomm/pki';
import type { SqliteDatabase } from './open-database.ts';

export type RevokingAuthority = 'cardholders' | 'merchants' | 'gateways';

export interface Revocation {
  /** The authority's name under `pki/`. */
  readonly authority: RevokingAuthority;
  /** Hex. */
  readonly serialNumber: string;
  readonly reason: RevocationReason;
  /** Seconds since 1970. */
  readonly revokedAt: number;
}

export interface RevocationStore {
  /** A certificate that is revoked already stays so from then. */
  add(revocation: Revocation): void;
  isRevoked(authority: RevokingAuthority, serialNumber: string): boolean;
  all(): Revocation[];
}

export function revocationStore(database: SqliteDatabase): RevocationStore {
  const insert = database.prepare<[Revocation]>(
    'INSERT OR IGNORE INTO revocation VALUES (@authority, @serialNumber, @reason, @revokedAt)',
  );
  const one = database
    .prepare<[string, string], number>('SELECT 1 FROM revocation WHERE authority = ? AND serial_number = ?')
    .pluck();
  const all = database.prepare<[], Revocation>(
    `SELECT authority, serial_number AS serialNumber, reason, revoked_at AS revokedAt FROM revocation
     ORDER BY revoked_at, authority, serial_number`,
  );
  return {
    add: (revocation) => void insert.run(revocation),
    isRevoked: (authority, serialNumber) => one.get(authority, serialNumber) !== undefined,
    all: () => all.all(),
  };
}
