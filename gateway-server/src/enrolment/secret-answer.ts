/**
 * Verifiers of secrets that people type: the passphrase of the bank's letter, the acquirer's one-time code. Kept as
 * scrypt (RFC 7914) over their SHA-256 with N = 2^14, r = 8, p = 1, 32 bytes.
 */
import { createHash, scrypt, timingSafeEqual } from 'node:crypto';
import { decodeBase64Url, encodeBase64Url, type Random } from '@ecomm/protocol';

/** Wrong answers until a form is closed. */
export const formTries = 5;

const saltBytes = 16;
const hashBytes = 32;

export interface SecretVerifier {
  /** base64url. */
  readonly salt: string;
  readonly hash: string;
}

export async function makeSecretVerifier(secret: string, random: Random): Promise<SecretVerifier> {
  const salt = random(saltBytes);
  return { salt: encodeBase64Url(salt), hash: encodeBase64Url(await hashOf(secret, salt)) };
}

/** Compares in constant time. */
export async function isSecret(answer: string, { salt, hash }: SecretVerifier): Promise<boolean> {
  const answered = await hashOf(answer, decodeBase64Url(salt));
  return timingSafeEqual(answered, decodeBase64Url(hash, hashBytes));
}

/** As people type it: case, accents' encoding and the number of spaces don't matter. */
export function plainText(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

function hashOf(secret: string, salt: Uint8Array): Promise<Uint8Array> {
  // Digested first: HMAC, inside scrypt, takes a key and the same key with NULs after it for one.
  const digest = createHash('sha256').update(plainText(secret)).digest();
  return new Promise((resolve, reject) =>
    scrypt(digest, salt, hashBytes, { N: 2 ** 14, r: 8, p: 1 }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    ),
  );
}
