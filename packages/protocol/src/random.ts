/** Randomness comes in as an argument: in a program `crypto.getRandomValues`, in a simulation a seeded generator. */
import { encodeBase64Url, identifierBytes } from './encoding/base64url.ts';

export type Random = (byteCount: number) => Uint8Array;

/** A fresh RRPID, XID, challenge or the like: 20 bytes, base64url. */
export function newIdentifier(random: Random): string {
  return encodeBase64Url(random(identifierBytes));
}
