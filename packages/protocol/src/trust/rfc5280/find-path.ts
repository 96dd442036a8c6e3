/**
 * From a target to an anchor through certificates that lie about in no order, with the revocation lists that go with
 * them (RFC 4158, RFC 5280 section 6.3). Tries each way that names and signatures allow.
 */
import * as x509 from '@peculiar/x509';
import { ProtocolError } from '../../errors.ts';
import { type CertificateList, isListSignedBy } from './certificate-list.ts';
import type { PathCertificate } from './path-certificate.ts';
import {
  type CertificationPathOptions,
  isSignedBy,
  maySign,
  validateCertificationPath,
} from './validate-certification-path.ts';

export interface FindPathOptions extends Omit<CertificationPathOptions, 'assertNotRevoked'> {
  readonly anchors: readonly PathCertificate[];
  readonly certificates: readonly PathCertificate[];
  /** Without lists nothing is known of revocation and nothing is asked. */
  readonly lists?: readonly CertificateList[];
}

const maxDepth = 12;
const maxPaths = 32;

/** The first valid path, the anchor's own certificate first. Throws the reason of the most promising one otherwise. */
export async function findCertificationPath(
  target: PathCertificate,
  options: FindPathOptions,
): Promise<readonly PathCertificate[]> {
  const paths = await pathsTo(target, options);
  const reasons: unknown[] = [];
  for (const [anchor, ...path] of paths) {
    if (anchor === undefined) continue;
    try {
      const assertNotRevoked =
        options.lists === undefined
          ? {}
          : { assertNotRevoked: revocationCheck(options.lists, options, [anchor, ...path]) };
      await validateCertificationPath(anchor, path, { ...options, ...assertNotRevoked });
      return [anchor, ...path];
    } catch (error) {
      reasons.push(error);
    }
  }
  throw reasons[0] ?? new ProtocolError('ERR_CERTIFICATE_UNTRUSTED', { issuer: target.issuer });
}

/** Every way up by name, those with a right signature first; the target last. */
async function pathsTo(
  target: PathCertificate,
  { anchors, certificates }: FindPathOptions,
): Promise<PathCertificate[][]> {
  const found: PathCertificate[][] = [];
  const climb = async (path: readonly PathCertificate[]): Promise<void> => {
    const [top] = path;
    if (top === undefined || path.length > maxDepth || found.length >= maxPaths) return;
    for (const anchor of anchors)
      if (anchor.canonicalSubject === top.canonicalIssuer) found.push([anchor, ...path]);
    const issuers = certificates.filter(
      (candidate) =>
        candidate.canonicalSubject === top.canonicalIssuer &&
        !path.some(({ thumb }) => thumb === candidate.thumb),
    );
    const signed = await Promise.all(issuers.map((issuer) => isSignedBy(top, issuer)));
    for (const preferred of [true, false])
      for (const [index, issuer] of issuers.entries())
        if (signed[index] === preferred) await climb([issuer, ...path]);
  };
  await climb([target]);
  return found;
}

/** RFC 5280 section 6.3.3: a list that is the issuer's, in force, signed by a key that may sign lists. */
function revocationCheck(
  lists: readonly CertificateList[],
  options: FindPathOptions,
  path: readonly PathCertificate[],
): NonNullable<CertificationPathOptions['assertNotRevoked']> {
  return async (certificate, issuer, depth) => {
    const own = lists.filter(({ canonicalIssuer }) => canonicalIssuer === certificate.canonicalIssuer);
    let reason = 'missing';
    let isKnown = false;
    for (const list of own) {
      const problem = await problemOf(list, issuer, options, path);
      if (problem !== undefined) reason = problem;
      else if (list.revoked.has(certificate.serialNumber))
        throw new ProtocolError('ERR_CERTIFICATE_REVOKED', { depth, subject: certificate.subject });
      else isKnown = true;
    }
    if (!isKnown)
      throw new ProtocolError('ERR_CRL_UNUSABLE', { depth, subject: certificate.subject, reason });
  };
}

async function problemOf(
  list: CertificateList,
  issuer: PathCertificate,
  options: FindPathOptions,
  path: readonly PathCertificate[],
): Promise<string | undefined> {
  if (list.unprocessed !== undefined) return 'critical extension';
  if (options.at < list.thisUpdate) return 'not yet in force';
  if (list.nextUpdate === undefined || options.at > list.nextUpdate) return 'out of date';
  for (const signer of [issuer, ...(await otherSigners(issuer, options, path))])
    if (await isListSignedBy(list, signer))
      return maySign(signer, x509.KeyUsageFlags.cRLSign) ? undefined : 'key usage';
  return 'signature';
}

/**
 * An authority may sign lists with another key of its own: one that is on this very path under its name, or one that
 * the anchor certified for it and has not revoked.
 */
async function otherSigners(
  issuer: PathCertificate,
  options: FindPathOptions,
  path: readonly PathCertificate[],
): Promise<PathCertificate[]> {
  const [anchor, ...below] = path;
  const { certificates, lists = [] } = options;
  const isOther = (candidate: PathCertificate) =>
    candidate.canonicalSubject === issuer.canonicalSubject && candidate.thumb !== issuer.thumb;
  const signers = below.filter(isOther);
  if (anchor === undefined) return signers;
  for (const candidate of certificates.filter(isOther)) {
    if (signers.some(({ thumb }) => thumb === candidate.thumb)) continue;
    const isTrusted = await validateCertificationPath(anchor, [candidate], {
      ...options,
      assertNotRevoked: revocationCheck(lists, { ...options, certificates: [] }, [anchor]),
    }).then(
      () => true,
      () => false,
    );
    if (isTrusted) signers.push(candidate);
  }
  return signers;
}
