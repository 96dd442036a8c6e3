/**
 * SHA-256 digests, always over the bytes as received, never over a re-serialization.
 *
 * A structure that is digested therefore travels as a string (PROTOCOL.md, section 1).
 */
import { encodeBase64Url } from './base64url.ts';
import { utf8 } from './bytes.ts';

export async function sha256(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
}

/** SHA-256 of a text's UTF-8 bytes, base64url: 43 characters. */
export async function digestOf(text: string): Promise<string> {
  return encodeBase64Url(await sha256(utf8(text)));
}

/** HMAC-SHA-256, 32 bytes. */
export async function hmacSha256(keyBytes: Uint8Array, data: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey(
    'raw',
    keyBytes as Uint8Array<ArrayBuffer>,
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, data as Uint8Array<ArrayBuffer>));
}
