import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../bytes.ts';
import { decodeTransactionData, encodeTransactionData, type TransactionFields } from './transaction-data.ts';

const vector =
  '0101000000012480025002199804011015007c1c27b7440578cfcd039dbccaf5a116202122232425262728292a2b2c2d2e2f3031323307822c102bc02d3b';

async function vectorFields(): Promise<TransactionFields> {
  const hod = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('HOD'));
  return {
    kind: 'purchase',
    amountMinor: 12_480,
    currencyNumber: 250,
    exponent: 2,
    dateSeconds: Date.UTC(1998, 3, 1, 10, 15) / 1000,
    merchantId: 'MARCHAND-0001',
    xid: fromHex('202122232425262728292a2b2c2d2e2f30313233'),
    hod: new Uint8Array(hod),
  };
}

describe('transaction data', () => {
  test('124.80 F at MARCHAND-0001 gives the bytes of the profile vector', async () => {
    expect(toHex(await encodeTransactionData(await vectorFields()))).toBe(vector);
  });

  test('the profile vector decodes to what was bought', async () => {
    const { amountMinor, currencyNumber, exponent, dateSeconds, kind } = decodeTransactionData(
      fromHex(vector),
    );
    const expected = await vectorFields();
    expect({ amountMinor, currencyNumber, exponent, dateSeconds, kind }).toEqual({
      amountMinor: expected.amountMinor,
      currencyNumber: expected.currencyNumber,
      exponent: expected.exponent,
      dateSeconds: expected.dateSeconds,
      kind: 'purchase',
    });
  });

  test('every transaction that encodes decodes to the same fields', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          kind: fc.constantFrom('purchase' as const, 'enrolment' as const),
          amountMinor: fc.integer({ min: 0, max: 999_999_999_999 }),
          currencyNumber: fc.integer({ min: 1, max: 999 }),
          exponent: fc.integer({ min: 0, max: 9 }),
          dateSeconds: fc.integer({ min: 0, max: 253_402_300_799 }),
          merchantId: fc.string({ minLength: 1, maxLength: 60 }),
          xid: fc.uint8Array({ minLength: 20, maxLength: 20 }),
          hod: fc.uint8Array({ minLength: 32, maxLength: 32 }),
        }),
        async (fields) => {
          const decoded = decodeTransactionData(await encodeTransactionData(fields));
          const { merchantId: _merchantId, hod: _hod, ...readable } = fields;
          expect(decoded).toMatchObject({ ...readable, xid: new Uint8Array(fields.xid) });
        },
      ),
    );
  });

  test('a flipped bit is refused or changes what is read, never both the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 62 * 8 - 1 }), (bit) => {
        const bytes = fromHex(vector);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        let decoded: unknown;
        try {
          decoded = decodeTransactionData(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_CARD_ANSWER_INVALID' });
          return;
        }
        expect(decoded).not.toEqual(decodeTransactionData(fromHex(vector)));
      }),
    );
  });

  test.each([
    ['an amount of a fraction', { amountMinor: 12.5 }, 'amountMinor'],
    ['a negative amount', { amountMinor: -1 }, 'amountMinor'],
    ['an amount of 13 digits', { amountMinor: 1_000_000_000_000 }, 'amountMinor'],
    ['an amount that is no number', { amountMinor: Number.NaN }, 'amountMinor'],
    ['currency 0', { currencyNumber: 0 }, 'currencyNumber'],
    ['currency 1000', { currencyNumber: 1000 }, 'currencyNumber'],
    ['an exponent of ten', { exponent: 10 }, 'exponent'],
    ['a date before 1970', { dateSeconds: -1 }, 'dateSeconds'],
    ['half a second', { dateSeconds: 0.5 }, 'dateSeconds'],
    ['no merchant', { merchantId: '' }, 'merchantId'],
    ['a merchant id of 257 bytes', { merchantId: 'x'.repeat(257) }, 'merchantId'],
    ['a short XID', { xid: new Uint8Array(19) }, 'xid'],
    ['a long HOD', { hod: new Uint8Array(33) }, 'hod'],
  ])('%s is refused before anything is hashed', async (_what, change, field) => {
    await expect(encodeTransactionData({ ...(await vectorFields()), ...change })).rejects.toMatchObject({
      code: 'ERR_CARD_DATA_INVALID',
      facts: { field },
    });
  });

  test.each([
    ['one byte short', vector.slice(2)],
    ['one byte long', `${vector}00`],
    ['of version 2', `02${vector.slice(2)}`],
    ['of type 3', `0103${vector.slice(4)}`],
    ['with a nibble A in the amount', `010100000001248a${vector.slice(16)}`],
    ['with currency 1250', `${vector.slice(0, 16)}1250${vector.slice(20)}`],
    ['dated 31 February', `${vector.slice(0, 22)}19980231101500${vector.slice(36)}`],
    ['dated 24 o’clock', `${vector.slice(0, 22)}19980401241500${vector.slice(36)}`],
  ])('transaction data %s is refused', (_what, hex) => {
    expect(() => decodeTransactionData(fromHex(hex))).toThrow(
      expect.objectContaining({ code: 'ERR_CARD_ANSWER_INVALID' }),
    );
  });
});
