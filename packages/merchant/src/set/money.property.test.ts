/** Whatever a shop does with its orders, and whatever is lost on the way, its sums end as the bank's. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MerchantError } from '../errors.ts';
import { createTestSetShop, type TestPurchase, type TestSetShop } from '../testing/test-set-shop.ts';
import { administerBatch } from './batch.ts';
import { cancelOrder } from './cancel-order.ts';
import { captureOrder } from './capture-order.ts';
import { OrderSettler } from './order-settler.ts';
import { refundOrder, takeBackRefund } from './refund-order.ts';
import type { SetOrder } from './set-order.ts';

type Step =
  | { readonly kind: 'pay' | 'cancel' | 'takeBack' | 'closeBatch' | 'restart' }
  | { readonly kind: 'capture'; readonly amountMinor: number; readonly rest: 'kept' | 'released' }
  | { readonly kind: 'refund'; readonly amountMinor: number }
  | { readonly kind: 'line'; readonly line: 'up' | 'down' | 'loseAnswers' }
  | { readonly kind: 'bank'; readonly declines: boolean }
  | { readonly kind: 'wait'; readonly seconds: number };

const amount = fc.integer({ min: 1, max: 5000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'pay' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('capture' as const),
      amountMinor: amount,
      rest: fc.constantFrom('kept' as const, 'released' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('refund' as const), amountMinor: amount }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('line' as const),
      line: fc.constantFrom('up' as const, 'down' as const, 'loseAnswers' as const),
    }),
  },
  fc.record({ kind: fc.constant('bank' as const), declines: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(60, 200, 4000) }),
  ...(['cancel', 'takeBack', 'closeBatch', 'restart'] as const).map((kind) => fc.constant<Step>({ kind })),
);

interface Run {
  readonly shop: TestSetShop;
  readonly order: SetOrder;
  purchase: TestPurchase | undefined;
}

async function perform(run: Run, next: Step): Promise<unknown> {
  const { shop, order } = run;
  const { merchant, settler } = shop;
  const { orderId } = order;
  switch (next.kind) {
    case 'pay':
      run.purchase ??= await shop.prepare(order);
      return shop.pay(run.purchase);
    case 'capture':
      return captureOrder(merchant, settler, orderId, next);
    case 'refund':
      return refundOrder(merchant, settler, orderId, { amountMinor: next.amountMinor, reason: 'any' });
    case 'cancel':
      return cancelOrder(merchant, settler, orderId);
    case 'takeBack': {
      const credit = (await shop.read(order)).credits.at(-1);
      return takeBackRefund(merchant, settler, orderId, credit?.credRrpid ?? '');
    }
    case 'closeBatch':
      return administerBatch(merchant, 'close');
    case 'restart':
      await settler.stop();
      shop.settler = new OrderSettler(merchant);
      return shop.settler.resume();
    case 'line':
      shop.gateway.line = next.line;
      return undefined;
    case 'bank':
      shop.gateway.authCode = next.declines ? 'declined' : 'approved';
      return undefined;
    case 'wait':
      shop.now += next.seconds;
      return undefined;
  }
}

test('the sums of shop and bank are equal after any story', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(step, { minLength: 3, maxLength: 14 }),
      async (captureAtOnce, steps) => {
        const shop = await createTestSetShop({ policy: { captureAtOnce } });
        const run: Run = { shop, order: await shop.order(), purchase: undefined };
        for (const next of [{ kind: 'pay' } as const, ...steps])
          await perform(run, next).catch((error: unknown) => {
            // The shop may refuse; it may not fail.
            if (!(error instanceof MerchantError)) throw error;
          });
        shop.gateway.line = 'up';
        await expect
          .poll(async () => (await shop.read(run.order)).operation, { timeout: 10_000 })
          .toBeUndefined();
        await shop.settler.stop();
        expect(await shop.merchant.orders.unfinished()).toEqual([]);
        await shop.expectBalanced();
      },
    ),
    { numRuns: 40 },
  );
});
