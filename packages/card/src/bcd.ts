/**
 * Binary coded decimal, two digits a byte, as cards hold amounts, dates and card numbers (EMV Book 3, format n
 * and cn). A nibble above nine is refused wherever it is not padding, so that each value has one encoding.
 */
import { type Bytes, fromHex, toHex } from './bytes.ts';

/** Format n: `digits` padded with zeros on the left to `byteLength` bytes; undefined when it does not fit. */
export function encodeBcd(digits: string, byteLength: number): Bytes | undefined {
  if (!/^\d+$/.test(digits) || digits.length > byteLength * 2) return undefined;
  return fromHex(digits.padStart(byteLength * 2, '0'));
}

/** All the digits, leading zeros kept; undefined when a nibble is not a decimal digit. */
export function decodeBcd(bytes: Uint8Array): string | undefined {
  const digits = toHex(bytes);
  return /^\d+$/.test(digits) ? digits : undefined;
}

/** Format cn: `digits` padded with F on the right; undefined when it does not fit. */
export function encodeCompressedNumeric(digits: string, byteLength: number): Bytes | undefined {
  if (!/^\d+$/.test(digits) || digits.length > byteLength * 2) return undefined;
  return fromHex(digits.padEnd(byteLength * 2, 'f'));
}

/** The digits before the padding; undefined when anything but F follows the first F. */
export function decodeCompressedNumeric(bytes: Uint8Array): string | undefined {
  return /^(\d+)f*$/.exec(toHex(bytes))?.[1];
}
