/** Revokes certificates, from the next publication on. */
import type { Certificate, Identity } from '@ecomm/protocol';
import { PkiError } from './errors.ts';
import { readIdentityFile } from './identity-file.ts';
import { readIssued } from './issued-file.ts';
import { issuerOf } from './issuer-of.ts';
import { listCertificates } from './list-certificates.ts';
import { readAuthorities, readAuthority } from './read-tree.ts';
import {
  mergeRevoked,
  type RevocationReason,
  type Revoked,
  readRevoked,
  writeRevoked,
} from './revoked-file.ts';

export interface RevocationOrder {
  readonly reason: RevocationReason;
  /** Seconds since 1970. */
  readonly at: number;
}

/** Serial numbers, hex. */
export interface RevocationOutcome {
  readonly revoked: readonly string[];
  /** Were so before, and stay as they were listed first. */
  readonly revokedBefore: readonly string[];
}

/** Both certificates of an identity file. Throws ERR_PKI_FOREIGN, ERR_PKI_FILE or what the protocol refuses. */
export async function revokeIdentity(
  dataDir: string,
  identityFile: string,
  order: RevocationOrder,
): Promise<RevocationOutcome> {
  const { certificate, keyExchangeCertificate } = await readIdentityFile(identityFile);
  const leaves = [certificate, keyExchangeCertificate].filter((leaf) => leaf !== undefined);
  return revokeCertificates(dataDir, leaves, order);
}

/** Throws ERR_PKI_FOREIGN, and then revokes none. */
export async function revokeCertificates(
  dataDir: string,
  leaves: readonly Certificate[],
  { reason, at }: RevocationOrder,
): Promise<RevocationOutcome> {
  const authorities = await readAuthorities(dataDir);
  const entries: Revoked[] = [];
  for (const leaf of leaves) {
    const authority = await issuerOf(leaf, authorities);
    entries.push({ authority, serialNumber: leaf.serialNumber, reason, revokedAt: at });
  }
  return remember(dataDir, entries);
}

/**
 * One certificate by its number. Throws ERR_PKI_SERIAL_UNKNOWN when nothing in the directory shows that the authority
 * issued it, unless `unseen`: what servers issue on line leaves no file here.
 */
export async function revokeSerial(
  dataDir: string,
  {
    authority,
    serial,
    unseen,
  }: { readonly authority: string; readonly serial: string; readonly unseen: boolean },
  { reason, at }: RevocationOrder,
): Promise<RevocationOutcome> {
  const serialNumber = serial.replaceAll(':', '').toLowerCase();
  if (!/^[0-9a-f]{1,40}$/.test(serialNumber) || /^0+$/.test(serialNumber))
    throw new PkiError('ERR_PKI_OPTION', 'a serial number has 1 to 40 hex digits and is not zero');
  const issuer = await readAuthority(dataDir, authority);
  if (!unseen && !(await isKnown(dataDir, authority, issuer, serialNumber)))
    throw new PkiError(
      'ERR_PKI_SERIAL_UNKNOWN',
      `nothing here shows that ${authority} issued ${serialNumber}`,
      { facts: { authority, serialNumber } },
    );
  return remember(dataDir, [{ authority, serialNumber, reason, revokedAt: at }]);
}

async function isKnown(
  dataDir: string,
  authority: string,
  { certificate }: Identity,
  serialNumber: string,
): Promise<boolean> {
  const issued = await readIssued(dataDir);
  if (issued.some((entry) => entry.authority === authority && entry.serialNumber === serialNumber))
    return true;
  const isTheirs = (leaf: Certificate) =>
    leaf.issuer === certificate.subject && leaf.serialNumber === serialNumber;
  return (await listCertificates(dataDir)).some(({ certificate: leaf }) => isTheirs(leaf));
}

async function remember(dataDir: string, entries: readonly Revoked[]): Promise<RevocationOutcome> {
  const known = await readRevoked(dataDir);
  const isListed = ({ authority, serialNumber }: Revoked) =>
    known.some((other) => other.authority === authority && other.serialNumber === serialNumber);
  await writeRevoked(dataDir, mergeRevoked(known, entries));
  const numbers = (some: readonly Revoked[]) => some.map(({ serialNumber }) => serialNumber);
  return {
    revoked: numbers(entries.filter((entry) => !isListed(entry))),
    revokedBefore: numbers(entries.filter(isListed)),
  };
}
