/**
 * BER-TLV data objects as cards use them (ISO 7816-4, 5.2.2): tags of one to three bytes, definite lengths of
 * at most three bytes.
 *
 * One encoding only: a length that could be shorter is refused, so are trailing bytes and padding. EMV's own
 * two-byte tags below 9F1F stand, although ISO would have numbers under 31 in one byte.
 */
import { type Bytes, concat } from './bytes.ts';
import { answerInvalid, type CardError, dataInvalid } from './errors.ts';

export interface DataObject {
  /** The tag's bytes as one number: 0x84, 0x9f17. */
  readonly tag: number;
  readonly value: Bytes;
  /** The objects inside, when the tag says "constructed". */
  readonly children: readonly DataObject[];
}

const depthMaximum = 8;
const lengthMaximum = 0xffff;

/** @throws CardError `ERR_CARD_ANSWER_INVALID` */
export function decodeTlv(bytes: Uint8Array): DataObject[] {
  return decodeLevel(bytes, 1);
}

/** The first object with this tag among `objects`, not inside them. */
export function findTag(objects: readonly DataObject[], tag: number): DataObject | undefined {
  return objects.find((object) => object.tag === tag);
}

/** @throws CardError `ERR_CARD_DATA_INVALID` when the tag or the length has no encoding here. */
export function encodeTlv(tag: number, value: Uint8Array): Bytes {
  const tagBytes = bytesOfTag(tag);
  if (decodeTag(tagBytes, 0)?.next !== tagBytes.length) throw dataInvalid('tag', 'a BER tag of 1 to 3 bytes');
  if (value.length > lengthMaximum) throw dataInvalid('value', 'at most 65535 bytes');
  return concat(tagBytes, bytesOfLength(value.length), value);
}

function decodeLevel(bytes: Uint8Array, depth: number): DataObject[] {
  if (depth > depthMaximum) throw malformed('nesting');
  const objects: DataObject[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const tag = decodeTag(bytes, offset);
    if (tag === undefined) throw malformed('tag');
    const length = decodeLength(bytes, tag.next);
    const value = new Uint8Array(bytes.subarray(length.next, length.next + length.value));
    if (value.length !== length.value) throw malformed('length');
    const children = tag.constructed ? decodeLevel(value, depth + 1) : [];
    objects.push({ tag: tag.value, value, children });
    offset = length.next + length.value;
  }
  return objects;
}

/** Undefined for a tag that is cut off, longer than three bytes, or opens its number with zeros. */
function decodeTag(
  bytes: Uint8Array,
  offset: number,
): { value: number; next: number; constructed: boolean } | undefined {
  const first = bytes[offset];
  // 00 and FF are padding in some cards' files (ISO 7816-4, 5.2.2.1), never a tag.
  if (first === undefined || first === 0x00 || first === 0xff) return undefined;
  const constructed = (first & 0x20) !== 0;
  if ((first & 0x1f) !== 0x1f) return { value: first, next: offset + 1, constructed };
  const second = bytes[offset + 1];
  if (second === undefined || second === 0x80 || second === 0x00) return undefined;
  if (second < 0x80) return { value: (first << 8) | second, next: offset + 2, constructed };
  const third = bytes[offset + 2];
  if (third === undefined || third >= 0x80) return undefined;
  return { value: (first << 16) | (second << 8) | third, next: offset + 3, constructed };
}

function decodeLength(bytes: Uint8Array, offset: number): { value: number; next: number } {
  const [first, second, third] = bytes.subarray(offset, offset + 3);
  if (first === undefined) throw malformed('length');
  if (first < 0x80) return { value: first, next: offset + 1 };
  if (first === 0x81 && second !== undefined && second >= 0x80) return { value: second, next: offset + 2 };
  if (first === 0x82 && second !== undefined && second > 0 && third !== undefined) {
    return { value: (second << 8) | third, next: offset + 3 };
  }
  throw malformed('length');
}

function bytesOfTag(tag: number): Bytes {
  if (tag > 0xffff) return Uint8Array.of((tag >> 16) & 0xff, (tag >> 8) & 0xff, tag & 0xff);
  return tag > 0xff ? Uint8Array.of(tag >> 8, tag & 0xff) : Uint8Array.of(tag);
}

function bytesOfLength(length: number): Bytes {
  if (length < 0x80) return Uint8Array.of(length);
  return length < 0x100 ? Uint8Array.of(0x81, length) : Uint8Array.of(0x82, length >> 8, length & 0xff);
}

function malformed(what: string): CardError {
  return answerInvalid(`data object, ${what}`);
}
