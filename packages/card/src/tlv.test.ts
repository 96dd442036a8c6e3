import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from './bytes.ts';
import { type DataObject, decodeTlv, encodeTlv, findTag } from './tlv.ts';

/** Written back with the one encoding there is. */
function encodeAll(objects: readonly DataObject[]): Uint8Array {
  return concat(...objects.map(({ tag, value }) => encodeTlv(tag, value)));
}

describe('BER-TLV', () => {
  test('an EMV answer to GET PROCESSING OPTIONS is read', () => {
    const [template] = decodeTlv(fromHex('770e82023900940818010201200204 00'.replace(' ', '')));
    expect(template?.tag).toBe(0x77);
    expect(toHex(findTag(template?.children ?? [], 0x82)?.value ?? new Uint8Array())).toBe('3900');
  });

  test.each([
    [127, '7f'],
    [128, '8180'],
    [255, '81ff'],
    [256, '820100'],
    [65_535, '82ffff'],
  ])('a value of %i bytes has the length field %s and is read back', (length, field) => {
    const encoded = encodeTlv(0x9f10, new Uint8Array(length));
    expect(toHex(encoded).slice(4, 4 + field.length)).toBe(field);
    expect(decodeTlv(encoded)[0]?.value.length).toBe(length);
  });

  test.each([
    ['a length that needs no 81', '84810100'],
    ['a length that needs no 82', `848200ff${'00'.repeat(255)}`],
    ['an indefinite length', '7780840000'],
    ['a length of four bytes', '84830000 01ff'],
    ['a length past the end', '840300'],
    ['a tag without a length', '84'],
    ['a long tag cut off', '9f'],
    ['a long tag numbered 0', '9f0000'],
    ['a long tag that opens with 80', '9f800100'],
    ['a tag of four bytes', '9f81828300'],
    ['padding 00', '0000'],
    ['padding FF', 'ffff'],
    ['padding after an object', '84010000'],
    ['a child that leaves its parent', '770384 0300'],
    ['nine levels', '7710770e770c770a770877067704770277008400'],
  ])('%s is refused', (_what, hex) => {
    expect(() => decodeTlv(fromHex(hex.replaceAll(' ', '')))).toThrow(
      expect.objectContaining({ code: 'ERR_CARD_ANSWER_INVALID' }),
    );
  });

  test('any bytes are refused or are exactly what their objects encode to', () => {
    const plausible = fc.array(
      fc.constantFrom(0x6f, 0x84, 0x9f, 0x17, 0x08, 0xa5, 1, 2, 3, 0x81, 0x80, 0xff),
    );
    fc.assert(
      fc.property(fc.oneof(plausible, fc.uint8Array({ maxLength: 64 })), (values) => {
        const bytes = Uint8Array.from(values);
        let objects: DataObject[];
        try {
          objects = decodeTlv(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_CARD_ANSWER_INVALID' });
          return;
        }
        expect(encodeAll(objects)).toEqual(bytes);
      }),
      { numRuns: 5000 },
    );
  });

  test.each([0x00, 0xff, 0x1f, 0x9f00, 0x9f80, 0x84_00_00_00])('tag %i has no encoding', (tag) => {
    expect(() => encodeTlv(tag, new Uint8Array())).toThrow(
      expect.objectContaining({ code: 'ERR_CARD_DATA_INVALID' }),
    );
  });
});
