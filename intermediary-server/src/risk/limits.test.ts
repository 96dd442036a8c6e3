/** Limits as wallets meet them: signed refusals, and the same answer for the same bytes. */
import type { TopUp } from '@ecomm/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../../../packages/protocol/src/testing/demo-parties.ts';
import type { Authorising, Exposure } from '../ledger/operator-store.ts';
import { noPaymentLimits } from '../ledger/payment-limits.ts';
import type { Policy } from '../policy.ts';
import { TestHouse } from '../testing/test-house.ts';
import { failureOf, offered } from '../testing/test-top-up.ts';
import { ExposureCaps } from './exposure-caps.ts';
import { limitsOf } from './read-limits.ts';

let world: TestWorld;
let house: TestHouse | undefined;

beforeAll(async () => {
  world = await createTestWorld();
});
afterEach(async () => {
  expect((await house?.store.readState())?.wrong ?? []).toEqual([]);
  await house?.close();
  house = undefined;
});

async function open(policy: Partial<Policy>) {
  const opened = await TestHouse.open({ policy }, world);
  house = opened;
  const wallet = await opened.newWallet();
  const code = async (value = 10, by = wallet) =>
    (await by.pay(await by.prepare(opened.merchant1, opened.merchant1.makeOffer(value, 'EUR')))).signed.code;
  return { house: opened, wallet, code };
}

test('the same goods a moment later are refused under a new RRPID, and answered again under the old one', async () => {
  const { house, wallet } = await open({ limits: { ...noPaymentLimits, duplicateSeconds: 60 } });
  const goods = house.merchant1.makeOffer(10, 'EUR', { use: 'catalogue' });
  const first = await wallet.buy(house.merchant1, goods);
  expect((await wallet.pay(first)).signed).toEqual(first.receipt);
  const { goodsDigest } = goods;
  const fresh = await wallet.prepare(
    house.merchant1,
    house.merchant1.makeOffer(10, 'EUR', { use: 'catalogue', goodsDigest }),
  );
  const refusal = await wallet.pay(fresh);
  expect(refusal.signed.code).toBe('paidJustNow');
  house.now += 61;
  expect((await wallet.pay(fresh)).res).toBe(refusal.res);
  await wallet.buy(house.merchant1, { ...house.merchant1.makeOffer(10, 'EUR'), goodsDigest });
});

test('a payer who paid enough for a day is told so, and another pays', async () => {
  const { house, wallet, code } = await open({
    limits: { ...noPaymentLimits, payerDailyMinor: { EUR: 30 } },
  });
  await wallet.buy(house.merchant1, house.merchant1.makeOffer(20, 'EUR'));
  expect([await code(11), await code(10)]).toEqual(['limitReached', 'approved']);
  const other = await house.newWallet('4970100000000022');
  await other.buy(house.merchant1, house.merchant1.makeOffer(20, 'EUR'));
});

describe('a cap on what stands authorized', () => {
  test.each([
    ['in all', { totalExposureMinor: { EUR: 3000 }, issuerExposureMinor: {} }],
    ['of one bank', { totalExposureMinor: {}, issuerExposureMinor: { EUR: 3000 } }],
  ])('%s lets nobody open more, and those go on who have one', async (_what, exposure) => {
    const { house, wallet, code } = await open({ exposure });
    await wallet.buy(house.merchant1, house.merchant1.makeOffer(10, 'EUR'));
    const other = await house.newWallet('4970100000000022');
    house.now += 60;
    expect(await code(10, other)).toBe('limitReached');
    expect(await code(10)).toBe('approved');
    expect((await house.store.readState()).otbs).toHaveLength(1);
  });
  test('of one payer counts what is being settled', async () => {
    const { house, wallet, code } = await open({
      topUp: { EUR: 500 },
      limits: { ...noPaymentLimits, payerExposureMinor: { EUR: 1000 } },
    });
    await wallet.buy(house.merchant1, house.merchant1.makeOffer(400, 'EUR'));
    await wallet.buy(house.merchant1, house.merchant1.makeOffer(400, 'EUR'));
    expect(await code(400)).toBe('limitReached');
    expect(await code(100)).toBe('approved');
  });
});

