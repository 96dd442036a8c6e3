/**
 * Path validation (RFC 5280 section 6.1) with SET's rules on top: who may certify whom, one brand per path.
 *
 * A chain is leaf first, the root left out; the last certificate must be signed by one of the anchors.
 */
import { ProtocolError } from '../errors.ts';
import type { Certificate } from './certificate.ts';
import { oids } from './oids.ts';
import { productionAlgorithms } from './rfc5280/algorithms.ts';
import { validateCertificationPath } from './rfc5280/validate-certification-path.ts';
import { mayCertify } from './roles.ts';

/** Root, brand, geopolitical, bank, end entity: four below the root at most. */
export const maxChainLength = 4;

export interface PathOptions {
  readonly anchors: readonly Certificate[];
  /** Seconds since 1970. */
  readonly at: number;
  /** May throw where it can't be known. */
  readonly isRevoked?: (certificate: Certificate, issuer: Certificate, at: number) => boolean;
}

const processed: readonly string[] = [oids.certificateType, oids.hashedRootKey];

/**
 * Returns the anchor that the chain ends at. Throws a typed ERR_CERTIFICATE_* naming the depth (0 is the leaf).
 */
export async function validatePath(
  chain: readonly Certificate[],
  { anchors, at, isRevoked }: PathOptions,
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
  const anchor = anchors.find(({ path }) => path.canonicalSubject === top.path.canonicalIssuer);
  if (anchor === undefined || anchor.type !== 'rootCa')
    throw new ProtocolError('ERR_CERTIFICATE_UNTRUSTED', { issuer: top.issuer });
  const below = [...chain].reverse();
  await validateCertificationPath(
    anchor.path,
    below.map(({ path }) => path),
    { at, algorithms: productionAlgorithms, processed },
  );
  for (const [index, subject] of below.entries()) {
    const issuer = below[index - 1] ?? anchor;
    const depth = chain.length - 1 - index;
    assertSetRules(subject, issuer, depth);
    if (isRevoked?.(subject, issuer, at) === true)
      throw new ProtocolError('ERR_CERTIFICATE_REVOKED', { depth, subject: subject.subject });
  }
  return anchor;
}

function assertSetRules(subject: Certificate, issuer: Certificate, depth: number): void {
  if (!mayCertify(issuer.type, subject.type))
    throw new ProtocolError('ERR_CERTIFICATE_ROLE', { depth, type: subject.type, issuerType: issuer.type });
  if (issuer.type !== 'rootCa' && subject.brand !== issuer.brand)
    throw new ProtocolError('ERR_CERTIFICATE_NAME', { depth, brand: subject.brand, reason: 'brand' });
}
