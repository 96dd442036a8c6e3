/**
 * How often a second one core can do nothing but the cryptography of a purchase: the same operations of WebCrypto and of
 * Node, as many of each as the servers were counted to ask for, with nothing between them. Prints the number.
 *
 * Usage: crypto-ceiling.ts '{"node:sign": 4, "node:verify": 4, "digest": 1, …}' (per purchase, may be fractions)
 */
import {
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  KeyObject,
  sign as signSync,
  verify as verifySync,
} from 'node:crypto';

const perPurchase = JSON.parse(process.argv[2] ?? '{}') as Readonly<Record<string, number>>;
const measureMs = 1500;
const atOnce = 8;

const bytes = crypto.getRandomValues(new Uint8Array(1024));
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' };
const es256 = { name: 'ECDSA', hash: 'SHA-256' };
const ecdh = { name: 'ECDH', namedCurve: 'P-256' };
const signing = await crypto.subtle.generateKey(ecdsa, false, ['sign', 'verify']);
const [own, other] = await Promise.all([
  crypto.subtle.generateKey(ecdh, false, ['deriveBits']),
  crypto.subtle.generateKey(ecdh, true, ['deriveBits']),
]);
const aes = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
const otherJwk = await crypto.subtle.exportKey('jwk', other.publicKey);
const iv = crypto.getRandomValues(new Uint8Array(12));
const signature = await crypto.subtle.sign(es256, signing.privateKey, bytes);
const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, aes, bytes);

const p1363 = 'ieee-p1363' as const;
const signer = { key: KeyObject.from(signing.privateKey as never), dsaEncoding: p1363 };
const verifier = { key: KeyObject.from(signing.publicKey as never), dsaEncoding: p1363 };
const agreeing = {
  privateKey: KeyObject.from(own.privateKey as never),
  publicKey: KeyObject.from(other.publicKey as never),
};

const operations: Readonly<Record<string, () => unknown>> = {
  'node:sign': () => signSync('sha256', bytes, signer),
  'node:verify': () => verifySync('sha256', bytes, verifier, new Uint8Array(signature)),
  'node:diffieHellman': () => diffieHellman(agreeing),
  'node:generateKeyPairSync': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'node:createPublicKey': () => createPublicKey({ key: otherJwk as never, format: 'jwk' }),
  sign: () => crypto.subtle.sign(es256, signing.privateKey, bytes),
  verify: () => crypto.subtle.verify(es256, signing.publicKey, signature, bytes),
  deriveBits: () => crypto.subtle.deriveBits({ name: 'ECDH', public: other.publicKey }, own.privateKey, 256),
  generateKey: () => crypto.subtle.generateKey(ecdh, true, ['deriveBits']),
  encrypt: () => crypto.subtle.encrypt({ name: 'AES-GCM', iv }, aes, bytes),
  decrypt: () => crypto.subtle.decrypt({ name: 'AES-GCM', iv }, aes, sealed),
  digest: () => crypto.subtle.digest('SHA-256', bytes),
  // The sender's one-time key of a JWE: the import checks that the point is on the curve.
  'importKey:jwk': () => crypto.subtle.importKey('jwk', otherJwk, ecdh, true, []),
  'exportKey:jwk': () => crypto.subtle.exportKey('jwk', other.privateKey),
  'importKey:raw': () => crypto.subtle.importKey('raw', bytes.subarray(0, 32), 'AES-GCM', false, ['encrypt']),
};

/** Milliseconds that one of these takes when the core does nothing else. */
async function costMs(operation: () => unknown): Promise<number> {
  for (let count = 0; count < 50; count += 1) await operation();
  const from = performance.now();
  let done = 0;
  while (performance.now() - from < measureMs / 7) {
    await Promise.all(Array.from({ length: atOnce }, operation));
    done += atOnce;
  }
  return (performance.now() - from) / done;
}

let totalMs = 0;
for (const [name, count] of Object.entries(perPurchase)) {
  const operation = operations[name];
  // What is not one of them is left out: the ceiling is too high then, never too low.
  if (operation !== undefined) totalMs += count * (await costMs(operation));
}
process.stdout.write(`${1000 / totalMs}\n`);
