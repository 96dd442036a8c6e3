/**
 * What `platform.ts` does, by Node's own modules: WebCrypto hands each digest to another thread and back, which takes
 * ten times as long as the digest (docs/performance.md).
 */
import { Buffer } from 'node:buffer';
import { createHash, createHmac } from 'node:crypto';

export async function sha256(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

export async function hmacSha256(keyBytes: Uint8Array, data: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(createHmac('sha256', keyBytes).update(data).digest());
}

/** With padding. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Without padding, in the alphabet for addresses. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/** Skips what is not base64: the caller compares. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
