/**
 * SHA-256 digests, always over the bytes as received, never over a re-serialization.
 *
 * A structure that is digested therefore travels as a string (PROTOCOL.md, section 1).
 */
import { sha256OfText } from '#platform';

export { hmacSha256, sha256 } from '#platform';

/** SHA-256 of a text's UTF-8 bytes, base64url: 43 characters. */
export async function digestOf(text: string): Promise<string> {
  return sha256OfText(text);
}
