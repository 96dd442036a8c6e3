/** The class descriptor's bytes, and which readers a browser lets through. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classDescriptorLength, decodeClassDescriptor } from './class-descriptor.ts';
import { reachability, reachableReaders } from './reachable-readers.ts';

/** Of a reader of one slot, T=0 and T=1, TPDU level, keypad that verifies and changes a PIN (CCID rev 1.1, 5.1). */
const pinPad = Uint8Array.from(
  (
    '36 21 00 01 00 07 03 00 00 00 a0 0f 00 00 a0 0f 00 00 00 00 2a 00 00 2a 00 00 00 00 fe 00 00 00 ' +
    '00 00 00 00 00 00 00 00 30 02 01 00 0f 01 00 00 00 00 00 00 03 01'
  ).split(' '),
  (byte) => Number.parseInt(byte, 16),
);

describe('a class descriptor', () => {
  test('of 54 bytes tells protocols, exchange level and keypad', () => {
    expect(decodeClassDescriptor(pinPad)).toEqual({
      maxSlotIndex: 0,
      protocols: { t0: true, t1: true },
      maxIfsd: 254,
      exchangeLevel: 'tpdu',
      maxMessageLength: 271,
      pinSupport: { verification: true, modification: true },
    });
  });
  test.each([
    ['one byte short', (bytes: Uint8Array) => bytes.subarray(1)],
    ['with a byte after its end', (bytes: Uint8Array) => Uint8Array.of(...bytes, 0)],
    ['of another type', (bytes: Uint8Array) => bytes.with(1, 0x22)],
    ['that gives another length', (bytes: Uint8Array) => bytes.with(0, 0x35)],
    ['with a protocol that does not exist', (bytes: Uint8Array) => bytes.with(6, 0x07)],
    ['of an exchange level that does not exist', (bytes: Uint8Array) => bytes.with(42, 0x03)],
    ['with a reserved bit of PIN support', (bytes: Uint8Array) => bytes.with(52, 0x07)],
  ])('%s is none', (_, bend) => {
    expect(decodeClassDescriptor(bend(pinPad))).toBeUndefined();
  });
  test('is read from the middle of a longer buffer', () => {
    const whole = Uint8Array.of(9, 4, ...pinPad, 7, 5);
    expect(decodeClassDescriptor(whole.subarray(2, 2 + classDescriptorLength))?.maxIfsd).toBe(254);
  });
  test('of random bytes never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(() => decodeClassDescriptor(bytes)).not.toThrow();
      }),
    );
  });
});

describe('a browser', () => {
  test.each(reachableReaders)('reaches $name by its vendor-specific interface', ({ vendorId, productId }) => {
    expect(reachability({ vendorId, productId, interfaceClasses: [0xff] })).toBe('reachable');
  });
  test('does not reach a reader of class 0B, whoever made it', () => {
    expect(reachability({ vendorId: 0x046a, productId: 0x003e, interfaceClasses: [0x0b] })).toBe('protected');
  });
  test('takes no unknown vendor-specific device for a reader', () => {
    expect(reachability({ vendorId: 0x1234, productId: 1, interfaceClasses: [0xff] })).toBe('notAReader');
  });
  test('takes no keyboard of a listed maker for a reader', () => {
    expect(reachability({ vendorId: 0x413c, productId: 0x2100, interfaceClasses: [0x03] })).toBe(
      'notAReader',
    );
  });
});
