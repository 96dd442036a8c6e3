/** A close counts what is pending beside the payments; what happens meanwhile is not missed. */
import { describe, expect, test } from 'vitest';
import { testTime } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { LedgerDriver } from '../testing/ledger-driver.ts';
import { ledgerKinds, useLedger } from '../testing/ledger-kinds.ts';
import { isPostgresUrl, ledgerStoreOn } from './open-ledger-store.ts';
import { openPostgresEngine } from './postgres/postgres-engine.ts';
import { openSqliteEngine } from './sqlite/sqlite-engine.ts';

/** Every claim's deadline is over. */
const afterClaims = testTime + 20 * 24 * 3600;

describe.each(ledgerKinds)('on $name', (kind) => {
  const ledger = useLedger(kind);

  /** A further process, in which `meanwhile` happens between the count and the close. */
  async function closer(meanwhile: () => Promise<unknown>, happensAfter = 2) {
    const { where } = ledger.database;
    const engine = isPostgresUrl(where)
      ? await openPostgresEngine(where, testTime)
      : openSqliteEngine(where, testTime);
    let asides = 0;
    const store = ledgerStoreOn({
      ...engine,
      readAside: async (steps) => {
        const counted = await engine.readAside(steps);
        asides += 1;
        // The first looks for what is to be returned, the second counts.
        if (asides === happensAfter) await meanwhile();
        return counted;
      },
    });
    return { close: (at = testTime) => new LedgerDriver(store, at).close(true), end: () => store.close() };
  }

  test('a purchase that is made meanwhile keeps its Open To Buy for the next close', async () => {
    const driver = await ledger.filled();
    const { close, end } = await closer(() => driver.pay(driver.newRequest('C1', 'M2', 30)));
    expect(await close()).toMatchObject({ debits: [], settlements: [], balanced: true });
    await end();
  });

  test('a purchase that is made and claimed meanwhile is cleared', async () => {
    const driver = await ledger.filled();
    const { close, end } = await closer(async () => {
      const { receiptId = '' } = await driver.pay(driver.newRequest('C1', 'M2', 30));
      expect(await driver.claim(receiptId)).toBe('credited');
    });
    expect(await close()).toMatchObject({ debits: [{ amountMinor: 530, count: 2 }], balanced: true });
    await end();
  });

  test('a receipt that is claimed meanwhile is cleared', async () => {
    const driver = await ledger.filled();
    const { receiptId = '' } = await driver.pay(driver.newRequest('C1', 'M2', 30));
    const { close, end } = await closer(() => driver.claim(receiptId));
    expect(await close()).toMatchObject({ debits: [{ amountMinor: 530, count: 2 }], balanced: true });
    await end();
  });

  test('an Open To Buy that is opened meanwhile waits for its first receipt', async () => {
    const driver = await ledger.filled();
    const { close, end } = await closer(() => driver.pay(driver.newRequest('C2', 'M2', 30)));
    expect(await close()).toMatchObject({ debits: [{ amountMinor: 500, count: 1 }], balanced: true });
    await end();
  });

  test('a receipt that nobody claims is not captured', async () => {
    const driver = await ledger.filled();
    await driver.pay(driver.newRequest('C1', 'M2', 30));
    const { close, end } = await closer(async () => {});
    expect(await close()).toMatchObject({ debits: [], settlements: [], balanced: true });
    await end();
  });

  test('a receipt that is claimed after it was found unclaimed is cleared, and not returned', async () => {
    const driver = await ledger.filled();
    const { receiptId = '' } = await driver.pay(driver.newRequest('C1', 'M2', 30));
    const { close, end } = await closer(() => driver.claim(receiptId), 1);
    expect(await close(afterClaims)).toMatchObject({
      debits: [{ amountMinor: 530, count: 2 }],
      balanced: true,
    });
    await end();
  });

  test('a receipt that another process returns meanwhile is returned once', async () => {
    const driver = await ledger.filled();
    await driver.pay(driver.newRequest('C1', 'M2', 30));
    const { close, end } = await closer(() => driver.store.sweep(afterClaims), 1);
    expect(await close(afterClaims)).toMatchObject({
      debits: [{ amountMinor: 500, count: 1 }],
      balanced: true,
    });
    expect((await driver.store.readState()).wrong).toEqual([]);
    await end();
  });
});
