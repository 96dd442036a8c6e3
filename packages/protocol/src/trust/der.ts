/**
 * Refuses bytes that are not the one DER encoding of what they say (X.690 sections 8.1, 10 and 11).
 *
 * The ASN.1 libraries accept long lengths, trailing bytes and BER booleans; a certificate with a second
 * encoding would have a second thumbprint.
 */
import { ProtocolError } from '../errors.ts';

const maxDepth = 16;
const tagBoolean = 0x01;
const tagInteger = 0x02;
const tagOctetOrBitStringConstructed = [0x23, 0x24];

/** Throws ERR_CERTIFICATE_MALFORMED with the offset of the first byte that is wrong. */
export function assertDer(bytes: Uint8Array): void {
  const end = readElement(bytes, 0, bytes.length, 0);
  if (end !== bytes.length) fail(end, 'trailing bytes');
}

function readElement(bytes: Uint8Array, start: number, limit: number, depth: number): number {
  if (depth > maxDepth) fail(start, 'depth');
  const tag = bytes[start];
  if (tag === undefined || start >= limit) fail(start, 'truncated');
  if ((tag & 0x1f) === 0x1f) fail(start, 'high tag number');
  if (tagOctetOrBitStringConstructed.includes(tag)) fail(start, 'constructed string');
  const { length, contentStart } = readLength(bytes, start + 1, limit);
  const end = contentStart + length;
  if (end > limit) fail(start, 'truncated');
  if ((tag & 0x20) !== 0) {
    let position = contentStart;
    while (position < end) position = readElement(bytes, position, end, depth + 1);
  } else assertPrimitive(tag, bytes.subarray(contentStart, end), start);
  return end;
}

function readLength(bytes: Uint8Array, at: number, limit: number) {
  const first = bytes[at];
  if (first === undefined || at >= limit) fail(at, 'truncated');
  if (first < 0x80) return { length: first, contentStart: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > 2) fail(at, 'length form');
  let length = 0;
  for (let index = 1; index <= count; index += 1)
    length = length * 256 + (bytes[at + index] ?? fail(at, 'truncated'));
  if (length < 0x80 || (count === 2 && length < 0x100)) fail(at, 'length not minimal');
  return { length, contentStart: at + 1 + count };
}

function assertPrimitive(tag: number, content: Uint8Array, at: number): void {
  if (tag === tagBoolean && (content.length !== 1 || (content[0] !== 0x00 && content[0] !== 0xff)))
    fail(at, 'boolean');
  if (tag !== tagInteger) return;
  const [first, second] = content;
  if (first === undefined) fail(at, 'integer');
  if (second !== undefined && ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80)))
    fail(at, 'integer not minimal');
}

function fail(offset: number, reason: string): never {
  throw new ProtocolError('ERR_CERTIFICATE_MALFORMED', { offset, reason });
}
