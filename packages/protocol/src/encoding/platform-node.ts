/**
 * What `platform.ts` does, by Node's own modules: WebCrypto hands each piece of work to another thread and back, which
 * takes longer than a digest, and half as long as a signature (docs/performance.md).
 */
import { Buffer, isUtf8 } from 'node:buffer';
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

/** ECDSA with P-256 and SHA-256 over a text's UTF-8; the signature is r ‖ s, 64 bytes (RFC 7518 section 3.4). */
export async function signEs256(key: CryptoKey, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const signing = { key: keyObjectOf(key), dsaEncoding: 'ieee-p1363' } as const;
  return new Uint8Array(
    isSpread
      ? await signOnThread('sha256', Buffer.from(text), signing)
      : sign('sha256', borrowedUtf8(text), signing),
  );
}

export async function verifyEs256(key: CryptoKey, signature: Uint8Array, text: string): Promise<boolean> {
  const verifying = { key: keyObjectOf(key), dsaEncoding: 'ieee-p1363' } as const;
  return isSpread
    ? verifyOnThread('sha256', Buffer.from(text), verifying, signature)
    : verify('sha256', borrowedUtf8(text), verifying, signature);
}

/** Memory of its own for each message would be more garbage than all the rest of it. */
const scratch = Buffer.allocUnsafeSlow(131_072);

/** Valid until the next call. */
function borrowedUtf8(text: string): Uint8Array {
  return text.length > scratch.length / 3 ? Buffer.from(text) : scratch.subarray(0, scratch.write(text));
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

/** In bytes. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text);
}

/** SHA-256 of a text's UTF-8, base64url. */
export async function sha256OfText(text: string): Promise<string> {
  return createHash('sha256').update(text).digest('base64url');
}

/** With padding. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Without padding, in the alphabet for addresses. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/** The UTF-8 text that was encoded; undefined where this is not its one encoding. Throws a TypeError for what is no UTF-8. */
export function textOfBase64Url(encoded: string): string | undefined {
  const bytes =
    encoded.length > scratch.length
      ? Buffer.from(encoded, 'base64url')
      : scratch.subarray(0, scratch.write(encoded, 'base64url'));
  if (bytes.toString('base64url') !== encoded) return undefined;
  if (!isUtf8(bytes)) throw new TypeError('not UTF-8');
  return bytes.toString('utf8');
}

/** Skips what is not base64: the caller compares. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