describe('top-ups that are asked for first and paid afterwards', () => {
  const asked = async (policy: Partial<Policy>) => {
    const { house, wallet } = await open({ topUp: { EUR: 500 }, ...policy });
    const topUps: TopUp[] = [];
    for (const _one of [1, 2, 3]) {
      const payment = await wallet.prepare(house.merchant1, house.merchant1.makeOffer(10, 'EUR'));
      topUps.push(offered((await wallet.pay(payment)).private.topUp));
      topUps.push(offered((await wallet.inquire({ topUp: true })).topUp));
      // The sums over all payers are read anew.
      house.now += 11;
    }
    return { house, wallet, topUps };
  };
  test.each([
    ['one payer', { limits: { ...noPaymentLimits, payerExposureMinor: { EUR: 1000 } } }],
    ['one bank', { exposure: { issuerExposureMinor: { EUR: 1000 }, totalExposureMinor: {} } }],
    ['all', { exposure: { issuerExposureMinor: {}, totalExposureMinor: { EUR: 1000 } } }],
  ])('open no more than stands authorized at most of %s', async (_whom, policy) => {
    const { house, wallet, topUps } = await asked(policy);
    const statuses: number[] = [];
    for (const topUp of topUps) {
      statuses.push((await wallet.sendPReq(await wallet.initiate(topUp))).status);
      house.now += 11;
    }
    expect(statuses).toEqual([200, 200, 409, 409, 409, 409]);
    expect(house.gateway.heldMinor).toBe(1000);
  });
  test('nor do those that are paid at the same moment', async () => {
    const { house, wallet, topUps } = await asked({
      limits: { ...noPaymentLimits, payerExposureMinor: { EUR: 1000 } },
    });
    const purchases = await Promise.all(topUps.map((topUp) => wallet.initiate(topUp)));
    const answers = await Promise.all(purchases.map((purchase) => wallet.sendPReq(purchase)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    const refused = answers.find(({ status }) => status !== 200);
    expect(refused && failureOf(refused)).toMatchObject({ status: 409, code: 'ERR_TOP_UP_CLOSED' });
    expect(house.gateway.heldMinor).toBe(1000);
  });
});

describe('caps', () => {
  const rows: Exposure[] = [
    { issuer: 'A', currency: 'EUR', count: 2, limitMinor: 600, spentMinor: 0 },
    { issuer: 'B', currency: 'EUR', count: 1, limitMinor: 300, spentMinor: 0 },
  ];
  const limits = { issuerExposureMinor: { EUR: 700 }, totalExposureMinor: { EUR: 1000 } };
  const eur = (value: number) => ({ currency: 'EUR', value });
  let [reads, now] = [0, 0];
  const create = () => {
    [reads, now] = [0, 1000];
    const readExposure = async () => {
      reads += 1;
      return rows;
    };
    return new ExposureCaps({ readExposure, readAuthorising: async () => asked }, () => now, limits);
  };
  /** Top-ups of which the bank has been asked. */
  let asked: Authorising[];
  beforeEach(() => {
    asked = [];
  });
  test('count what was offered since the ledger was looked at', async () => {
    const caps = create();
    expect(await caps.take('A', eur(101), 'top-up 1')).toBe(false);
    expect(await caps.take('A', eur(100), 'top-up 2')).toBe(true);
    expect(await caps.take('B', eur(1), 'top-up 3')).toBe(false);
    expect(reads).toBe(1);
    now += 10;
    expect(await caps.take('B', eur(1), 'top-up 4')).toBe(true);
    expect(reads).toBe(2);
  });
  test('count what the bank was asked for, however long it takes to answer, and each top-up once', async () => {
    const caps = create();
    expect(await caps.take('A', eur(60), 'top-up 1')).toBe(true);
    asked = [{ lidM: 'top-up 1', issuer: 'A', currency: 'EUR', amountMinor: 60 }];
    now += 60;
    expect(await caps.take('A', eur(41), 'top-up 2')).toBe(false);
    expect(await caps.take('B', eur(41), 'top-up 2')).toBe(false);
    expect(await caps.take('A', eur(60), 'top-up 1')).toBe(true);
    expect(await caps.take('A', eur(40), 'top-up 3')).toBe(true);
    asked = [];
    now += 60;
    expect(await caps.take('A', eur(100), 'top-up 4')).toBe(true);
  });
  test('look once for all who ask at the same moment', async () => {
    const caps = create();
    const taken = await Promise.all(
      Array.from({ length: 5 }, (_one, index) => caps.take('B', eur(50), `top-up ${index}`)),
    );
    expect(taken).toEqual([true, true, false, false, false]);
    expect(reads).toBe(1);
  });
  test('of another currency are none, and cost no look', async () => {
    expect(await create().take('A', { currency: 'FRF', value: 1_000_000 }, 'L')).toBe(true);
    expect(reads).toBe(0);
  });
});

describe('a file of limits', () => {
  test('may be empty, or have some', () => {
    expect(limitsOf({}, 'f').limits).toEqual(noPaymentLimits);
    expect(limitsOf({ paymentsPerMinute: 60, totalExposureMinor: { EUR: 1 } }, 'f')).toEqual({
      limits: { ...noPaymentLimits, paymentsPerMinute: 60 },
      exposure: { issuerExposureMinor: {}, totalExposureMinor: { EUR: 1 } },
    });
  });
  test.each([
    ['a member that is none', { paymentsPerHour: 1 }],
    ['a fraction', { payerDailyMinor: { EUR: 0.5 } }],
    ['less than nothing', { duplicateSeconds: -1 }],
    ['an unknown currency', { payerDailyMinor: { XXX: 1 } }],
    ['a text for a number', { paymentsPerMinute: '60' }],
    ['no object', 7],
  ])('with %s is refused', (_what, content) => {
    expect(() => limitsOf(content, 'f')).toThrow(
      expect.objectContaining({ code: 'ERR_INTERMEDIARY_OPTION' }),
    );
  });
});
