/**
 * RFC 5280 section 6.1: each certificate signed by the one before it, in force, named as its issuer says, of an
 * authority that may certify, within path length and name constraints, with no critical extension left unprocessed.
 */
import * as x509 from '@peculiar/x509';
import { equalBytes } from '../../encoding/bytes.ts';
import { ProtocolError } from '../../errors.ts';
import { assertAlgorithms, type SignatureAlgorithm } from './algorithms.ts';
import { assertNameWithin, type NameConstraints, nameConstraintsOf } from './name-constraints.ts';
import { type PathCertificate, processedExtensions } from './path-certificate.ts';

export interface CertificationPathOptions {
  /** Seconds since 1970. */
  readonly at: number;
  readonly algorithms: readonly SignatureAlgorithm[];
  /** Further critical extensions that the caller processes. */
  readonly processed?: readonly string[];
  /** Throws when the certificate is revoked, or when that can't be known. */
  readonly assertNotRevoked?: (
    certificate: PathCertificate,
    issuer: PathCertificate,
    depth: number,
  ) => void | Promise<void>;
}

/**
 * `path`: the certificate that the anchor issued first, the target last. Throws ERR_CERTIFICATE_* with `depth`, 0 being
 * the target.
 */
export async function validateCertificationPath(
  anchor: PathCertificate,
  path: readonly PathCertificate[],
  options: CertificationPathOptions,
): Promise<void> {
  if (path.length === 0) throw new ProtocolError('ERR_CERTIFICATE_MISSING');
  if (new Set(path.map(({ thumb }) => thumb)).size !== path.length)
    throw new ProtocolError('ERR_CERTIFICATE_PATH_LENGTH', { reason: 'loop' });
  assertInForce(anchor, options.at, path.length);
  let issuer = anchor;
  // How many more authorities may follow that are not self-issued (6.1.2 (k)).
  let authoritiesLeft = anchor.basicConstraints?.pathLength ?? path.length;
  const constraints: NameConstraints[] = [];
  for (const [index, certificate] of path.entries()) {
    const depth = path.length - 1 - index;
    const isSelfIssued = certificate.canonicalSubject === certificate.canonicalIssuer;
    const isTarget = depth === 0;
    assertAlgorithms(certificate, options.algorithms);
    assertNamed(certificate, issuer, depth);
    assertInForce(certificate, options.at, depth);
    await assertSigned(certificate, issuer, depth);
    await options.assertNotRevoked?.(certificate, issuer, depth);
    if (!isSelfIssued || isTarget) assertNameWithin(certificate, constraints);
    assertExtensionsProcessed(certificate, options.processed, depth);
    if (isTarget) continue;
    // 6.1.4: preparation for the next certificate.
    if (certificate.basicConstraints?.ca !== true)
      throw new ProtocolError('ERR_CERTIFICATE_ROLE', { depth, reason: 'no authority' });
    if (!isSelfIssued) {
      if (authoritiesLeft <= 0)
        throw new ProtocolError('ERR_CERTIFICATE_PATH_LENGTH', { depth, reason: 'constraint' });
      authoritiesLeft -= 1;
    }
    const { pathLength } = certificate.basicConstraints;
    if (pathLength !== undefined) authoritiesLeft = Math.min(authoritiesLeft, pathLength);
    if (!maySign(certificate, x509.KeyUsageFlags.keyCertSign))
      throw new ProtocolError('ERR_CERTIFICATE_KEY_USAGE', { depth, subject: certificate.subject });
    const own = nameConstraintsOf(certificate);
    if (own !== undefined) constraints.push(own);
    issuer = certificate;
  }
}

/** An absent keyUsage permits everything (RFC 5280 section 4.2.1.3). */
export function maySign({ keyUsage }: PathCertificate, usage: number): boolean {
  return keyUsage === undefined || (keyUsage & usage) !== 0;
}

/** Whether the issuer's key made the signature. */
export async function isSignedBy(
  certificate: PathCertificate,
  issuer: Pick<PathCertificate, 'x509'>,
): Promise<boolean> {
  return certificate.x509
    .verify({ publicKey: issuer.x509.publicKey, signatureOnly: true })
    .catch(() => false);
}

function assertNamed(certificate: PathCertificate, issuer: PathCertificate, depth: number): void {
  if (certificate.canonicalIssuer !== issuer.canonicalSubject)
    throw new ProtocolError('ERR_CERTIFICATE_NAME', { depth, issuer: certificate.issuer });
}

function assertInForce({ notBefore, notAfter, subject }: PathCertificate, at: number, depth: number): void {
  if (at < notBefore) throw new ProtocolError('ERR_CERTIFICATE_NOT_YET_VALID', { depth, subject });
  if (at > notAfter) throw new ProtocolError('ERR_CERTIFICATE_EXPIRED', { depth, subject });
}

async function assertSigned(
  certificate: PathCertificate,
  issuer: PathCertificate,
  depth: number,
): Promise<void> {
  if (!(await isSignedBy(certificate, issuer)))
    throw new ProtocolError('ERR_CERTIFICATE_SIGNATURE', { depth, subject: certificate.subject });
  // A key that certifies itself under another name proves nothing.
  if (
    certificate.canonicalSubject !== issuer.canonicalSubject &&
    equalBytes(certificate.publicKey, issuer.publicKey)
  )
    throw new ProtocolError('ERR_CERTIFICATE_SIGNATURE', { depth, reason: 'issuer certifies its own key' });
}

function assertExtensionsProcessed(
  { extensions }: PathCertificate,
  processed: readonly string[] = [],
  depth: number,
): void {
  for (const [oid, { critical }] of extensions)
    if (critical && !processedExtensions.includes(oid) && !processed.includes(oid))
      throw new ProtocolError('ERR_CERTIFICATE_EXTENSION', { depth, oid, reason: 'critical' });
}
