/**
 * WebCrypto hands its work to other threads, and which of two ends first is chance. Here the same algorithms (Node's
 * own) run where they are called, so that a seed always takes the same course. What is not taken over is counted, and
 * waited for before the next event.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  diffieHellman,
  KeyObject,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';

type Operation = (...args: never[]) => Promise<unknown>;
type Taken = (...args: never[]) => unknown;

const tagBytes = 16;
let pending = 0;
let isTaken = false;

/** How many operations are with other threads at this moment. */
export function pendingCrypto(): number {
  return pending;
}

/** From now on, and for the whole process. */
export function takeCryptoInTurn(): void {
  if (isTaken) return;
  isTaken = true;
  const prototype = Object.getPrototypeOf(crypto.subtle) as Record<string, Operation>;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const threaded = prototype[name];
    if (name === 'constructor' || typeof threaded !== 'function') continue;
    prototype[name] = function (this: SubtleCrypto, ...args: never[]) {
      if (name === 'importKey') return importOnce(args, () => threaded.apply(this, args));
      const here = inTurn[name]?.(...args);
      if (here !== undefined) return Promise.resolve(here);
      pending += 1;
      return threaded.apply(this, args).finally(() => {
        pending -= 1;
      });
    };
  }
}

type Algorithm = string | { readonly name: string; readonly hash?: unknown; readonly public?: CryptoKey };

/** Undefined where the other thread has to do it. */
const inTurn: Readonly<Record<string, Taken>> = {
  digest: (algorithm: Algorithm, data: BufferSource) =>
    nameOf(algorithm) === 'SHA-256' ? buffer(createHash('sha256').update(bytesOf(data)).digest()) : undefined,
  sign(algorithm: Algorithm, key: CryptoKey, data: BufferSource) {
    if (nameOf(algorithm) === 'HMAC') return mac(key, data);
    if (!isEs256(algorithm)) return undefined;
    return buffer(sign('sha256', bytesOf(data), { key: keyObjectOf(key), dsaEncoding: 'ieee-p1363' }));
  },
  verify(algorithm: Algorithm, key: CryptoKey, signature: BufferSource, data: BufferSource) {
    if (nameOf(algorithm) === 'HMAC') {
      const [own, given] = [mac(key, data), bytesOf(signature)];
      return own && own.byteLength === given.length && timingSafeEqual(new Uint8Array(own), given);
    }
    if (!isEs256(algorithm)) return undefined;
    return verifyOnce(key, bytesOf(signature), bytesOf(data));
  },
  encrypt(algorithm: AesGcmParams, key: CryptoKey, data: BufferSource) {
    if (!isPlainGcm(algorithm, key)) return undefined;
    const cipher = createCipheriv('aes-256-gcm', keyObjectOf(key), bytesOf(algorithm.iv));
    return buffer(Buffer.concat([cipher.update(bytesOf(data)), cipher.final(), cipher.getAuthTag()]));
  },
  decrypt(algorithm: AesGcmParams, key: CryptoKey, data: BufferSource) {
    if (!isPlainGcm(algorithm, key)) return undefined;
    const bytes = bytesOf(data);
    const decipher = createDecipheriv('aes-256-gcm', keyObjectOf(key), bytesOf(algorithm.iv));
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    return buffer(Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]));
  },
  deriveBits(algorithm: Algorithm, key: CryptoKey, bits: number) {
    if (typeof algorithm === 'string' || algorithm.name !== 'ECDH' || algorithm.public === undefined)
      return undefined;
    const keys = { privateKey: keyObjectOf(key), publicKey: keyObjectOf(algorithm.public) };
    return buffer(diffieHellman(keys).subarray(0, bits / 8));
  },
};

/** Restarted parties validate the same certificates over and over. */
const mostRemembered = 2000;
const imported = new Map<string, Promise<unknown>>();
const verified = new Map<string, boolean>();

/** Public keys by their bytes; importing them takes as long as verifying. */
function importOnce(args: readonly never[], importKey: () => Promise<unknown>): Promise<unknown> {
  const [format, data, ...rest] = args as unknown as [string, BufferSource, ...unknown[]];
  if (format !== 'spki') return importKey();
  return remembered(imported, `${textOf(bytesOf(data))} ${JSON.stringify(rest)}`, importKey);
}

function verifyOnce(key: CryptoKey, signature: Uint8Array, data: Uint8Array): boolean {
  const keyObject = keyObjectOf(key);
  const digest = createHash('sha256').update(data).digest('base64');
  const name = `${numberOf(keyObject)} ${textOf(signature)} ${digest}`;
  const options = { key: keyObject, dsaEncoding: 'ieee-p1363' } as const;
  return remembered(verified, name, () => verify('sha256', data, options, signature));
}

const keyNumbers = new WeakMap<KeyObject, number>();
let keyCount = 0;

function numberOf(key: KeyObject): number {
  const known = keyNumbers.get(key) ?? ++keyCount;
  keyNumbers.set(key, known);
  return known;
}

function remembered<T>(known: Map<string, T>, name: string, make: () => T): T {
  const found = known.get(name);
  if (found !== undefined) return found;
  if (known.size >= mostRemembered) known.clear();
  const made = make();
  known.set(name, made);
  return made;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function isPlainGcm(algorithm: AesGcmParams, key: CryptoKey): boolean {
  const isPlain = algorithm.name === 'AES-GCM' && algorithm.additionalData === undefined;
  return isPlain && (key.algorithm as AesKeyAlgorithm).length === 256;
}

function mac(key: CryptoKey, data: BufferSource): ArrayBuffer | undefined {
  if ((key.algorithm as HmacKeyAlgorithm).hash.name !== 'SHA-256') return undefined;
  return buffer(createHmac('sha256', keyObjectOf(key)).update(bytesOf(data)).digest());
}

function isEs256(algorithm: Algorithm): boolean {
  return (
    typeof algorithm !== 'string' &&
    algorithm.name === 'ECDSA' &&
    nameOf(algorithm.hash as Algorithm) === 'SHA-256'
  );
}

function nameOf(algorithm: Algorithm): string {
  return typeof algorithm === 'string' ? algorithm : algorithm.name;
}

const keyObjects = new WeakMap<CryptoKey, KeyObject>();

function keyObjectOf(key: CryptoKey): KeyObject {
  const known = keyObjects.get(key) ?? KeyObject.from(key as never);
  keyObjects.set(key, known);
  return known;
}

function bytesOf(data: BufferSource): Uint8Array {
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function buffer(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
