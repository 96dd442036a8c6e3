/** The close of a period: what is captured, what waits, and what happens when the bank or the program fails on the way. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../../../packages/protocol/src/testing/demo-parties.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { TestHouse, type TestHouseOptions } from '../testing/test-house.ts';
import type { TestMerchant, TestWallet } from '../testing/test-wallet.ts';

let world: TestWorld;
let house: TestHouse;
let wallet: TestWallet;

const open = async (options: TestHouseOptions = {}) => {
  world ??= await createTestWorld();
  house = await TestHouse.open(options, world);
  wallet = await house.newWallet();
};
const buy = async (value: number, merchant: TestMerchant = house.merchant1) => {
  const { receipt, preimage } = await wallet.buy(merchant, merchant.makeOffer(value, 'EUR'));
  return { receiptId: receipt.receiptId, preimage };
};
const buyAndClaim = async (value: number, merchant: TestMerchant = house.merchant1) =>
  merchant.claim([await buy(value, merchant)]);
const statesOf = async () => (await house.state()).otbs.map(({ state }) => state);
const sum = (lines: readonly { amountMinor: number }[]) =>
  lines.reduce((total, { amountMinor }) => total + amountMinor, 0);

beforeEach(() => open());
afterEach(async () => {
  expect(await house.state()).toMatchObject({ balanced: true, wrong: [] });
  await house.close();
});

describe('a close', () => {
  test('captures what was spent, once, and the bank releases the rest', async () => {
    await buyAndClaim(120);
    await buyAndClaim(80, house.merchant2);
    const clearing = await house.closePeriod();
    expect(clearing).toMatchObject({
      period: '2026-11-23.1',
      debits: [{ amountMinor: 200, currency: 'EUR', count: 2 }],
      credits: [
        { merchantId: 'M1', amountMinor: 120, count: 1 },
        { merchantId: 'M2', amountMinor: 80, count: 1 },
      ],
      captures: [{ amountMinor: 200, capCode: 'success' }],
      reversals: [],
      balanced: true,
    });
    expect(await statesOf()).toEqual(['captured']);
    const { period, purchases } = await house.state();
    expect(period).toBe('2026-11-23.2');
    expect(purchases.map(({ clearedPeriod }) => clearedPeriod)).toEqual(['2026-11-23.1', '2026-11-23.1']);
  });
  test('of a period in which nothing happened is empty and balanced', async () => {
    expect(await house.closePeriod()).toEqual({
      ...{ period: '2026-11-23.1', debits: [], credits: [], refunds: [], captures: [], reversals: [] },
      balanced: true,
    });
    house.now += 24 * 3600;
    expect((await house.closePeriod()).period).toBe('2026-11-23.2');
    expect((await house.closePeriod()).period).toBe('2026-11-24.1');
  });
  test('makes the wallet’s next purchase ask for a new Open To Buy', async () => {
    await buyAndClaim(120);
    await house.closePeriod();
    const payment = await wallet.prepare(house.merchant1, house.merchant1.makeOffer(10, 'EUR'));
    expect((await wallet.pay(payment)).signed.code).toBe('otbInsufficient');
  });
  test('leaves an Open To Buy in use open by policy, and its credits to a later period', async () => {
    await house.close();
    await open({ policy: { settleOpenOtbsAtClose: false } });
    await buyAndClaim(120);
    expect(await house.closePeriod()).toMatchObject({
      debits: [],
      credits: [],
      captures: [],
      balanced: true,
    });
    expect(await statesOf()).toEqual(['open']);
    house.now += 27 * 24 * 3600 + 1;
    expect(await house.closePeriod()).toMatchObject({ debits: [{ amountMinor: 120 }], balanced: true });
  });
  test('reverses an authorization on which nothing remained spent', async () => {
    await buy(900);
    await buy(1000);
    await buy(500);
    // The first Open To Buy was rolled over; only its unclaimed receipts are left, and they return.
    house.now += 2 * 24 * 3600 + 1;
    const clearing = await house.closePeriod();
    expect(clearing).toMatchObject({
      captures: [],
      reversals: [{ authRevCode: 'approved' }],
      balanced: true,
    });
    expect((await statesOf()).sort()).toEqual(['open', 'released']);
    expect(house.gateway.heldMinor).toBe(2000);
  });
});

describe('a receipt that waits for its claim', () => {
  test('keeps its Open To Buy from being captured, which then is captured once with all its purchases', async () => {
    await buyAndClaim(120);
    const waiting = await buy(80, house.merchant2);
    expect(await house.closePeriod()).toMatchObject({
      debits: [],
      credits: [],
      captures: [],
      balanced: true,
    });
    expect(await statesOf()).toEqual(['closing']);
    expect((await house.merchant2.claim([waiting]))[0]?.code).toBe('credited');
    const clearing = await house.closePeriod();
    expect([sum(clearing.debits), sum(clearing.credits), sum(clearing.captures)]).toEqual([200, 200, 200]);
    expect(clearing).toMatchObject({ period: '2026-11-23.2', balanced: true });
    expect(house.gateway.capturedMinor).toBe(200);
  });
  test('and is never claimed is left out of the capture', async () => {
    await buyAndClaim(120);
    await buy(80);
    await house.closePeriod();
    house.now += 2 * 24 * 3600 + 1;
    const clearing = await house.closePeriod();
    expect([sum(clearing.debits), sum(clearing.credits), sum(clearing.captures)]).toEqual([120, 120, 120]);
    expect((await house.state()).purchases.map(({ state }) => state)).toEqual(['returned', 'credited']);
  });
});

describe('a close that is interrupted', () => {
  test('by a bank that does not answer says so, takes purchases for the next period, and goes on', async () => {
    await buyAndClaim(120);
    house.gateway.line = 'down';
    const refused = await house.operator<{ code: string }>('/operator/close', {});
    expect([refused.status, refused.body.code]).toEqual([503, 'ERR_GATEWAY_UNREACHABLE']);
    expect((await house.state()).clearings).toMatchObject([
      { period: '2026-11-23.1', state: 'settling', settlementCount: 1, settledCount: 0 },
    ]);
    house.gateway.line = 'up';
    await buyAndClaim(30);
    const clearing = await house.closePeriod();
    expect(clearing).toMatchObject({
      period: '2026-11-23.1',
      debits: [{ amountMinor: 120 }],
      balanced: true,
    });
    expect((await house.closePeriod()).debits).toMatchObject([{ amountMinor: 30 }]);
  });
  test('by a lost answer captures once, with the same bytes', async () => {
    await buyAndClaim(120);
    house.gateway.line = 'loseAnswers';
    expect((await house.operator('/operator/close', {})).status).toBe(503);
    house.now += 3600;
    house.gateway.line = 'up';
    // By itself, with the next tidying.
    await house.opened.tidy();
    expect((await house.state()).clearings).toMatchObject([{ state: 'closed', result: { balanced: true } }]);
    const captures = house.gateway.received.filter(({ path }) => path === '/set/capreq');
    expect(new Set(captures.map(({ body }) => body)).size).toBe(1);
    expect(house.gateway.capturedMinor).toBe(120);
  });
  test('for so long that a request that never arrived is too old makes it anew under its RRPID', async () => {
    await buyAndClaim(120);
    const { send } = house.gateway;
    // Journalled, and lost on the way to the gateway.
    house.gateway.send = async () => ({ status: 'unreachable', reason: 'test' });
    expect((await house.operator('/operator/close', {})).status).toBe(503);
    const [before] = await house.store.pendingSettlements('2026-11-23.1');
    expect(before?.request).toBeDefined();
    house.now += 3600;
    house.gateway.send = send.bind(house.gateway);
    const clearing = await house.closePeriod();
    expect(clearing).toMatchObject({ captures: [{ amountMinor: 120, capCode: 'success' }], balanced: true });
    expect(house.gateway.capturedMinor).toBe(120);
  });
  test('by a capture that the bank refuses is not balanced, and the next close tries again', async () => {
    await buyAndClaim(120);
    house.gateway.capCode = 'authExpired';
    expect(await house.closePeriod()).toMatchObject({
      debits: [],
      credits: [],
      captures: [{ capCode: 'authExpired' }],
      balanced: false,
    });
    expect(await statesOf()).toEqual(['closing']);
    house.gateway.capCode = 'success';
    expect(await house.closePeriod()).toMatchObject({ debits: [{ amountMinor: 120 }], balanced: true });
  });
  test('twice at once is one close', async () => {
    await buyAndClaim(120);
    const closes = await Promise.all([house.closePeriod(), house.closePeriod()]);
    expect(closes.map(({ debits }) => sum(debits)).sort((left, right) => left - right)).toEqual([0, 120]);
    expect(house.gateway.capturedMinor).toBe(120);
  });
});

test.each([
  ['beginClose', 'after its beginning'],
  ['saveSettlementRequest', 'before a capture is sent'],
  ['commitSettlement', 'after a capture'],
  ['finishClose', 'after its end'],
] as const)(
  'a program that dies after %s (%s) finishes the close at its next start, captured once',
  async (step, _when) => {
    await house.close();
    const directory = await mkdtemp(join(tmpdir(), 'intermediary-'));
    let isDying = true;
    const wrapStore = (store: LedgerStore): LedgerStore => ({
      ...store,
      [step]: async (...args: unknown[]) => {
        const result = await (store[step] as (...all: unknown[]) => Promise<unknown>)(...args);
        if (isDying) throw new Error('dies here');
        return result;
      },
    });
    await open({ path: join(directory, 'ledger.sqlite'), wrapStore });
    await buyAndClaim(120);
    await buyAndClaim(80, house.merchant2);
    expect((await house.operator('/operator/close', {})).status).toBe(500);
    await house.close();
    isDying = false;
    await house.start();
    await house.opened.tidy();
    const { clearings } = await house.state();
    expect(clearings).toMatchObject([
      { period: '2026-11-23.1', state: 'closed', result: { debits: [{ amountMinor: 200 }], balanced: true } },
    ]);
    expect(house.gateway.capturedMinor).toBe(200);
    expect(house.gateway.heldMinor).toBe(0);
    await rm(directory, { recursive: true });
  },
);
