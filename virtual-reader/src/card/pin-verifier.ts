/** Compares a PIN with the issuer's verifier: scrypt (RFC 7914), N = 2^14, r = 8, p = 1, over its ASCII digits. */
import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

export interface PinVerifier {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

const derive: (pin: Uint8Array, salt: Uint8Array, length: number, options: ScryptOptions) => Promise<Buffer> =
  promisify(scrypt);

/** @param digits ASCII, wiped by the caller. */
export async function pinMatches(digits: Uint8Array, { salt, hash }: PinVerifier): Promise<boolean> {
  const derived = await derive(digits, salt, hash.length, { N: 2 ** 14, r: 8, p: 1 });
  return timingSafeEqual(derived, hash);
}

/**
 * The digits of an ISO 9564-1 format 2 block, `2L d1 d2 … F F`, as ASCII.
 *
 * Undefined for a block that no keypad makes: it is no guess at the PIN and costs no try.
 */
export function decodePinBlock(block: Uint8Array): Uint8Array | undefined {
  const length = (block[0] ?? 0) & 0x0f;
  if (block.length !== 8 || (block[0] ?? 0) >> 4 !== 2 || length < 4 || length > 12) return undefined;
  const digits = new Uint8Array(length);
  for (let index = 0; index < 14; index++) {
    const byte = block[1 + (index >> 1)] ?? 0;
    const nibble = (index & 1) === 0 ? byte >> 4 : byte & 0x0f;
    if (index < length ? nibble > 9 : nibble !== 0x0f) {
      digits.fill(0);
      return undefined;
    }
    if (index < length) digits[index] = 0x30 + nibble;
  }
  return digits;
}
