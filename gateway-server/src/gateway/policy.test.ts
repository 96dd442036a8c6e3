/** Which authorizations need no call to the bank: drawn by fresh randomness, at the rate that the policy says. */
import { validate } from '@ecomm/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDrawn, policyFrom, policySchema } from './policy.ts';

const bytes = (value: number) => Uint8Array.of(value >> 8, value & 0xff);

describe('random verification', () => {
  test.each([
    [0, 0, false],
    [1000, 65_535, true],
    [500, 32_767, true],
    [500, 32_768, false],
    [1, 65, true],
    [1, 66, false],
  ])('at %i in a thousand, with %i drawn of 65,536: %s', (verificationPerMille, value, drawn) => {
    expect(isDrawn({ floorLimitMinor: 2000, verificationPerMille }, bytes(value))).toBe(drawn);
  });

  test('a higher rate draws whatever a lower one draws', () => {
    const rate = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(rate, rate, fc.integer({ min: 0, max: 65_535 }), (one, other, value) => {
        const isDrawnAt = (verificationPerMille: number) =>
          isDrawn({ floorLimitMinor: 0, verificationPerMille }, bytes(value));
        expect(isDrawnAt(Math.max(one, other)) || !isDrawnAt(Math.min(one, other))).toBe(true);
      }),
    );
  });
});

describe('the settings', () => {
  test('that say nothing have the bank called always', () => {
    expect(policyFrom({})).toEqual({
      merchants: new Map(),
      withoutCamMostMinor: 15_000,
      unsignedMostMinor: 10_000,
    });
  });

  test('that give a merchant a floor limit and no rate have the bank verify every authorization', () => {
    const { merchants } = policyFrom(validate({ merchants: { M1: { floorLimitMinor: 5 } } }, policySchema));
    expect(merchants.get('M1')).toEqual({ floorLimitMinor: 5, verificationPerMille: 1000 });
  });

  test.each([
    { merchants: { M1: { floorLimitMinor: -1 } } },
    { merchants: { M1: { floorLimitMinor: 0.5 } } },
    { merchants: { M1: { floorLimitMinor: 1, verificationPerMille: 1001 } } },
    { merchants: { M1: { verificationPerMille: 1 } } },
    { unsignedMostMinor: '100' },
    { ceilingMinor: Number.MAX_SAFE_INTEGER + 1 },
    { floorLimit: 0 },
  ])('are refused: %j', (settings) => {
    expect(() => validate(settings, policySchema)).toThrow();
  });
});
