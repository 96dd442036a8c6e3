/** Randomness comes in as an argument: in a program `crypto.getRandomValues`, in a simulation a seeded generator. */
import { encodeBase64Url, identifierBytes } from './encoding/base64url.ts';

export type Random = (byteCount: number) => Uint8Array;

/**
 * As `newIdentifier`, but those of one second begin alike, so that a database keeps neighbours in time side by side. Not
 * for what must not be guessed: 15 bytes of it are random. `at` is seconds since 1970.
 */
export function newTimedIdentifier(random: Random, at: number): string {
  const bytes = new Uint8Array(identifierBytes);
  new DataView(bytes.buffer).setUint32(1, at);
  bytes.set(random(identifierBytes - 5), 5);
  return encodeBase64Url(bytes);
}

/** A fresh RRPID, XID, challenge or the like: 20 bytes, base64url. */
export function newIdentifier(random: Random): string {
  return encodeBase64Url(random(identifierBytes));
}
