/** What an operator asks of the ledger, on each database: sums, minutes, and an audit trail that nobody edits. */
import { describe, expect, test } from 'vitest';
import { testTime } from '../../../packages/protocol/src/testing/demo-parties.ts';
import type { OperatorChange } from '../ledger/operator-users.ts';
import { ledgerKinds, useLedger } from '../testing/ledger-kinds.ts';

const note = {
  operator: 'camille',
  role: 'clerk',
  action: 'payer.suspend',
  subject: 'f00d',
  outcome: 'done',
};

describe.each(ledgerKinds)('on $name', (kind) => {
  const ledger = useLedger(kind);

  test('Open To Buys are summed by currency and state, and payers without a known issuer are not left out', async () => {
    const driver = await ledger.filled(2000);
    await driver.pay(driver.newRequest('C2', 'M1', 300));
    expect(await driver.store.readOpenTotals()).toEqual([
      { currency: 'EUR', state: 'open', count: 2, limitMinor: 4000, spentMinor: 800 },
    ]);
    expect(await driver.store.readExposure()).toEqual([
      { issuer: undefined, currency: 'EUR', count: 2, limitMinor: 4000, spentMinor: 800 },
    ]);
  });

  test('a payer is named after who certifies it, from its next Open To Buy on', async () => {
    const driver = await ledger.filled(500);
    const issuers = async () => (await driver.store.readExposure()).map(({ issuer }) => issuer ?? '').sort();
    const pay = (payer: string, issuer: string) =>
      driver.pay({ ...driver.newRequest(payer, 'M1', 300), issuer });
    expect(await issuers()).toEqual(['']);
    await pay('C2', 'CN=Bank A');
    await pay('C1', 'CN=Bank B');
    expect(await issuers()).toEqual(['CN=Bank A', 'CN=Bank B']);
    await pay('C2', 'CN=Bank C');
    expect(await issuers()).toEqual(['CN=Bank B', 'CN=Bank C']);
  });

  test('every issuer counts in what is exposed, however many there are', async () => {
    const driver = await ledger.filled(500);
    const count = 101;
    for (let index = 0; index < count; index += 1)
      await driver.pay({ ...driver.newRequest(`P${index}`, 'M1', 300), issuer: `CN=Bank ${index}` });
    const exposure = await driver.store.readExposure();
    expect(exposure.filter(({ issuer }) => issuer !== undefined)).toHaveLength(count);
    const exposedMinor = exposure.reduce((sum, { limitMinor }) => sum + limitMinor, 0);
    expect(exposedMinor).toBe(
      (await driver.store.readOpenTotals()).reduce((sum, { limitMinor }) => sum + limitMinor, 0),
    );
  });

  test('a top-up of which the bank has been asked is seen until its outcome is known', async () => {
    const driver = await ledger.filled(500);
    const { store } = driver;
    expect(await store.readAuthorising()).toEqual([]);
    const request = { ...driver.newRequest('C3', 'M1', 300), issuer: 'CN=Bank A' };
    const topUp = await driver.beginTopUp(await driver.decide(request));
    expect(await store.readAuthorising()).toEqual([
      { lidM: topUp.lidM, issuer: 'CN=Bank A', currency: 'EUR', amountMinor: topUp.amount.value },
    ]);
    const before = await store.readOpenTotals();
    await driver.endTopUp(topUp);
    expect(await store.readAuthorising()).toEqual([]);
    const [sum] = await store.readOpenTotals();
    expect(sum?.limitMinor).toBe((before[0]?.limitMinor ?? 0) + topUp.amount.value);
    expect((await store.readState()).wrong).toEqual([]);
  });

  test('a minute that is kept twice is added up, and processes stay apart', async () => {
    const store = await ledger.open();
    const minute = { at: 600, outcomes: { approved: 2, declined: 1 }, latencies: [1, 2] };
    await store.addMinutes('one', [minute]);
    await store.addMinutes('one', [{ ...minute, outcomes: { approved: 1 } }]);
    await store.addMinutes('two', [minute]);
    expect(await store.readMinutes(600)).toEqual([
      { at: 600, outcomes: { approved: 3, declined: 1 }, latencies: [2, 4] },
      minute,
    ]);
    expect(await store.readMinutes(601)).toEqual([]);
  });

  test('a pulse is a write that is seen', async () => {
    const store = await ledger.open();
    await store.pulse('one', testTime);
    await store.pulse('one', testTime + 5);
  });

  test('a frozen merchant sells nothing, others do, and it sells again when it is released', async () => {
    const driver = await ledger.filled();
    const { store } = driver;
    const code = async (merchantId: string) =>
      (await driver.pay(driver.newRequest('C1', merchantId, 100))).code;
    const begun = await driver.decide(driver.newRequest('C1', 'M1', 100));
    await store.setMerchantStatus('M1', 'suspended', { ...note, action: 'merchant.freeze' }, testTime);
    expect(await store.commitPayment(begun)).toBe('changed');
    expect([await code('M1'), await code('M2')]).toEqual(['merchantUnknown', 'approved']);
    await store.setMerchantStatus('M1', 'active', { ...note, action: 'merchant.release' }, testTime + 1);
    expect(await code('M1')).toBe('approved');
    expect(await store.readMerchantStatuses()).toEqual([
      { merchantId: 'M1', status: 'active', setAt: testTime + 1 },
    ]);
    expect(await store.readAudit(undefined, 9)).toMatchObject([
      { action: 'merchant.release' },
      { action: 'merchant.freeze' },
    ]);
  });

  test('who is not there can not be suspended, and nothing is noted of it', async () => {
    const { store } = await ledger.filled();
    expect(await store.setPayerStatus('0000000000000000', 'suspended', note, testTime)).toBe(false);
    expect(await store.readAudit(undefined, 9)).toEqual([]);
  });

  describe('of those who may sign in', () => {
    const user = (name: string, role: 'clerk' | 'admin', isOneTime = false) => ({
      ...{ name, role, isOneTime, password: `hash of ${name}` },
    });
    const filled = async () => {
      const store = await ledger.open();
      for (const one of [
        user('ann', 'admin'),
        user('bob', 'admin'),
        user('eve', 'admin', true),
        user('cid', 'clerk'),
      ])
        expect(await store.addOperator(one, note, testTime)).toBe('added');
      return store;
    };

    test('one is added once, and is as it was added', async () => {
      const store = await filled();
      expect(await store.addOperator(user('cid', 'admin'), note, testTime)).toBe('taken');
      expect(await store.findOperator('cid')).toEqual({
        ...{ ...user('cid', 'clerk'), status: 'active', setAt: testTime },
      });
      expect((await store.readOperators()).map(({ name, isOneTime }) => [name, isOneTime])).toEqual([
        ...[
          ['ann', false],
          ['bob', false],
          ['cid', false],
          ['eve', true],
        ],
      ]);
      expect(await store.readAudit(undefined, 9)).toHaveLength(4);
    });

    test.each<[string, OperatorChange]>([
      ['locked', { status: 'disabled' }],
      ['made a clerk', { role: 'clerk' }],
    ])(
      'the last admin with a password of its own is not %s, and nothing is noted of it',
      async (_what, taken) => {
        const store = await filled();
        expect(await store.changeOperator('cid', taken, note, testTime)).toBe('set');
        expect(await store.changeOperator('ann', taken, note, testTime)).toBe('set');
        expect(await store.changeOperator('bob', taken, note, testTime)).toBe('lastAdmin');
        expect(await store.findOperator('bob')).toMatchObject({ role: 'admin', status: 'active' });
        expect(await store.readAudit(undefined, 9)).toHaveLength(6);
        await store.changeOperator('eve', { password: 'her own', isOneTime: false }, note, testTime);
        expect(await store.changeOperator('bob', taken, note, testTime)).toBe('set');
      },
    );

    test('of two admins who lock each other at once one stays', async () => {
      const stores = [await filled(), await ledger.open()] as const;
      const lock = (store: (typeof stores)[number], name: string) =>
        store.changeOperator(name, { status: 'disabled' }, note, testTime);
      const answers = await Promise.all([lock(stores[0], 'ann'), lock(stores[1], 'bob')]);
      expect(answers.sort()).toEqual(['lastAdmin', 'set']);
    });

    test('a password is replaced once, of two who replace the same', async () => {
      const store = await filled();
      const replaced = 'hash of eve';
      const change = { password: 'own', isOneTime: false, replaced };
      expect(await store.changeOperator('eve', change, note, testTime + 1)).toBe('set');
      expect(await store.changeOperator('eve', { ...change, password: 'x' }, note, testTime)).toBe('stale');
      expect(await store.findOperator('eve')).toMatchObject({
        ...{ password: 'own', isOneTime: false, setAt: testTime + 1 },
      });
      expect(await store.changeOperator('nobody', change, note, testTime)).toBe('unknown');
    });

    test.each<[string, OperatorChange]>([
      ['to be locked', { status: 'disabled' }],
      ['to be let in again', { status: 'active' }],
      ['another role', { role: 'viewer' }],
    ])('%s makes no one-time password last longer', async (_what, wanted) => {
      const store = await filled();
      expect(await store.changeOperator('eve', wanted, note, testTime + 80_000)).toBe('set');
      expect(await store.findOperator('eve')).toMatchObject({ ...wanted, setAt: testTime });
      const another = { password: 'another', isOneTime: true };
      expect(await store.changeOperator('eve', another, note, testTime + 90_000)).toBe('set');
      expect(await store.findOperator('eve')).toMatchObject({ setAt: testTime + 90_000 });
      // Of a password of its own nothing ends: there it says when the user was changed.
      expect(await store.changeOperator('ann', { role: 'admin' }, note, testTime + 5)).toBe('set');
      expect(await store.findOperator('ann')).toMatchObject({ setAt: testTime + 5 });
    });
  });

  describe('the audit trail', () => {
    test('is a chain in one order, whoever writes at the same time', async () => {
      const stores = [await ledger.open(), await ledger.open()];
      await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          stores[index % 2]?.addAudit({ ...note, subject: `s${index}` }, testTime + index),
        ),
      );
      const [store = await ledger.open()] = stores;
      const entries = await store.readAudit(undefined, 100);
      expect(entries.map(({ entryNo }) => entryNo)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
      expect(await store.readAudit(4, 2)).toMatchObject([{ entryNo: 3 }, { entryNo: 2 }]);
      expect(await store.checkAudit()).toBeUndefined();
    });

    test.each(["UPDATE audit_entry SET operator = 'x'", 'DELETE FROM audit_entry', 'DELETE FROM operator'])(
      'is only added to: %s is refused',
      async (sql) => {
        const store = await ledger.open();
        await store.addAudit(note, testTime);
        await ledger.database.exec(
          `INSERT INTO operator (name, role, password, status, set_at) VALUES ('x', 'viewer', '', 'disabled', 1)`,
        );
        await expect(ledger.database.exec(sql)).rejects.toThrow(/never/);
      },
    );

    test('shows an entry that was put at its end past the program', async () => {
      const store = await ledger.open();
      await store.addAudit(note, testTime);
      await ledger.database.exec(
        `INSERT INTO audit_entry (entry_no, at, operator, role, action, subject, outcome, digest)
           SELECT 2, at, operator, role, action, subject, outcome, digest FROM audit_entry`,
      );
      expect(await store.checkAudit()).toBe(2);
    });

    test('shows that its end was cut off', async () => {
      const store = await ledger.open();
      await store.addAudit(note, testTime);
      await ledger.database.exec(`UPDATE audit_head SET entry_no = 2, digest = 'another'`);
      expect(await store.checkAudit()).toBe(2);
    });
  });
});
