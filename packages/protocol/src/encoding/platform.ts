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

/** ECDSA with P-256 and SHA-256; the signature is r ‖ s, 64 bytes (RFC 7518 section 3.4). */
export async function signEs256(key: CryptoKey, data: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign(es256, key, data as Uint8Array<ArrayBuffer>));
}

export async function verifyEs256(key: CryptoKey, signature: Uint8Array, data: Uint8Array): Promise<boolean> {
  const [signed, over] = [signature as Uint8Array<ArrayBuffer>, data as Uint8Array<ArrayBuffer>];
  return crypto.subtle.verify(es256, key, signed, over);
}

/** One processor thread serves a page. */
export function spreadSignatures(_isWanted: boolean): void {}

const encoder = new TextEncoder();

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text) as Uint8Array<ArrayBuffer>;
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

/** May take more spellings than one for the same bytes, or throw: the caller compares. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
