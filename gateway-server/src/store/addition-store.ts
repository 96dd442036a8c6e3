/** Lists that an authority signed after the brand's publication, and who has taken what was pushed. */
import type { SqliteDatabase } from './open-database.ts';
import type { RevokingAuthority } from './revocation-store.ts';

export interface KeptAddition {
  readonly authority: RevokingAuthority;
  /** The highest that this authority ever gave: the next one is above it. */
  readonly crlNumber: number;
  /** Base64 DER. */
  readonly crl: string;
}

export interface AdditionStore {
  find(authority: RevokingAuthority): KeptAddition | undefined;
  /** In the place of the one before. */
  save(addition: KeptAddition): void;
  /** Digest of the last list that was taken at this address. */
  takenBy(url: string): string | undefined;
  /** `at` in seconds since 1970. */
  saveTaken(url: string, digest: string, at: number): void;
}

export function additionStore(database: SqliteDatabase): AdditionStore {
  const one = database.prepare<[string], KeptAddition>(
    'SELECT authority, crl_number AS crlNumber, crl FROM revocation_addition WHERE authority = ?',
  );
  const replace = database.prepare<[KeptAddition]>(
    'INSERT OR REPLACE INTO revocation_addition VALUES (@authority, @crlNumber, @crl)',
  );
  const taken = database
    .prepare<[string], string>('SELECT digest FROM revocation_push WHERE url = ?')
    .pluck();
  const saveTaken = database.prepare<[string, string, number]>(
    'INSERT OR REPLACE INTO revocation_push VALUES (?, ?, ?)',
  );
  return {
    find: (authority) => one.get(authority),
    save: (addition) => void replace.run(addition),
    takenBy: (url) => taken.get(url),
    saveTaken: (url, digest, at) => void saveTaken.run(url, digest, at),
  };
}
