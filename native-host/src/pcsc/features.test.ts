import { fromHex } from '@ecomm/card';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFeatures } from './features.ts';

describe('features of a reader', () => {
  test('libccid’s answer is read, control codes big endian', () => {
    expect([...decodeFeatures(fromHex('060442330006' + '120442330012'))]).toEqual([
      [0x06, 0x42330006],
      [0x12, 0x42330012],
    ]);
  });

  test('a reader may have none', () => expect(decodeFeatures(new Uint8Array()).size).toBe(0));

  test.each([
    ['cut off', '0604423300'],
    ['a code of three bytes', '06034233000600'],
    ['a length of three', '060342330006'],
    ['the same feature twice', '060442330006060442330007'],
    [
      'more features than tags',
      Array.from({ length: 33 }, (_, tag) => `${tag.toString(16).padStart(2, '0')}0400000001`).join(''),
    ],
  ])('%s is refused', (_what, hex) => {
    expect(() => decodeFeatures(fromHex(hex))).toThrow(
      expect.objectContaining({ code: 'ERR_READER_FAILED' }),
    );
  });

  test('any bytes give features or the typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          decodeFeatures(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_READER_FAILED' });
        }
      }),
    );
  });
});
