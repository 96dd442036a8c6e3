/** Merchants and gateways that the acquirer's operator has registered, and the certificates issued to them. */
import type { SqliteDatabase } from './open-database.ts';

export type PartyType = 'merchant' | 'gateway';

export interface Registration {
  readonly partyId: string;
  readonly type: PartyType;
  readonly name: string;
  readonly city: string;
  /** scrypt over the one-time code, base64url. */
  readonly codeSalt: string;
  readonly codeHash: string;
  /** Wrong codes until the registration is closed; 0 also once the code has served. */
  readonly triesLeft: number;
  /** Of a gateway, 0 or 1: whether it processes a chip's cryptogram, and whether it wants certified cardholders. */
  readonly readsChips: number;
  readonly cardCertRequired: number;
}

export interface PartyCertificate {
  /** Hex. */
  readonly serialNumber: string;
  readonly keyThumb: string;
  readonly partyId: string;
  readonly type: PartyType;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly notAfter: number;
}

export interface PartyStore {
  findRegistration(partyId: string): Registration | undefined;
  /** A second one for the same party takes the place of the first. */
  saveRegistration(registration: Registration): void;
  setTriesLeft(partyId: string, triesLeft: number): void;
  isKeyCertified(keyThumb: string): boolean;
  addCertificate(certificate: PartyCertificate): void;
  certificatesOf(partyId: string, at: number): PartyCertificate[];
}

export function partyStore(database: SqliteDatabase): PartyStore {
  const registration = database.prepare<[string], Registration>(
    `SELECT party_id AS partyId, type, name, city, code_salt AS codeSalt, code_hash AS codeHash,
       tries_left AS triesLeft, reads_chips AS readsChips, card_cert_required AS cardCertRequired
     FROM registration WHERE party_id = ?`,
  );
  const saveRegistration = database.prepare<[Registration]>(
    `INSERT OR REPLACE INTO registration VALUES (@partyId, @type, @name, @city, @codeSalt, @codeHash, @triesLeft,
       @readsChips, @cardCertRequired)`,
  );
  const tries = database.prepare<[number, string]>(
    'UPDATE registration SET tries_left = ? WHERE party_id = ?',
  );
  const certified = database
    .prepare<[string], number>('SELECT 1 FROM party_certificate WHERE key_thumb = ?')
    .pluck();
  const insert = database.prepare<[PartyCertificate]>(
    'INSERT INTO party_certificate VALUES (@serialNumber, @keyThumb, @partyId, @type, @issuedAt, @notAfter)',
  );
  const ofParty = database.prepare<[string, number], PartyCertificate>(
    `SELECT serial_number AS serialNumber, key_thumb AS keyThumb, party_id AS partyId, type, issued_at AS issuedAt,
       not_after AS notAfter FROM party_certificate WHERE party_id = ? AND not_after >= ?`,
  );
  return {
    findRegistration: (partyId) => registration.get(partyId),
    saveRegistration: (party) => void saveRegistration.run(party),
    setTriesLeft: (partyId, triesLeft) => void tries.run(triesLeft, partyId),
    isKeyCertified: (keyThumb) => certified.get(keyThumb) !== undefined,
    addCertificate: (certificate) => void insert.run(certificate),
    certificatesOf: (partyId, at) => ofParty.all(partyId, at),
  };
}
