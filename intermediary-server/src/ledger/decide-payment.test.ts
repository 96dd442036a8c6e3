/** Every code in the precedence of `mpCodes`: each row adds one more reason to refuse, and it wins. */
import { defaultAmountRanges, type MpCode, mpCodes } from '@ecomm/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decidePayment, type PaymentFacts, sameDecision } from './decide-payment.ts';
import type { Otb } from './otb.ts';
import type { PaymentOrder } from './purchase.ts';

const otb: Otb = {
  xid: 'X',
  payer: 'P',
  currency: 'EUR',
  limitMinor: 2000,
  spentMinor: 1900,
  state: 'open',
  openedAt: 0,
  spendableUntil: 1000,
};
const order: PaymentOrder = {
  merchantId: 'M1',
  offerId: 'O',
  offerDigest: 'D',
  amount: { currency: 'EUR', value: 100 },
  challM: 'C',
  deliveryTag: 'T',
  use: 'single',
};
const facts: PaymentFacts = {
  payerStatus: 'active',
  merchantStatus: 'active',
  isOfferPaid: false,
  otb,
  isTopUpPending: false,
  period: '2026-11-23.1',
};
const rules = { ranges: defaultAmountRanges, topUp: { EUR: 2000, FRF: 20_000 } };

interface Case {
  readonly order?: Partial<PaymentOrder>;
  readonly facts?: Partial<PaymentFacts>;
  readonly faults?: readonly MpCode[];
  readonly at?: number;
}

const decide = ({ order: orderChanges, facts: factChanges, faults = [], at = 500 }: Case) =>
  decidePayment({ ...order, ...orderChanges }, faults, { ...facts, ...factChanges }, rules, at);

describe('a payment', () => {
  test('is approved when the Open To Buy covers it, and says what is left', () => {
    expect(decide({})).toMatchObject({ code: 'approved', otb: { spentMinor: 2000 } });
  });

  // From the last code to the first: each case has all the reasons of the ones above it.
  const pending = { isTopUpPending: true, otb: undefined };
  const paid = { ...pending, isOfferPaid: true };
  const unpayable = { amount: { currency: 'EUR', value: 1001 } };
  const suspended = { ...paid, payerStatus: 'suspended' as const };
  test.each<[MpCode, Case]>([
    ['topUpPending', { facts: pending }],
    ['otbInsufficient', { facts: { otb: undefined } }],
    ['offerAlreadyPaid', { facts: paid }],
    ['amountOutOfRange', { facts: paid, order: unpayable }],
    ['offerExpired', { facts: paid, order: unpayable, faults: ['offerExpired'] }],
    ['payerSuspended', { facts: suspended, order: unpayable, faults: ['offerExpired'] }],
    ['merchantUnknown', { facts: suspended, order: unpayable, faults: ['offerExpired', 'merchantUnknown'] }],
    ['offerInvalid', { facts: suspended, faults: ['merchantUnknown', 'offerInvalid'] }],
  ])('is answered %s before all that comes after it', (code, found) => {
    expect(decide(found).code).toBe(code);
  });

  test.each<[string, Case, MpCode]>([
    ['one cent more than is left', { order: { amount: { currency: 'EUR', value: 101 } } }, 'otbInsufficient'],
    ['an Open To Buy whose time is over', { at: 1001 }, 'otbInsufficient'],
    ['an Open To Buy that is closing', { facts: { otb: { ...otb, state: 'closing' } } }, 'otbInsufficient'],
    ['less than one click may pay', { order: { amount: { currency: 'EUR', value: 0 } } }, 'amountOutOfRange'],
    [
      'a currency without Open To Buys',
      { order: { amount: { currency: 'CHF', value: 100 } } },
      'amountOutOfRange',
    ],
  ])('is refused for %s', (_what, found, code) => {
    expect(decide(found).code).toBe(code);
  });

  test('of a catalogue offer that others have paid is approved', () => {
    expect(decide({ order: { use: 'catalogue' }, facts: { isOfferPaid: true } }).code).toBe('approved');
  });

  test('whose offer could not be opened is refused for that, and touches no Open To Buy', () => {
    const decision = decidePayment(undefined, ['offerExpired'], facts, rules, 500);
    expect(decision).toMatchObject({ code: 'offerExpired', otb: { spentMinor: 1900 } });
  });

  test('is approved for no reason but the absence of every other', () => {
    const anyFacts = fc.record({
      payerStatus: fc.constantFrom('active' as const, 'suspended' as const),
      merchantStatus: fc.constantFrom('active' as const, 'suspended' as const),
      isOfferPaid: fc.boolean(),
      isTopUpPending: fc.boolean(),
      spentMinor: fc.integer({ min: 0, max: 2000 }),
      value: fc.integer({ min: 0, max: 1100 }),
      faults: fc.subarray([...mpCodes].filter((code) => code !== 'approved')),
    });
    fc.assert(
      fc.property(anyFacts, ({ spentMinor, value, faults, ...found }) => {
        const decision = decide({
          order: { amount: { currency: 'EUR', value } },
          facts: { ...found, otb: { ...otb, spentMinor } },
          faults,
        });
        const mayPay =
          faults.length === 0 &&
          found.payerStatus === 'active' &&
          found.merchantStatus === 'active' &&
          !found.isOfferPaid &&
          !found.isTopUpPending &&
          value >= 1 &&
          value <= 1000 &&
          spentMinor + value <= 2000;
        expect(decision.code === 'approved').toBe(mayPay);
        expect(decision.otb?.spentMinor).toBe(mayPay ? spentMinor + value : spentMinor);
      }),
    );
  });
});

describe('a decision taken again', () => {
  const decision = decide({});
  test.each<[string, Partial<typeof decision>]>([
    ['with another code', { code: 'declined' }],
    ['in another period', { period: '2026-11-23.2' }],
    ['with another Open To Buy', { otb: { ...otb, xid: 'Y', spentMinor: 2000 } }],
    ['with another rest', { otb: { ...otb, spentMinor: 1999 } }],
    ['without an Open To Buy', { otb: undefined }],
  ])('is not the same %s', (_what, changes) => {
    expect(sameDecision(decision, { ...decision, ...changes })).toBe(false);
    expect(sameDecision(decision, { ...decision })).toBe(true);
  });
});
