import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { encodePan, encodePanSequence, luhn } from './card-number.ts';

describe('card number', () => {
  test.each(['4970100000000006', '79927398713', '18'])('%s has its Luhn digit', (digits) => {
    expect(luhn(digits)).toBe(true);
  });

  test.each(['4970100000000007', '79927398710', '0', '', '4970 1000 0000 0006', '٤٩'])(
    '"%s" has none',
    (digits) => {
      expect(luhn(digits)).toBe(false);
    },
  );

  test('one wrong digit anywhere is noticed', () => {
    const pan = '4970100000000006';
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 1, max: 9 }), (index, shift) => {
        const digit = (Number(pan[index]) + shift) % 10;
        expect(luhn(pan.slice(0, index) + digit + pan.slice(index + 1))).toBe(false);
      }),
    );
  });

  test('is padded with F to twenty digits', () => {
    expect(toHex(encodePan('4970100000000006'))).toBe('4970100000000006ffff');
  });

  test('its sequence number is two decimal digits', () => {
    expect(toHex(encodePanSequence(42))).toBe('42');
    expect(() => encodePanSequence(1.5)).toThrow(expect.objectContaining({ code: 'ERR_CARD_DATA_INVALID' }));
  });
});
