/**
 * Root key roll-over: each root commits to the key of the one that follows (SET Book 2, HashedRootKey), so that the
 * next root needs no other way to be trusted.
 */
import { encodeBase64Url } from '../encoding/base64url.ts';
import { sha256 } from '../encoding/digest.ts';
import { ProtocolError } from '../errors.ts';
import { type Certificate, decodeCertificate } from './certificate.ts';
import { isSignedBy } from './rfc5280/validate-certification-path.ts';

/** SHA-256 of the SubjectPublicKeyInfo, base64url: what a root's hashedRootKey says of the next one. */
export async function hashedKeyOf(publicKey: CryptoKey): Promise<string> {
  return encodeBase64Url(await sha256(new Uint8Array(await crypto.subtle.exportKey('spki', publicKey))));
}

/**
 * The next root, as an anchor beside the current one. `der` is what was published. Throws ERR_CERTIFICATE_ROLE,
 * ERR_CERTIFICATE_SIGNATURE, ERR_CERTIFICATE_EXPIRED or ERR_ROOT_NOT_COMMITTED.
 */
export async function acceptNextRoot(
  current: Certificate,
  der: Uint8Array,
  at: number,
): Promise<Certificate> {
  const next = await decodeCertificate(der);
  if (next.type !== 'rootCa') throw new ProtocolError('ERR_CERTIFICATE_ROLE', { type: next.type });
  if (at < next.notBefore)
    throw new ProtocolError('ERR_CERTIFICATE_NOT_YET_VALID', { subject: next.subject });
  if (at > next.notAfter) throw new ProtocolError('ERR_CERTIFICATE_EXPIRED', { subject: next.subject });
  if (next.path.canonicalSubject !== next.path.canonicalIssuer || !(await isSignedBy(next.path, next.path)))
    throw new ProtocolError('ERR_CERTIFICATE_SIGNATURE', { subject: next.subject });
  const hashed = encodeBase64Url(await sha256(next.path.publicKey));
  if (current.hashedRootKey === undefined || current.hashedRootKey !== hashed)
    throw new ProtocolError('ERR_ROOT_NOT_COMMITTED', { subject: next.subject });
  return next;
}
