/**
 * Path validation (RFC 5280 section 6.1) with SET's rules on top: who may certify whom, one brand per path.
 *
 * A chain is leaf first, the root left out; the last certificate must be signed by one of the anchors.
 */
import { equalBytes } from '../encoding/bytes.ts';
import { ProtocolError } from '../errors.ts';
import type { Certificate } from './certificate.ts';
import { mayCertify } from './roles.ts';

/** Root, brand, geopolitical, bank, end entity: four below the root at most. */
export const maxChainLength = 4;

export interface PathOptions {
  readonly anchors: readonly Certificate[];
  /** Seconds since 1970. */
  readonly at: number;
  readonly isRevoked?: (certificate: Certificate, issuer: Certificate) => boolean;
}

/**
 * Returns the anchor that the chain ends at. Throws a typed ERR_CERTIFICATE_* naming the depth (0 is the leaf).
 */
export async function validatePath(
  chain: readonly Certificate[],
  options: PathOptions,
): Promise<Certificate> {
  const top = chain.at(-1);
  if (top === undefined) throw new ProtocolError('ERR_CERTIFICATE_MISSING');
  if (chain.length > maxChainLength)
    throw new ProtocolError('ERR_CERTIFICATE_PATH_LENGTH', {
      length: chain.length,
      maxLength: maxChainLength,
    });
  if (new Set(chain.map(({ thumb }) => thumb)).size !== chain.length)
    throw new ProtocolError('ERR_CERTIFICATE_PATH_LENGTH', { reason: 'loop' });
  const anchor = options.anchors.find((candidate) => candidate.subject === top.issuer);
  if (anchor === undefined || anchor.type !== 'rootCa')
    throw new ProtocolError('ERR_CERTIFICATE_UNTRUSTED', { issuer: top.issuer });
  assertValidity(anchor, options.at, chain.length);
  for (let depth = chain.length - 1; depth >= 0; depth -= 1) {
    const subject = at(chain, depth);
    const issuer = depth === chain.length - 1 ? anchor : at(chain, depth + 1);
    assertIssued(subject, issuer, depth);
    assertValidity(subject, options.at, depth);
    await assertSignature(subject, issuer, depth);
    if (options.isRevoked?.(subject, issuer) === true)
      throw new ProtocolError('ERR_CERTIFICATE_REVOKED', { depth, subject: subject.subject });
  }
  return anchor;
}

function assertIssued(subject: Certificate, issuer: Certificate, depth: number): void {
  if (subject.issuer !== issuer.subject)
    throw new ProtocolError('ERR_CERTIFICATE_NAME', { depth, issuer: subject.issuer });
  if (!issuer.isCa || !issuer.usages.certify)
    throw new ProtocolError('ERR_CERTIFICATE_KEY_USAGE', { depth: depth + 1, subject: issuer.subject });
  if (!mayCertify(issuer.type, subject.type))
    throw new ProtocolError('ERR_CERTIFICATE_ROLE', { depth, type: subject.type, issuerType: issuer.type });
  // pathLenConstraint counts the authorities between this issuer and the end entity (RFC 5280 section 4.2.1.9).
  if (issuer.pathLength !== undefined && depth > issuer.pathLength)
    throw new ProtocolError('ERR_CERTIFICATE_PATH_LENGTH', { depth, pathLength: issuer.pathLength });
  if (issuer.type !== 'rootCa' && subject.brand !== issuer.brand)
    throw new ProtocolError('ERR_CERTIFICATE_NAME', { depth, brand: subject.brand });
  if (
    equalBytes(new Uint8Array(subject.x509.publicKey.rawData), new Uint8Array(issuer.x509.publicKey.rawData))
  )
    throw new ProtocolError('ERR_CERTIFICATE_SIGNATURE', { depth, reason: 'issuer certifies its own key' });
}

function assertValidity(certificate: Certificate, now: number, depth: number): void {
  const facts = { depth, subject: certificate.subject };
  if (now < certificate.notBefore) throw new ProtocolError('ERR_CERTIFICATE_NOT_YET_VALID', facts);
  if (now > certificate.notAfter) throw new ProtocolError('ERR_CERTIFICATE_EXPIRED', facts);
}

async function assertSignature(subject: Certificate, issuer: Certificate, depth: number): Promise<void> {
  const valid = await subject.x509
    .verify({ publicKey: issuer.x509.publicKey, signatureOnly: true })
    .catch(() => false);
  if (!valid) throw new ProtocolError('ERR_CERTIFICATE_SIGNATURE', { depth, subject: subject.subject });
}

function at(chain: readonly Certificate[], index: number): Certificate {
  const certificate = chain[index];
  if (certificate === undefined) throw new ProtocolError('ERR_CERTIFICATE_MISSING');
  return certificate;
}
