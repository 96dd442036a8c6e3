/** A refund is given back once and booked once, whatever the line and the other side do, and never more than the sale. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../../../protocol/src/testing/demo-parties.ts';
import { receiveAdvice } from '../advice/receive-advice.ts';
import { claimSales } from '../claims/claim-sales.ts';
import { TestIntermediary } from '../testing/test-intermediary.ts';
import { buy, createTestShop, type TestShop, testIntermediaryId } from '../testing/test-shop.ts';
import { createPayments } from '../web/payments.ts';
import { refundSale, type SaleRefundWish } from './refund-sale.ts';

let world: TestWorld | undefined;
let shop: TestShop;
let intermediary: TestIntermediary;
let receiptId: string;

beforeEach(async () => {
  world ??= await createTestWorld();
  const played = new TestIntermediary(world, () => shop.merchant.now());
  shop = await createTestShop({ fetch: played.fetch }, world);
  intermediary = played;
  const sold = await buy(shop);
  intermediary.accept(sold.res);
  await receiveAdvice(shop.merchant, sold.advice);
  receiptId = sold.receiptId;
});

const refund = (changes: Partial<SaleRefundWish> = {}) =>
  refundSale(shop.merchant, { intermediaryId: testIntermediaryId, receiptId, reason: 'torn', ...changes });
const sale = () => shop.merchant.store.findSaleByReceipt(testIntermediaryId, receiptId);
const refundedMinor = () => intermediary.refunded.get(receiptId) ?? 0;

describe('a refund', () => {
  test('of a whole sale before its claim cancels it: it is not claimed', async () => {
    expect(await refund()).toEqual({ status: 'done', code: 'cancelled', amountMinor: 20 });
    expect(await sale()).toMatchObject({ state: 'refused', refundedMinor: 20 });
    await claimSales(shop.merchant);
    expect(intermediary.credited.size).toBe(0);
  });
  test('of a part is given back after the sale was claimed, then the rest', async () => {
    expect(await refund({ amountMinor: 5 })).toMatchObject({ code: 'refunded' });
    expect(intermediary.credited.size).toBe(1);
    expect(await refund()).toEqual({ status: 'done', code: 'refunded', amountMinor: 15 });
    expect([refundedMinor(), (await sale())?.refundedMinor]).toEqual([20, 20]);
  });
  test('is had from the payment part as well', async () => {
    const payments = createPayments({ merchant: shop.merchant, quote: async () => undefined });
    const wish = { intermediaryId: testIntermediaryId, receiptId, reason: 'torn' };
    expect(await payments.refund(wish)).toMatchObject({ status: 'done', amountMinor: 20 });
  });
  test.each([0, -1, 21, 1.5, Number.NaN])(
    'of %s minor units is refused, and nothing is sent',
    async (amountMinor) => {
      await expect(refund({ amountMinor })).rejects.toMatchObject({
        ...{ code: 'ERR_REFUND_AMOUNT', facts: { mostMinor: 20 } },
      });
      expect(intermediary.arrived).toEqual([]);
    },
  );
  test('of no sale of this shop is refused', async () => {
    await expect(refund({ receiptId: 'none' })).rejects.toMatchObject({ code: 'ERR_SALE_UNKNOWN' });
    await expect(refund({ intermediaryId: 'OTHER' })).rejects.toMatchObject({ code: 'ERR_SALE_UNKNOWN' });
  });
  test('that the intermediary refuses is told, and not booked', async () => {
    intermediary.refunded.set(receiptId, 15);
    expect(await refund()).toEqual({ status: 'refused', code: 'exceedsSale', amountMinor: 20 });
    expect(await sale()).toMatchObject({ refundedMinor: 0, state: 'delivered' });
  });
});

describe('when the intermediary does not answer', () => {
  test.each(['refusesConnection', 'losesAnswer', 'answersError', 'answersNonsense'] as const)(
    'because it %s, the same refund is finished later, once',
    async (outage) => {
      intermediary.outage = outage;
      await expect(refund({ amountMinor: 20 })).rejects.toMatchObject({
        ...{ code: expect.stringMatching(/^ERR_REFUND_(UNANSWERED|ANSWER_INVALID)$/) },
      });
      expect((await sale())?.refundedMinor).toBe(0);
      intermediary.outage = 'none';
      // Another wish is answered by what was begun.
      expect(await refund({ amountMinor: 1 })).toMatchObject({ status: 'done', amountMinor: 20 });
      expect([refundedMinor(), (await sale())?.refundedMinor]).toEqual([20, 20]);
      expect(new Set(intermediary.arrived).size).toBeLessThanOrEqual(1);
    },
  );
  test('for so long that the refund is too old, it is signed anew', async () => {
    intermediary.outage = 'refusesConnection';
    await expect(refund()).rejects.toMatchObject({ code: 'ERR_REFUND_UNANSWERED' });
    intermediary.outage = 'none';
    shop.wait(3600);
    expect(await refund()).toMatchObject({ status: 'done', amountMinor: 20 });
    expect(refundedMinor()).toBe(20);
  });
  test('two calls at once give back once', async () => {
    await Promise.all([refund(), refund()]);
    expect([refundedMinor(), (await sale())?.refundedMinor]).toEqual([20, 20]);
  });
});

test.each([
  ['another RRPID', { rrpid: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ['another receipt', { receiptId: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
])('an answer of %s is refused, and the refund stays open', async (_what, changes) => {
  intermediary.alterRefund = (answer) => ({ ...answer, ...changes });
  await expect(refund()).rejects.toMatchObject({ code: 'ERR_REFUND_ANSWER_INVALID' });
  expect(await shop.merchant.store.openRefund(testIntermediaryId, receiptId)).toBeDefined();
  expect((await sale())?.refundedMinor).toBe(0);
});
