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
const tagBitString = 0x03;
const tagSequence = 0x30;
/** 1.2.840.10045.4.3 (RFC 5758 section 3.2); what follows names the digest. */
const ecdsaWithSha2 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03];
const tagOctetOrBitStringConstructed = [0x23, 0x24];

/** Throws ERR_CERTIFICATE_MALFORMED with the offset of the first byte that is wrong. */
export function assertDer(bytes: Uint8Array): void {
  const end = readElement(bytes, 0, bytes.length, 0);
  if (end !== bytes.length) fail(end, 'trailing bytes');
  assertFrame(bytes);
}

/**
 * No signature is over what stands around the signed part, and the libraries read it whatever its tags are:
 *
 *     Certificate, CertificateList ::= SEQUENCE { SEQUENCE, AlgorithmIdentifier, BIT STRING }   RFC 5280, 4.1 and 5.1
 *     Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }                                     RFC 3279, 2.2.3
 */
function assertFrame(bytes: Uint8Array): void {
  const [whole, ...others] = elementsOf(bytes, 0, bytes.length);
  if (whole?.tag !== tagSequence || others.length > 0) fail(0, 'no SEQUENCE');
  const parts = elementsOf(bytes, whole.contentStart, whole.end);
  assertTags(parts, [tagSequence, tagSequence, tagBitString], whole.contentStart);
  const [, algorithm, signature] = parts as [Element, Element, Element];
  if (bytes[signature.contentStart] !== 0) fail(signature.contentStart, 'unused bits');
  const [identifier] = elementsOf(bytes, algorithm.contentStart, algorithm.end);
  const oid = bytes.subarray(identifier?.contentStart, identifier?.end);
  if (!ecdsaWithSha2.every((byte, index) => oid[index] === byte)) return;
  const value = bytes.subarray(signature.contentStart + 1, signature.end);
  if (readElement(value, 0, value.length, 0) !== value.length) fail(signature.contentStart, 'signature');
  const [pair] = elementsOf(value, 0, value.length);
  if (pair?.tag !== tagSequence) fail(signature.contentStart, 'signature');
  assertTags(
    elementsOf(value, pair.contentStart, pair.end),
    [tagInteger, tagInteger],
    signature.contentStart,
  );
}

interface Element {
  readonly tag: number;
  readonly contentStart: number;
  readonly end: number;
}

/** Of what was read before. */
function elementsOf(bytes: Uint8Array, start: number, limit: number): Element[] {
  const elements: Element[] = [];
  for (let position = start; position < limit; ) {
    const { length, contentStart } = readLength(bytes, position + 1, limit);
    elements.push({ tag: bytes[position] ?? 0, contentStart, end: contentStart + length });
    position = contentStart + length;
  }
  return elements;
}

function assertTags(elements: readonly Element[], tags: readonly number[], at: number): void {
  if (elements.length !== tags.length || elements.some(({ tag }, index) => tag !== tags[index]))
    fail(at, 'frame');
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
