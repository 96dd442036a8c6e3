/**
 * Base64url without padding (RFC 4648 section 5), strict: one value has one encoding.
 *
 * Padding, other alphabets, white space and non-zero trailing bits are refused, as they would let two
 * strings mean the same bytes.
 */
import { decodeBase64 as decodeAnyBase64, encodeBase64, encodeBase64Url } from '#platform';
import { ProtocolError } from '../errors.ts';

/** 20 random bytes: identifiers and challenges (SET's XID, RRPID, Chall-C). 27 characters. */
export const identifierBytes = 20;

/** Throws ERR_MESSAGE_MALFORMED. `byteLength` demands that many bytes. */
export function decodeBase64Url(text: string, byteLength?: number): Uint8Array<ArrayBuffer> {
  const bytes = decoded(text.replaceAll('-', '+').replaceAll('_', '/'));
  // The one encoding of these bytes is what encoding them gives.
  if (encodeBase64Url(bytes) !== text)
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'base64url' });
  if (byteLength !== undefined && bytes.length !== byteLength)
    throw new ProtocolError('ERR_MESSAGE_MALFORMED', { reason: 'length', expected: byteLength });
  return bytes;
}

/** Whether a text is the one encoding of so many bytes, or of any number of them; nothing is decoded. */
export function isStrictBase64Url(text: string, byteLength?: number): boolean {
  if (byteLength !== undefined && text.length !== Math.ceil((byteLength * 4) / 3)) return false;
  const last = text.length % 4;
  // The last character carries 4 or 2 bits that belong to no byte: they are zero.
  const ending = last === 2 ? /[AQgw]$/ : last === 3 ? /[AEIMQUYcgkosw048]$/ : /$/;
  return last !== 1 && /^[A-Za-z0-9_-]*$/.test(text) && ending.test(text) && !text.endsWith('\n');
}

export { encodeBase64, encodeBase64Url };

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
