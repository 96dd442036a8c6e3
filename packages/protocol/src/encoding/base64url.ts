/**
 * Base64url without padding (RFC 4648 section 5), strict: one value has one encoding.
 *
 * Padding, other alphabets, white space and non-zero trailing bits are refused, as they would let two
 * strings mean the same bytes.
 */
import { decodeBase64 as decodeAnyBase64, encodeBase64 } from '#platform';
import { ProtocolError } from '../errors.ts';

/** 20 random bytes: identifiers and challenges (SET's XID, RRPID, Chall-C). 27 characters. */
export const identifierBytes = 20;

export function encodeBase64Url(bytes: Uint8Array): string {
  return encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Throws ERR_MESSAGE_MALFORMED. `byteLength` demands that many bytes. */
export function decodeBase64Url(text: string, byteLength?: number): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1)
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'base64url' });
  const bytes = decoded(text.replaceAll('-', '+').replaceAll('_', '/'));
  if (encodeBase64Url(bytes) !== text)
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'base64url' });
  if (byteLength !== undefined && bytes.length !== byteLength)
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'length', expected: byteLength });
  return bytes;
}

export { encodeBase64 } from '#platform';

/** Base64 with padding, as x5c (RFC 7515 section 4.1.6) has it. Throws ERR_MESSAGE_MALFORMED. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const bytes = decoded(text);
  if (encodeBase64(bytes) !== text) throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'base64' });
  return bytes;
}

function decoded(text: string): Uint8Array<ArrayBuffer> {
  try {
    return decodeAnyBase64(text);
  } catch (cause) {
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'base64' }, { cause });
  }
}
