/** Every status of a claim, in the precedence of `claimCodes`. */
import { describe, expect, test } from 'vitest';
import { decideClaim } from './decide-claim.ts';
import type { Purchase } from './purchase.ts';

const purchase: Purchase = {
  receiptId: 'R',
  xid: 'X',
  payer: 'P',
  merchantId: 'M1',
  offerId: 'O',
  currency: 'EUR',
  amountMinor: 100,
  deliveryTag: 'T',
  acceptedAt: 0,
  adviceDeadline: 100,
  claimDeadline: 200,
  period: '2026-11-23.1',
  state: 'accepted',
  refundedMinor: 0,
  owedMinor: 0,
};
const claim = { receiptId: 'R', opensLock: true };
const guess = { receiptId: 'R', opensLock: false };

describe('a claim', () => {
  test('with the preimage is credited', () => {
    expect(decideClaim(claim, purchase, 'M1', 200)).toMatchObject({ code: 'credited', change: 'credit' });
  });
  test('repeated is credited again and changes nothing', () => {
    const decision = decideClaim(claim, { ...purchase, state: 'credited' }, 'M1', 300);
    expect(decision).toMatchObject({ code: 'credited', purchase: { amountMinor: 100 } });
    expect(decision.change).toBeUndefined();
  });
  test('of an unknown receipt says so', () => {
    expect(decideClaim(claim, undefined, 'M1', 0)).toEqual({ receiptId: 'R', code: 'unknownReceipt' });
  });
  test('of another merchant’s receipt says so, whatever its preimage', () => {
    expect(decideClaim(guess, purchase, 'M2', 0)).toEqual({ receiptId: 'R', code: 'otherMerchant' });
  });
  test('with a guessed preimage is refused, also when the receipt is credited or returned', () => {
    for (const state of ['accepted', 'credited', 'returned'] as const)
      expect(decideClaim(guess, { ...purchase, state }, 'M1', 0)).toEqual({
        receiptId: 'R',
        code: 'wrongPreimage',
      });
  });
  test('after its time is refused, and the amount returns', () => {
    expect(decideClaim(claim, purchase, 'M1', 201)).toMatchObject({ code: 'returned', change: 'return' });
  });
  test('of a returned receipt is refused and changes nothing', () => {
    expect(decideClaim(claim, { ...purchase, state: 'returned' }, 'M1', 0)).toEqual({
      receiptId: 'R',
      code: 'returned',
    });
  });
});
