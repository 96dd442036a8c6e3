/** What a close pays of refunds: no more than the merchant's own credit, the oldest first, never twice. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type OwedRefund, payRefunds, refundLeaf } from './pay-refunds.ts';
import type { Purchase } from './purchase.ts';
import { decideRefund } from './refund.ts';

const owed = (rrpid: string, leftMinor: number, changes: Partial<OwedRefund> = {}): OwedRefund => ({
  ...{ receiptId: 'R', rrpid, xid: 'X', payer: 'C1', merchantId: 'M1', currency: 'EUR', leftMinor },
  ...{ refundedAt: 1, collectBy: 'card' as const },
  ...changes,
});
const amounts = (some: readonly OwedRefund[], creditMinor: number) =>
  payRefunds('P', some, () => creditMinor).map(({ rrpid, amountMinor }) => `${rrpid} ${amountMinor}`);

describe('a close', () => {
  test('pays the oldest first, and what is left over in part', () => {
    expect(amounts([owed('b', 50, { refundedAt: 2 }), owed('a', 70)], 100)).toEqual(['a 70', 'b 30']);
    expect(amounts([owed('a', 70)], 0)).toEqual([]);
  });
  test('pays each merchant’s and each currency’s from its own credit', () => {
    const credits: Readonly<Record<string, number>> = { 'M1 EUR': 10, 'M2 EUR': 20, 'M1 FRF': 30 };
    const all = [owed('a', 99), owed('b', 99, { merchantId: 'M2' }), owed('c', 99, { currency: 'FRF' })];
    const paid = payRefunds('P', all, (merchantId, currency) => credits[`${merchantId} ${currency}`] ?? 0);
    expect(paid.map(({ amountMinor }) => amountMinor)).toEqual([10, 20, 30]);
  });
  test('pays as much as it can and no more, in an order that does not depend on the database', () => {
    const refund = fc.record({ leftMinor: fc.integer({ min: 1, max: 1000 }), refundedAt: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(refund), fc.nat(5000), (some, creditMinor) => {
        const all = some.map(({ leftMinor, refundedAt }, index) =>
          owed(`r${index}`, leftMinor, { refundedAt }),
        );
        const paid = payRefunds('P', all, () => creditMinor);
        const sum = (list: readonly { amountMinor: number }[]) =>
          list.reduce((total, { amountMinor }) => total + amountMinor, 0);
        const due = all.reduce((total, { leftMinor }) => total + leftMinor, 0);
        expect(sum(paid)).toBe(Math.min(due, creditMinor));
        for (const { rrpid, amountMinor } of paid)
          expect(amountMinor).toBeLessThanOrEqual(all.find((one) => one.rrpid === rrpid)?.leftMinor ?? 0);
        expect(payRefunds('P', [...all].reverse(), () => creditMinor)).toEqual(paid);
      }),
    );
  });
  test('makes an item of it that names no payer', () => {
    const [payment] = payRefunds('P', [owed('a', 70)], () => 100);
    if (payment === undefined) throw new Error('it is paid');
    expect(new TextDecoder().decode(refundLeaf(payment))).toBe(
      '{"refundOf":"R","rrpid":"a","merchantId":"M1","amount":{"currency":"EUR","value":70},"period":"P"}',
    );
  });
});

describe('a refund', () => {
  const purchase: Purchase = {
    ...{ receiptId: 'R', xid: 'X', payer: 'C1', merchantId: 'M1', offerId: 'O', currency: 'EUR' },
    ...{
      amountMinor: 100,
      deliveryTag: 'T',
      acceptedAt: 0,
      adviceDeadline: 1,
      claimDeadline: 2,
      period: 'P',
    },
    ...{ state: 'credited', refundedMinor: 20, owedMinor: 30 },
  };
  const ask = (value: number, changes: Partial<Purchase> = {}, isSettled = false, merchantId = 'M1') =>
    decideRefund(
      { merchantId, amount: { currency: 'EUR', value } },
      { purchase: { ...purchase, ...changes }, isSettled },
    );
  const fresh = { refundedMinor: 0, owedMinor: 0 };
  test.each([
    ['what is left', ask(50), { code: 'refunded', way: 'otb', leftMinor: 0 }],
    ['a cent more', ask(51), { code: 'exceedsSale', leftMinor: 50 }],
    ['a part after the close', ask(10, {}, true), { code: 'owed', way: 'owed', leftMinor: 40 }],
    ['nothing', ask(0), { code: 'amountInvalid', leftMinor: 50 }],
    [
      'the whole, unclaimed',
      ask(100, { ...fresh, state: 'accepted' }),
      { code: 'cancelled', way: 'cancel', leftMinor: 0 },
    ],
    ['a part, unclaimed', ask(99, { ...fresh, state: 'accepted' }), { code: 'notClaimed', leftMinor: 100 }],
    ['what returned', ask(100, { ...fresh, state: 'returned' }), { code: 'returned', leftMinor: 0 }],
    ['another merchant’s', ask(50, {}, false, 'M2'), { code: 'otherMerchant' }],
  ])('of %s is decided by what became of the purchase', (_what, decision, expected) => {
    expect(decision).toEqual(expected);
  });
});
