/**
 * What the bank revoked since the brand's last publication, on a newer list of the cardholders' authority: its key is at
 * hand, the brand's is not (revocation-addition.ts of the protocol has the rules by which others take it).
 */
import {
  type CertificateList,
  encodeBase64,
  type Identity,
  issueCrl,
  type RevocationAddition,
  type RevocationStatus,
  type RevokedCertificate,
  revocationField,
} from '@ecomm/protocol';
import * as v from 'valibot';
import type { Clock, Log } from '../ports.ts';
import type { AdditionStore } from '../store/addition-store.ts';
import type { RevocationStore } from '../store/revocation-store.ts';

export interface AdditionParts {
  /** The cardholders' authority. */
  readonly identity: Identity;
  readonly status: RevocationStatus;
  readonly revocations: RevocationStore;
  readonly additions: AdditionStore;
  readonly clock: Clock;
  readonly log: Log;
}

const authority = 'cardholders';

/**
 * Brings `status` to what the books say: by the list that was kept, or a new one where it lacks something. Not to be
 * called again before it has ended: two lists would have the same number.
 */
export async function addRevocation(parts: AdditionParts): Promise<void> {
  const { identity, status, revocations, additions, clock, log } = parts;
  const books = revocations.all().filter((revocation) => revocation.authority === authority);
  const { certificate } = identity;
  const { named } = status.listsOf(certificate);
  const missing = books.filter(({ serialNumber }) => named?.revoked.has(serialNumber) !== true);
  if (missing.length === 0) return;
  const { list, validUntil = 0 } = status;
  const at = clock();
  if (list === undefined || named === undefined || validUntil <= at) {
    log.error({ missing: missing.length }, 'no current publication to add a revocation to');
    return;
  }
  const kept = additions.find(authority);
  if (kept !== undefined) await take(parts, kept.crl);
  const { added } = status.listsOf(certificate);
  if (added !== undefined && isAbove(added, named) && hasAll(added, [named.revoked, serialsOf(books)]))
    return;
  const crlNumber = 1 + Math.max(kept?.crlNumber ?? 0, added?.crlNumber ?? 0, named.crlNumber ?? 0);
  const der = await issueCrl({
    issuer: { certificate, privateKey: identity.signer.key },
    revoked: merged([...entriesOf(named), ...(added === undefined ? [] : entriesOf(added)), ...books]),
    ...{ crlNumber, thisUpdate: at, nextUpdate: validUntil },
  });
  const crl = encodeBase64(der);
  if (!v.is(revocationField, { ...list, additions: [additionOf(identity, crl)] })) {
    log.error({ missing: missing.length }, 'more certificates are revoked than a list holds');
    return;
  }
  additions.save({ authority, crlNumber, crl });
  if (await take(parts, crl)) log.info({ crlNumber, missing: missing.length }, 'revocation list added');
}

/** A kept list that lacks what was published since is of no more use. */
async function take({ identity, status, clock, log }: AdditionParts, crl: string): Promise<boolean> {
  if (status.list === undefined) return false;
  const { additions: _, ...published } = status.list;
  try {
    return await status.load({ ...published, additions: [additionOf(identity, crl)] }, clock(), []);
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    log.warn({ code, message }, 'an added revocation list does not fit the publication');
    return false;
  }
}

function additionOf({ signer }: Identity, crl: string): RevocationAddition {
  return { crl, chain: [...signer.chain] };
}

const isAbove = (list: CertificateList, other: CertificateList) =>
  (list.crlNumber ?? 0) > (other.crlNumber ?? 0);
const hasAll = ({ revoked }: CertificateList, wanted: readonly Iterable<string>[]) =>
  wanted.every((serials) => [...serials].every((serialNumber) => revoked.has(serialNumber)));
const serialsOf = (entries: readonly RevokedCertificate[]) => entries.map(({ serialNumber }) => serialNumber);

function entriesOf({ x509 }: CertificateList): RevokedCertificate[] {
  return x509.entries.map(({ serialNumber, revocationDate }) => ({
    serialNumber,
    revokedAt: Math.floor(revocationDate.getTime() / 1000),
  }));
}

/** Each once: the first that is named counts, so that a certificate stays revoked from then. */
function merged(entries: readonly RevokedCertificate[]): RevokedCertificate[] {
  const bySerial = new Map<string, RevokedCertificate>();
  for (const { serialNumber, revokedAt } of entries)
    if (!bySerial.has(serialNumber)) bySerial.set(serialNumber, { serialNumber, revokedAt });
  return [...bySerial.values()];
}
