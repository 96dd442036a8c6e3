/** Every sale is claimed until it is answered and credited once, whatever the line and the other side do. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../../../protocol/src/testing/demo-parties.ts';
import { receiveAdvice } from '../advice/receive-advice.ts';
import { TestIntermediary } from '../testing/test-intermediary.ts';
import { buy, createTestShop, type TestShop } from '../testing/test-shop.ts';
import { claimSales, claimsPerBatch } from './claim-sales.ts';

let world: TestWorld | undefined;
let shop: TestShop;
let intermediary: TestIntermediary;

beforeEach(async () => {
  world ??= await createTestWorld();
  const played = new TestIntermediary(world, () => shop.merchant.now());
  shop = await createTestShop({ fetch: played.fetch }, world);
  intermediary = played;
});

async function sell(count = 1): Promise<string[]> {
  const receiptIds: string[] = [];
  for (let sale = 0; sale < count; sale += 1) {
    const { res, advice, receiptId } = await buy(shop);
    intermediary.accept(res);
    await receiveAdvice(shop.merchant, advice);
    receiptIds.push(receiptId);
  }
  return receiptIds;
}

const claim = () => claimSales(shop.merchant);
const states = async () => (await shop.merchant.store.listSales(999)).map(({ state }) => state);

describe('claims', () => {
  test('are credited, and booked as credited', async () => {
    await sell(3);
    expect(await claim()).toEqual({ creditedCount: 3, refusedCount: 0 });
    expect(intermediary.arrived).toHaveLength(1);
    expect(await states()).toEqual(['credited', 'credited', 'credited']);
    expect(await shop.merchant.store.totals()).toMatchObject({ creditedMinor: 60, waitingCount: 0 });
  });
  test('are not sent where nothing was sold, nor sent again when they are answered', async () => {
    await claim();
    await sell();
    await claim();
    await claim();
    expect(intermediary.arrived).toHaveLength(1);
  });
  test('of many sales go in batches', async () => {
    await sell(claimsPerBatch + 1);
    expect(await claim()).toEqual({ creditedCount: claimsPerBatch + 1, refusedCount: 0 });
    expect(intermediary.arrived).toHaveLength(2);
  });
  test.each(['refusesConnection', 'answersError', 'answersNonsense'] as const)(
    'outlive an intermediary that %s, and are credited once when it is well again',
    async (outage) => {
      await sell(2);
      intermediary.outage = outage;
      await expect(claim()).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_CLAIM_/) });
      expect(await states()).toEqual(['claimed', 'claimed']);
      intermediary.outage = 'none';
      expect(await claim()).toEqual({ creditedCount: 2, refusedCount: 0 });
      expect(intermediary.creditedMinor).toBe(40);
    },
  );
  test('whose answer was lost go again byte for byte', async () => {
    await sell();
    intermediary.outage = 'losesAnswer';
    await expect(claim()).rejects.toMatchObject({ code: 'ERR_CLAIM_UNANSWERED' });
    intermediary.outage = 'none';
    await sell();
    await claim();
    expect(intermediary.arrived).toHaveLength(3);
    expect(intermediary.arrived[1]).toBe(intermediary.arrived[0]);
    expect(intermediary.creditedMinor).toBe(40);
  });
  test('that waited too long to be accepted are signed anew under another rrpid, and credited once', async () => {
    await sell();
    intermediary.outage = 'losesAnswer';
    await expect(claim()).rejects.toThrow();
    intermediary.outage = 'none';
    shop.wait(3600);
    expect(await claim()).toEqual({ creditedCount: 1, refusedCount: 0 });
    expect(intermediary.arrived[1]).not.toBe(intermediary.arrived[0]);
    expect(intermediary.creditedMinor).toBe(20);
  });
  test('of a receipt that went back to its payer are booked as refused', async () => {
    await sell();
    shop.wait(2 * 86_400);
    expect(await claim()).toEqual({ creditedCount: 0, refusedCount: 1 });
    expect(await shop.merchant.store.listSales(1)).toMatchObject([
      { state: 'refused', claimCode: 'returned' },
    ]);
  });
  test('of a receipt that the intermediary never signed are booked as refused', async () => {
    const { advice } = await buy(shop);
    await receiveAdvice(shop.merchant, advice);
    await claim();
    expect(await shop.merchant.store.listSales(1)).toMatchObject([{ claimCode: 'unknownReceipt' }]);
  });
});

describe('an answer is not believed', () => {
  const other = 'AAAAAAAAAAAAAAAAAAAAAAAAAAA';
  test.each<[string, TestIntermediary['alter']]>([
    ['to another claim', (answer) => ({ ...answer, rrpid: other })],
    ['about another receipt', (answer) => ({ ...answer, results: [{ receiptId: other, code: 'credited' }] })],
    ['that leaves a receipt out', (answer) => ({ ...answer, results: [] })],
    [
      'that names a receipt twice',
      (answer) => ({ ...answer, results: [...answer.results, ...answer.results] }),
    ],
    [
      'with another amount',
      (answer) => ({
        ...answer,
        results: answer.results.map((result) => ({ ...result, amount: { currency: 'EUR', value: 1 } })),
      }),
    ],
    ['that has expired', (answer) => ({ ...answer, iat: answer.iat - 900, exp: answer.iat - 600 })],
  ])('%s', async (_, alter) => {
    await sell();
    intermediary.alter = alter;
    await expect(claim()).rejects.toMatchObject({ code: 'ERR_CLAIM_ANSWER_INVALID' });
    expect(await states()).toEqual(['claimed']);
    expect((await shop.merchant.store.totals()).creditedMinor).toBe(0);
  });
});
