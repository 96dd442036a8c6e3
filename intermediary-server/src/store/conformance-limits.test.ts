/** Limits on money on each database: they hold at any interleaving of one payer's payments, and leave all others alone. */
import { describe, expect, test } from 'vitest';
import type { PaymentLimits } from '../ledger/payment-limits.ts';
import type { PaymentRequest } from '../ledger/records.ts';
import type { LedgerDriver } from '../testing/ledger-driver.ts';
import { ledgerKinds, useLedger } from '../testing/ledger-kinds.ts';

const minute = 60;
const day = 24 * 3600;

describe.each(ledgerKinds)('on $name', (kind) => {
  const ledger = useLedger(kind);
  const driverWith = async (limits: Partial<PaymentLimits>, topUpMinor = 2000) => {
    const driver = await ledger.driver(topUpMinor);
    driver.limits = limits;
    return driver;
  };
  const pay = async (driver: LedgerDriver, payer: string, merchantId: string, value = 10) =>
    (await driver.pay(driver.newRequest(payer, merchantId, value))).code;
  const sameGoods = (request: PaymentRequest, goodsDigest = 'goods'): PaymentRequest =>
    request.order === undefined ? request : { ...request, order: { ...request.order, goodsDigest } };

  describe('payments in a minute', () => {
    test('are so many of one payer, then refused until the next', async () => {
      const driver = await driverWith({ paymentsPerMinute: 2 });
      driver.now -= driver.now % minute;
      expect([await pay(driver, 'C1', 'M1'), await pay(driver, 'C1', 'M2')]).toEqual([
        'approved',
        'approved',
      ]);
      expect(await pay(driver, 'C1', 'M1')).toBe('limitReached');
      expect(await pay(driver, 'C2', 'M1')).toBe('approved');
      driver.now += minute;
      expect(await pay(driver, 'C1', 'M1')).toBe('approved');
    });
    test('that are refused do not count', async () => {
      const driver = await driverWith({ paymentsPerMinute: 2 });
      driver.now -= driver.now % minute;
      await pay(driver, 'C1', 'M1');
      expect(await pay(driver, 'C1', 'M1', 1001)).toBe('amountOutOfRange');
      expect(await pay(driver, 'C1', 'M1')).toBe('approved');
    });
    test('count from the moment that the limit is set', async () => {
      const driver = await driverWith({});
      await pay(driver, 'C1', 'M1');
      // Without a limit there is no row that this one would meet.
      await ledger.database.exec(`INSERT INTO payer_recent SELECT 'C1', 'EUR', 1, 1, 1, 1, 'x', 1`);
      driver.limits = { paymentsPerMinute: 1 };
      expect([await pay(driver, 'C1', 'M1'), await pay(driver, 'C1', 'M1')]).toEqual([
        'approved',
        'limitReached',
      ]);
    });
  });

  describe('an amount in a day', () => {
    test('of one payer is not exceeded by a cent, and begins anew', async () => {
      const driver = await driverWith({ payerDailyMinor: { EUR: 1000 } });
      expect(await pay(driver, 'C1', 'M1', 600)).toBe('approved');
      expect(await pay(driver, 'C1', 'M2', 401)).toBe('limitReached');
      expect(await pay(driver, 'C1', 'M2', 400)).toBe('approved');
      expect(await pay(driver, 'C1', 'M1', 1)).toBe('limitReached');
      driver.now += day;
      expect(await pay(driver, 'C1', 'M1', 1)).toBe('approved');
    });
    test('of one payer goes on counting over a new Open To Buy', async () => {
      const driver = await driverWith({ payerDailyMinor: { EUR: 800 } }, 500);
      expect([await pay(driver, 'C1', 'M1', 400), await pay(driver, 'C1', 'M1', 400)]).toEqual([
        'approved',
        'approved',
      ]);
      expect(await pay(driver, 'C1', 'M1', 1)).toBe('limitReached');
    });
    test('of one merchant counts all payers, and no other merchant', async () => {
      const driver = await driverWith({ merchantDailyMinor: { EUR: 1000 } });
      for (const payer of ['C1', 'C2', 'C3', 'C4'])
        expect(await pay(driver, payer, 'M1', 250)).toBe('approved');
      expect(await pay(driver, 'C5', 'M1', 1)).toBe('limitReached');
      expect(await pay(driver, 'C5', 'M2', 1)).toBe('approved');
      driver.now += day;
      expect(await pay(driver, 'C5', 'M1', 1)).toBe('approved');
    });
    test('in a currency without a limit has none', async () => {
      const driver = await driverWith({ payerDailyMinor: { FRF: 1 }, merchantDailyMinor: { FRF: 1 } });
      expect(await pay(driver, 'C1', 'M1', 600)).toBe('approved');
    });
    test('is not exceeded by payments that are decided at once', async () => {
      const driver = await driverWith({ payerDailyMinor: { EUR: 1000 } });
      await pay(driver, 'C1', 'M1', 400);
      const decided = await Promise.all(
        Array.from({ length: 4 }, () => driver.decide(driver.newRequest('C1', 'M1', 300))),
      );
      expect(decided.map(({ decision }) => decision.code)).toEqual(Array(4).fill('approved'));
      const other = await ledger.open();
      const written = await Promise.all(
        decided.map((commit, index) => (index % 2 === 0 ? driver.store : other).commitPayment(commit)),
      );
      expect(written.filter((status) => status === 'committed').length).toBeLessThanOrEqual(2);
      const { purchases } = await driver.store.readState();
      expect(purchases.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBeLessThanOrEqual(1000);
    });
  });

  describe('the same payment a moment later', () => {
    test('is refused where the operator wants it so, and taken when some time has passed', async () => {
      const driver = await driverWith({ duplicateSeconds: 30 });
      const buy = async () => (await driver.pay(sameGoods({ ...driver.newRequest('C1', 'M1', 10) }))).code;
      expect([await buy(), await buy()]).toEqual(['approved', 'paidJustNow']);
      driver.now += 30;
      expect(await buy()).toBe('approved');
    });
    test('is taken for other goods, another merchant, another amount, another payer', async () => {
      const driver = await driverWith({ duplicateSeconds: 30 });
      const buy = async (payer: string, merchantId: string, value: number, goods = 'goods') =>
        (await driver.pay(sameGoods(driver.newRequest(payer, merchantId, value), goods))).code;
      expect(await buy('C1', 'M1', 10)).toBe('approved');
      expect(await buy('C2', 'M1', 10)).toBe('approved');
      expect(await buy('C1', 'M1', 10, 'other')).toBe('approved');
      expect(await buy('C1', 'M2', 10, 'other')).toBe('approved');
      expect(await buy('C1', 'M2', 11, 'other')).toBe('approved');
      expect(await buy('C1', 'M2', 11, 'other')).toBe('paidJustNow');
    });
    test('is taken where no rule is set', async () => {
      const driver = await driverWith({});
      for (let count = 0; count < 2; count += 1)
        expect((await driver.pay(sameGoods(driver.newRequest('C1', 'M1', 10)))).code).toBe('approved');
    });
  });

  describe('what stands authorized of one payer', () => {
    test('is not exceeded by another Open To Buy, and one that covers is used up', async () => {
      const driver = await driverWith({ payerExposureMinor: { EUR: 1000 } }, 500);
      expect([await pay(driver, 'C1', 'M1', 400), await pay(driver, 'C1', 'M1', 400)]).toEqual([
        'approved',
        'approved',
      ]);
      expect(await pay(driver, 'C1', 'M1', 101)).toBe('limitReached');
      expect(await pay(driver, 'C1', 'M1', 100)).toBe('approved');
      expect(await pay(driver, 'C2', 'M1', 400)).toBe('approved');
      expect((await driver.store.readState()).otbs).toHaveLength(3);
    });
    test('is not exceeded by top-ups that begin in several processes at once', async () => {
      const drivers: LedgerDriver[] = [];
      for (const _process of [1, 2, 3])
        drivers.push(await driverWith({ payerExposureMinor: { EUR: 1000 } }, 500));
      const begun = drivers.map(async (driver) =>
        driver.beginTopUp(await driver.decide(driver.newRequest('C1', 'M1', 400))),
      );
      const states: (string | undefined)[] = [];
      for (const { xid } of await Promise.all(begun))
        states.push((await drivers[0]?.store.findSetPurchase(xid))?.state);
      expect(states.sort()).toEqual(['authorising', 'authorising', 'initialised']);
    });
    test('counts the size of what would be opened', async () => {
      const driver = await driverWith({ payerExposureMinor: { EUR: 499 } }, 500);
      expect(await pay(driver, 'C1', 'M1', 1)).toBe('limitReached');
    });
  });

  test('what a PInitReq began and nobody paid is forgotten a day after its top-up has ended, and nothing else is', async () => {
    const driver = await ledger.driver();
    const { store, now } = driver;
    const paid = await driver.beginTopUp(await driver.decide(driver.newRequest('C1', 'M1', 400)));
    const begun = { ...paid, xid: 'begun' };
    await store.addSetPurchase(begun, { requestDigest: 'digest', answer: 'answer' });
    const ended = now + 3600 + day;
    await store.sweep(ended);
    expect(await store.findSetPurchase('begun')).toMatchObject({ state: 'initialised' });
    await store.sweep(ended + 1);
    expect(await store.findSetPurchase('begun')).toBeUndefined();
    expect(await store.findPInitAnswer('digest')).toBeUndefined();
    expect(await store.findSetPurchase(paid.xid)).toMatchObject({ state: 'authorising' });
    expect(await driver.endTopUp(paid)).toMatchObject({ status: 'committed' });
  });
});
