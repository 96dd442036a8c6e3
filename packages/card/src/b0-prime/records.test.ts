import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../bytes.ts';
import { decodeCertificate, encodeCertificate } from './certificate.ts';
import { decodeFci, encodeFci } from './fci.ts';
import { type CardIdentityFields, decodeIdentity, encodeIdentity } from './identity.ts';
import { decodeLimits, encodeLimits } from './limits.ts';

const identity: CardIdentityFields = {
  pan: '4970100000000006',
  panSequence: 1,
  start: '199801',
  expiry: '199912',
  currency: '250',
  country: '250',
  holderName: 'CLAIRE MARTIN',
};

const answerInvalid = expect.objectContaining({ code: 'ERR_CARD_ANSWER_INVALID' });

describe('identity record', () => {
  test('is 47 bytes in the order of the profile', () => {
    expect(toHex(encodeIdentity(identity))).toBe(
      `4970100000000006ffff01199801199912${'02500250'}${toHex(new TextEncoder().encode('CLAIRE MARTIN'.padEnd(26)))}`,
    );
  });

  test('decodes to the fields it was made of', () => {
    expect(decodeIdentity(encodeIdentity(identity))).toEqual(identity);
  });

  test.each([
    ['a card number of 11 digits', { pan: '49701000000' }],
    ['a card number of 20 digits', { pan: '49701000000000060000' }],
    ['a wrong check digit', { pan: '4970100000000005' }],
    ['a negative sequence number', { panSequence: -1 }],
    ['month 13', { expiry: '199913' }],
    ['an expiry before the start', { expiry: '199712' }],
    ['an alphabetic currency', { currency: 'FRF' }],
    ['country 000', { country: '000' }],
    ['an empty name', { holderName: '' }],
    ['a name of 27 letters', { holderName: 'X'.repeat(27) }],
    ['a name with an accent', { holderName: 'ÉLODIE' }],
    ['a name that ends in a space', { holderName: 'CLAIRE ' }],
  ])('%s is refused', (_what, change) => {
    expect(() => encodeIdentity({ ...identity, ...change })).toThrow(
      expect.objectContaining({ code: 'ERR_CARD_DATA_INVALID' }),
    );
  });

  test('any bytes are refused or are exactly what their fields encode to', () => {
    const mutated = fc
      .tuple(fc.integer({ min: 0, max: 46 }), fc.integer({ min: 0, max: 255 }))
      .map(([index, byte]) => encodeIdentity(identity).map((old, i) => (i === index ? byte : old)));
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 60 })), (bytes) => {
        let decoded: CardIdentityFields;
        try {
          decoded = decodeIdentity(bytes);
        } catch (error) {
          expect(error).toEqual(answerInvalid);
          return;
        }
        expect(encodeIdentity(decoded)).toEqual(new Uint8Array(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('limits record', () => {
  test('decodes to the fields it was made of', () => {
    const limits = { currencyNumber: 978, exponent: 2, maximumMinor: 50_000, ceilingMinor: 999_999_999_999 };
    expect(decodeLimits(encodeLimits(limits))).toEqual(limits);
  });

  test('any bytes are refused or are exactly what their fields encode to', () => {
    const nearly = fc.uint8Array({ minLength: 15, maxLength: 15, max: 0x29 });
    fc.assert(
      fc.property(fc.oneof(nearly, fc.uint8Array({ maxLength: 20 })), (bytes) => {
        let decoded: ReturnType<typeof decodeLimits>;
        try {
          decoded = decodeLimits(bytes);
        } catch (error) {
          expect(error).toEqual(answerInvalid);
          return;
        }
        expect(encodeLimits(decoded)).toEqual(new Uint8Array(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['a maximum of 13 digits', { maximumMinor: 1_000_000_000_000 }],
    ['a ceiling of a fraction', { ceilingMinor: 0.5 }],
    ['currency 0', { currencyNumber: 0 }],
  ])('%s is refused', (_what, change) => {
    const limits = { currencyNumber: 978, exponent: 2, maximumMinor: 1, ceilingMinor: 1 };
    expect(() => encodeLimits({ ...limits, ...change })).toThrow(
      expect.objectContaining({ code: 'ERR_CARD_DATA_INVALID' }),
    );
  });
});

describe('file control information', () => {
  test('says profile and tries in EMV’s own tags', () => {
    expect(toHex(encodeFci({ profileVersion: 1, pinTriesLeft: 3 }))).toBe(
      '6f158408f045434f4d4d4230a5099f080200019f170103',
    );
  });

  test('a flipped bit is refused or is exactly what its fields encode to', () => {
    const good = encodeFci({ profileVersion: 1, pinTriesLeft: 3 });
    for (let bit = 0; bit < good.length * 8; bit++) {
      const bytes = good.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      let decoded: ReturnType<typeof decodeFci>;
      try {
        decoded = decodeFci(bytes);
      } catch (error) {
        expect(error).toEqual(answerInvalid);
        continue;
      }
      expect(encodeFci(decoded)).toEqual(bytes);
    }
  });

  test.each([
    [{ profileVersion: 0, pinTriesLeft: 3 }],
    [{ profileVersion: 1, pinTriesLeft: 16 }],
    [{ profileVersion: 1, pinTriesLeft: -1 }],
  ])('%o can’t be said', (fci) => {
    expect(() => encodeFci(fci)).toThrow(expect.objectContaining({ code: 'ERR_CARD_DATA_INVALID' }));
  });
});

describe('certificate', () => {
  const fields = { counter: 7, status: Uint8Array.of(0x01, 0x03), cam: new Uint8Array(8).fill(0xab) };

  test('decodes to the fields it was made of', () => {
    expect(decodeCertificate(encodeCertificate(fields))).toEqual(fields);
  });

  test('the last counter of all is still read', () => {
    expect(decodeCertificate(encodeCertificate({ ...fields, counter: 0xffff_ffff })).counter).toBe(
      0xffff_ffff,
    );
  });

  test.each([
    ['a status of one byte', { status: Uint8Array.of(1) }],
    ['a CAM of nine bytes', { cam: new Uint8Array(9) }],
    ['a counter of 33 bits', { counter: 2 ** 32 }],
  ])('%s is refused', (_what, change) => {
    expect(() => encodeCertificate({ ...fields, ...change })).toThrow(
      expect.objectContaining({ code: 'ERR_CARD_DATA_INVALID' }),
    );
  });
});
