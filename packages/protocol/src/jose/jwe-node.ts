/**
 * What `jwe.ts` does, by Node's own modules. A JWE by WebCrypto is eight pieces of work for other threads, which take
 * longer to hand over than the arithmetic takes (docs/performance.md).
 */
import { Buffer } from 'node:buffer';
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  KeyObject,
  randomBytes,
} from 'node:crypto';
import * as v from 'valibot';
import { decodeBase64Url } from '../encoding/base64url.ts';
import { parseBoundedJson } from '../encoding/bounded-json.ts';
import { digestField } from '../encoding/fields.ts';

/** AES-256-GCM as JWE has it (RFC 7518 section 5.3): IV of 96 bits, tag of 128. */
const [ivBytes, tagBytes, keyBits] = [12, 16, 256];

const agreedSchema = v.strictObject({
  alg: v.literal('ECDH-ES'),
  enc: v.literal('A256GCM'),
  'x5t#S256': digestField,
  epk: v.strictObject({ x: digestField, crv: v.literal('P-256'), kty: v.literal('EC'), y: digestField }),
});

const directSchema = v.strictObject({ alg: v.literal('dir'), enc: v.literal('A256GCM') });

/** ECDH-ES to a P-256 key; the protected header names the key's certificate by its thumb. */
export async function encryptTo(recipient: CryptoKey, thumb: string, plaintext: Uint8Array): Promise<string> {
  const oneTime = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = oneTime.publicKey.export({ format: 'jwk' });
  const header = {
    ...{ alg: 'ECDH-ES', enc: 'A256GCM', 'x5t#S256': thumb },
    epk: { x, crv: 'P-256', kty: 'EC', y },
  };
  const shared = diffieHellman({ privateKey: oneTime.privateKey, publicKey: keyObjectOf(recipient) });
  return encrypt(deriveKey(shared, { enc: 'A256GCM', keyBits }), header, plaintext);
}

/** Throws when anything is wrong. */
export async function decryptWith(key: CryptoKey, message: string): Promise<Uint8Array> {
  const parts = partsOf(message);
  const { epk } = headerOf(parts, agreedSchema);
  // Refuses a point that is not on the curve.
  const publicKey = createPublicKey({ key: { ...epk }, format: 'jwk' });
  const shared = diffieHellman({ privateKey: keyObjectOf(key), publicKey });
  return decrypt(deriveKey(shared, { enc: 'A256GCM', keyBits }), parts);
}

/** Direct encryption (RFC 7518 section 4.5) under a shared key of 32 bytes. */
export async function encryptUnder(key: Uint8Array, plaintext: Uint8Array): Promise<string> {
  return encrypt(key, { alg: 'dir', enc: 'A256GCM' }, plaintext);
}

/** Throws when anything is wrong. */
export async function decryptUnder(key: Uint8Array, message: string): Promise<Uint8Array> {
  const parts = partsOf(message);
  headerOf(parts, directSchema);
  return decrypt(key, parts);
}

/**
 * The Concat KDF of NIST SP 800-56A for up to 256 bits: one round of SHA-256 (RFC 7518 section 4.6.2).
 *
 * 00000001 ‖ Z ‖ length, algorithm ‖ length, apu ‖ length, apv ‖ key's length in bits
 */
export function deriveKey(
  shared: Uint8Array,
  { enc, keyBits: bits, apu = '', apv = '' }: { enc: string; keyBits: number; apu?: string; apv?: string },
): Uint8Array {
  const hash = createHash('sha256').update(uint32(1)).update(shared);
  for (const text of [enc, apu, apv]) hash.update(uint32(Buffer.byteLength(text))).update(text);
  return hash
    .update(uint32(bits))
    .digest()
    .subarray(0, bits / 8);
}

interface Parts {
  readonly protectedHeader: string;
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

function encrypt(key: Uint8Array, header: object, plaintext: Uint8Array): string {
  const protectedHeader = Buffer.from(JSON.stringify(header)).toString('base64url');
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(protectedHeader));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  // Neither way of agreeing on a key here has an encrypted one.
  return [protectedHeader, '', ...[iv, ciphertext, cipher.getAuthTag()].map(encoded)].join('.');
}

function decrypt(key: Uint8Array, { protectedHeader, iv, ciphertext, tag }: Parts): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })
    .setAAD(Buffer.from(protectedHeader))
    .setAuthTag(tag);
  return new Uint8Array(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
}

function partsOf(message: string): Parts {
  const [protectedHeader = '', encryptedKey, iv = '', ciphertext = '', tag = '', ...rest] =
    message.split('.');
  if (encryptedKey !== '' || rest.length > 0) throw new TypeError('not a compact JWE without a key in it');
  return {
    protectedHeader,
    iv: decodeBase64Url(iv, ivBytes),
    ciphertext: decodeBase64Url(ciphertext),
    tag: decodeBase64Url(tag, tagBytes),
  };
}

function headerOf<S extends v.GenericSchema>({ protectedHeader }: Parts, schema: S): v.InferOutput<S> {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(decodeBase64Url(protectedHeader));
  return parseBoundedJson(text, schema);
}

const keyObjects = new WeakMap<CryptoKey, KeyObject>();

/** The same key for the other interface, made once. Throws for a key of another kind, as WebCrypto does. */
function keyObjectOf(key: CryptoKey): KeyObject {
  const known = keyObjects.get(key);
  if (known !== undefined) return known;
  if (key.algorithm.name !== 'ECDH') throw new TypeError(`an ECDH key is needed, not ${key.algorithm.name}`);
  const made = KeyObject.from(key as never);
  keyObjects.set(key, made);
  return made;
}

function encoded(bytes: Buffer): string {
  return bytes.toString('base64url');
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
