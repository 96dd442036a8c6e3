/**
 * What `platform.ts` does, by Node's own modules: WebCrypto hands each piece of work to another thread and back, which
 * takes longer than a digest, and half as long as a signature (docs/performance.md).
 */
import { Buffer } from 'node:buffer';
import { createHash, createHmac, KeyObject, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';

export async function sha256(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

export async function hmacSha256(keyBytes: Uint8Array, data: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(createHmac('sha256', keyBytes).update(data).digest());
}

const signOnThread = promisify(sign);
const verifyOnThread = promisify(verify);
let isSpread = false;

/**
 * Whether signatures are made and verified by libuv's threads (UV_THREADPOOL_SIZE, 4 unless set): with more cores than
 * one they run beside everything else; on one core it only takes longer. For a server's start file to decide.
 */
export function spreadSignatures(isWanted: boolean): void {
  isSpread = isWanted;
}

/** ECDSA with P-256 and SHA-256; the signature is r ‖ s, 64 bytes (RFC 7518 section 3.4). */
export async function signEs256(key: CryptoKey, data: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const signing = { key: keyObjectOf(key), dsaEncoding: 'ieee-p1363' } as const;
  return new Uint8Array(
    isSpread ? await signOnThread('sha256', data, signing) : sign('sha256', data, signing),
  );
}

export async function verifyEs256(key: CryptoKey, signature: Uint8Array, data: Uint8Array): Promise<boolean> {
  const verifying = { key: keyObjectOf(key), dsaEncoding: 'ieee-p1363' } as const;
  return isSpread
    ? verifyOnThread('sha256', data, verifying, signature)
    : verify('sha256', data, verifying, signature);
}

const keyObjects = new WeakMap<CryptoKey, KeyObject>();

/** The same key for the other interface, made once. Throws for a key of another kind, as WebCrypto does. */
function keyObjectOf(key: CryptoKey): KeyObject {
  const known = keyObjects.get(key);
  if (known !== undefined) return known;
  if (key.algorithm.name !== 'ECDSA')
    throw new TypeError(`an ECDSA key is needed, not ${key.algorithm.name}`);
  const made = KeyObject.from(key as never);
  keyObjects.set(key, made);
  return made;
}

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, length } = Buffer.from(text);
  return new Uint8Array(buffer, byteOffset, length);
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
