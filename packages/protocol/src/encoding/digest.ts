/**
 * SHA-256 digests, always over the bytes as received, never over a re-serialization.
 *
 * A structure that is digested therefore travels as a string (PROTOCOL.md, section 1).
 */
import { sha256 } from '#platform';
import { encodeBase64Url } from './base64url.ts';
import { utf8 } from './bytes.ts';

export { hmacSha256, sha256 } from '#platform';

/** SHA-256 of a text's UTF-8 bytes, base64url: 43 characters. */
export async function digestOf(text: string): Promise<string> {
  return encodeBase64Url(await sha256(utf8(text)));
}
