/** Which authorizations need no call to the bank: drawn by fresh randomness, at the rate that the policy says. */
import { describe, expect, test } from 'vitest';
import { defaultPolicy, isDrawn, policyFrom } from './policy.ts';

const bytes = (value: number) => Uint8Array.of(value >> 8, value & 0xff);

describe('random verification', () => {
  test.each([
    [0, 0, false],
    [1000, 65_535, true],
    [500, 32_767, true],
    [500, 32_768, false],
    [1, 65, true],
    [1, 66, false],
  ])('at %i in a thousand, with %i drawn of 65,536: %s', (randomVerificationPerMille, value, drawn) => {
    expect(isDrawn({ ...defaultPolicy, randomVerificationPerMille }, bytes(value))).toBe(drawn);
  });
});

test('without settings the bank is always called', () => {
  const policy = policyFrom({});
  expect(policy.floorLimits).toEqual({});
  expect(isDrawn(policy, bytes(65_535))).toBe(true);
});
