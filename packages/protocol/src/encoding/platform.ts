/**
 * Digests, signatures and base64 by what every browser has. Node takes `platform-node.ts` in its place (package.json, `imports`):
 * the same functions, the same values.
 */

export async function sha256(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
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

const es256 = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** ECDSA with P-256 and SHA-256 over a text's UTF-8; the signature is r ‖ s, 64 bytes (RFC 7518 section 3.4). */
export async function signEs256(key: CryptoKey, text: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign(es256, key, utf8(text)));
}

export async function verifyEs256(key: CryptoKey, signature: Uint8Array, text: string): Promise<boolean> {
  return crypto.subtle.verify(es256, key, signature as Uint8Array<ArrayBuffer>, utf8(text));
}

/** One processor thread serves a page. */
export function spreadSignatures(_isWanted: boolean): void {}

const encoder = new TextEncoder();

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text) as Uint8Array<ArrayBuffer>;
}

/** In bytes. */
export function utf8Length(text: string): number {
  return utf8(text).length;
}

/** SHA-256 of a text's UTF-8, base64url. */
export async function sha256OfText(text: string): Promise<string> {
  return encodeBase64Url(await sha256(utf8(text)));
}

/** With padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let offset = 0; offset < bytes.length; offset += 8192)
    binary += String.fromCharCode(...bytes.subarray(offset, offset + 8192));
  return btoa(binary);
}

/** Without padding, in the alphabet for addresses. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return encodeBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The UTF-8 text that was encoded; undefined where this is not its one encoding. Throws a TypeError for what is no UTF-8. */
export function textOfBase64Url(encoded: string): string | undefined {
  let bytes: Uint8Array;
  try {
    bytes = decodeBase64(encoded.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return undefined;
  }
  if (encodeBase64Url(bytes) !== encoded) return undefined;
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** May take more spellings than one for the same bytes, or throw: the caller compares. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
