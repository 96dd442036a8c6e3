/**
 * What one bank's authority revoked after the brand's last publication. The brand's key signs the identifier and lies
 * off-line; an authority's own key is at hand, and by it alone a newer list counts at once, if it does nothing but add:
 * the same authority, a higher number, and every certificate still on it that was revoked before (RFC 5280 section 5).
 */
import { decodeBase64, encodeBase64 } from '../encoding/base64url.ts';
import { ProtocolError } from '../errors.ts';
import { clockToleranceSeconds } from '../jose/signed-message.ts';
import { type Certificate, decodeChain } from './certificate.ts';
import type { RevocationAddition } from './revocation-field.ts';
import { type CertificateList, decodeCertificateList, isListSignedBy } from './rfc5280/certificate-list.ts';
import type { CertificateType } from './roles.ts';
import { validatePath } from './validate-path.ts';

export interface HeldAddition {
  readonly sent: RevocationAddition;
  readonly list: CertificateList;
}

export interface KnownRevocation {
  readonly brand: string;
  readonly anchors: readonly Certificate[];
  /** As the brand named them, by canonical name of the issuer. */
  readonly lists: ReadonlyMap<string, CertificateList>;
  readonly additions: ReadonlyMap<string, HeldAddition>;
}

/** Who ends many certificates and has its key at hand; the brand's own list waits for the brand. */
const addingTypes: readonly CertificateType[] = ['cardholderCa', 'merchantCa', 'gatewayCa'];

/**
 * Returns undefined for one that is as old as what is known. Throws ERR_CRL_MALFORMED, ERR_CRL_UNUSABLE (with `reason`) or
 * ERR_CERTIFICATE_*.
 */
export async function openAddition(
  sent: RevocationAddition,
  known: KnownRevocation,
  at: number,
): Promise<HeldAddition | undefined> {
  const der = decodeBase64(sent.crl);
  if (encodeBase64(der) !== sent.crl) throw new ProtocolError('ERR_CRL_MALFORMED', { reason: 'base64' });
  const list = await decodeCertificateList(der);
  const named = known.lists.get(list.canonicalIssuer);
  if (named === undefined) return unusable('of an authority that the brand does not name');
  const held = known.additions.get(list.canonicalIssuer)?.list;
  if (list.crlNumber === undefined) return unusable('no number');
  if (list.crlNumber <= Math.max(named.crlNumber ?? 0, held?.crlNumber ?? 0)) return undefined;
  assertInForce(list, at);
  const issuer = await issuerOf(sent, known, at);
  if (issuer.path.canonicalSubject !== list.canonicalIssuer || !(await isListSignedBy(list, issuer.path)))
    return unusable('signature');
  for (const serialNumber of [...named.revoked, ...(held?.revoked ?? [])])
    if (!list.revoked.has(serialNumber)) return unusable('takes a revocation back');
  return { sent, list };
}

/** Throws ERR_CRL_UNUSABLE. */
export function assertInForce(list: CertificateList, at: number): void {
  if (list.unprocessed !== undefined) unusable('critical extension');
  if (at < list.thisUpdate - clockToleranceSeconds) unusable('not yet in force');
  if (list.nextUpdate === undefined || at > list.nextUpdate) unusable('out of date');
}

export function unusable(reason: string): never {
  throw new ProtocolError('ERR_CRL_UNUSABLE', { reason });
}

/** An authority that was itself revoked adds nothing. */
async function issuerOf(
  { chain }: RevocationAddition,
  { brand, anchors, lists }: KnownRevocation,
  at: number,
): Promise<Certificate> {
  const path = await decodeChain(chain);
  const isRevoked = ({ path: { canonicalIssuer, serialNumber } }: Certificate) =>
    lists.get(canonicalIssuer)?.revoked.has(serialNumber) === true;
  await validatePath(path, { anchors, at, isRevoked });
  const [issuer] = path;
  if (issuer === undefined || !addingTypes.includes(issuer.type) || !issuer.usages.certify)
    throw new ProtocolError('ERR_CERTIFICATE_ROLE', issuer === undefined ? {} : { type: issuer.type });
  if (issuer.brand !== brand) throw new ProtocolError('ERR_CERTIFICATE_NAME', { brand: issuer.brand });
  return issuer;
}
