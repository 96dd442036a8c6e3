/** The card form takes card numbers and dates as people type them, and none that can't be right. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expiryIn, grouped, panIn } from './card-fields.ts';

describe('a card number', () => {
  test.each(['4970100000000006', '4970 1000 0000 0006', '4970-1000-0000-0006'])(
    'is read from %j',
    (typed) => {
      expect(panIn(typed)).toBe('4970100000000006');
    },
  );
  test.each([
    '',
    '4970100000000005',
    '49701000',
    '4970 1000 0000 000x',
    '0'.repeat(20),
    '４９７０１０００００００００００６',
  ])('%j is none', (typed) => {
    expect(panIn(typed)).toBeUndefined();
  });
  test('with one digit changed is none', () => {
    fc.assert(
      fc.property(fc.nat(15), fc.integer({ min: 1, max: 9 }), (place, by) => {
        const digits = [...'4970100000000006'];
        digits[place] = String((Number(digits[place]) + by) % 10);
        expect(panIn(digits.join(''))).toBeUndefined();
      }),
    );
  });
  test('is shown as it stands on the card', () => {
    expect(grouped('4970100000000006')).toBe('4970 1000 0000 0006');
    expect(grouped('49701x')).toBe('4970 1');
  });
});

describe('an expiry', () => {
  test.each([
    ['12/29', '202912'],
    ['1/2030', '203001'],
    [' 07 - 31 ', '203107'],
    ['11/26', '202611'],
  ])('%j is %s', (typed, expected) => {
    expect(expiryIn(typed, '202611')).toBe(expected);
  });
  test.each(['', '13/29', '00/29', '10/26', '12/1929', '1229', '12/29/30'])('%j is none', (typed) => {
    expect(expiryIn(typed, '202611')).toBeUndefined();
  });
});
