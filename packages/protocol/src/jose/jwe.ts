/**
 * Compact JWE (RFC 7516) with A256GCM, by what every browser has: `jose` over WebCrypto. Node takes `jwe-node.ts` in its
 * place (package.json, `imports`); what one encrypts the other decrypts.
 */
import { CompactEncrypt, compactDecrypt } from 'jose';

/** ECDH-ES to a P-256 key; the protected header names the key's certificate by its thumb. */
export async function encryptTo(recipient: CryptoKey, thumb: string, plaintext: Uint8Array): Promise<string> {
  return new CompactEncrypt(plaintext)
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', 'x5t#S256': thumb })
    .encrypt(recipient);
}

/** Throws when anything is wrong. */
export async function decryptWith(key: CryptoKey, message: string): Promise<Uint8Array> {
  const { plaintext } = await compactDecrypt(message, key, {
    keyManagementAlgorithms: ['ECDH-ES'],
    contentEncryptionAlgorithms: ['A256GCM'],
  });
  return plaintext;
}

/** Direct encryption (RFC 7518 section 4.5) under a shared key of 32 bytes. */
export async function encryptUnder(key: Uint8Array, plaintext: Uint8Array): Promise<string> {
  return new CompactEncrypt(plaintext).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(key);
}

/** Throws when anything is wrong. */
export async function decryptUnder(key: Uint8Array, message: string): Promise<Uint8Array> {
  const { plaintext } = await compactDecrypt(message, key, {
    keyManagementAlgorithms: ['dir'],
    contentEncryptionAlgorithms: ['A256GCM'],
  });
  return plaintext;
}
