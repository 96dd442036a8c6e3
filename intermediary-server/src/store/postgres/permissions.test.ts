/** The permissions that docs/scaling.md gives for engines without triggers: enough for the ledger, too few to edit it. */
import { readFile } from 'node:fs/promises';
import { newIdentifier } from '@ecomm/protocol';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { testRandom, testTime } from '../../../../packages/protocol/src/testing/demo-parties.ts';
import { LedgerDriver } from '../../testing/ledger-driver.ts';
import { ledgerKinds, useLedger } from '../../testing/ledger-kinds.ts';
import { openLedgerStore } from '../open-ledger-store.ts';

const auditNote = { operator: 'o', role: 'admin', action: 'payer.suspend', subject: 's', outcome: 'done' };
const scaling = new URL('../../../../docs/scaling.md', import.meta.url);

describe.each(ledgerKinds.filter(({ name }) => name === 'PostgreSQL'))('on $name', (kind) => {
  const ledger = useLedger(kind);

  test('who signs in with them pays, claims, tops up, sweeps and closes, and edits no entry', async () => {
    await (await ledger.filled()).store.close();
    const [, grants = ''] = /```sql\n(.*?)```/s.exec(await readFile(scaling, 'utf8')) ?? [];
    const role = `intermediary_${crypto.randomUUID().replaceAll('-', '')}`;
    await ledger.database.exec(`CREATE ROLE ${role} LOGIN; ${grants.replaceAll('intermediary', role)};
      DROP FUNCTION only_added CASCADE`);
    const url = new URL(ledger.database.where);
    url.username = role;

    const driver = new LedgerDriver(await openLedgerStore(url.href, testTime), testTime);
    const { receiptId = '' } = await driver.pay(driver.newRequest('C1', 'M1', 900));
    expect(await driver.claim(receiptId)).toBe('credited');
    // Insufficient: a new Open To Buy.
    expect((await driver.pay(driver.newRequest('C1', 'M1', 900))).code).toBe('approved');
    driver.now += 9 * 24 * 3600;
    expect(await driver.store.sweep(driver.now)).toEqual({ returned: 1, closed: 0 });
    expect((await driver.close(true)).balanced).toBe(true);
    const owed = await driver.pay(driver.newRequest('C1', 'M1', 900));
    expect(await driver.refund(receiptId, 100)).toBe('owed');
    expect(await driver.claim(owed.receiptId ?? '')).toBe('credited');
    expect((await driver.close(true)).refunds).toMatchObject([{ amountMinor: 100 }]);
    const [credit] = await driver.store.pendingCardCredits();
    if (credit === undefined) return expect.fail('a card is credited');
    await driver.store.commitCardCredit(credit, { state: 'refused', code: 'unspecifiedFailure' });
    const { period, xid } = credit;
    const retry = { period, xid, attempt: 1, newRrpid: newIdentifier(testRandom) };
    expect(await driver.store.retryCardCredit(retry, auditNote, 1)).toBe('again');
    await driver.store.commitCardCredit(
      { ...credit, rrpid: retry.newRrpid },
      { state: 'done', code: 'success' },
    );
    const [payer] = (await driver.store.readState()).payers;
    expect(await driver.store.setPayerStatus(payer?.fingerprint ?? '', 'suspended', auditNote, 1)).toBe(true);
    await driver.store.setMerchantStatus('M1', 'suspended', auditNote, 1);
    await driver.store.pulse('node', 1);
    const minute = { at: 60, outcomes: { approved: 1 }, latencies: [1] };
    await driver.store.addMinutes('node', [minute, minute]);
    await driver.store.close();

    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    for (const table of [
      'posting',
      'purchase',
      'outcome',
      'evidence',
      'single_offer',
      'signed_header',
      'refund',
      'refund_posting',
      'card_credit_try',
    ])
      for (const sql of [`DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`])
        await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
    for (const sql of [
      'UPDATE posting SET amount_minor = 1',
      'UPDATE purchase SET amount_minor = 1',
      'UPDATE refund SET amount_minor = 1',
      `UPDATE outcome SET kind = 'returned'`,
      `UPDATE evidence SET mpreq = ''`,
      'DELETE FROM otb',
      'DELETE FROM payer',
      `UPDATE audit_entry SET operator = 'x'`,
      'DELETE FROM audit_entry',
    ])
      await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
    await client.end();
    await ledger.database.exec(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });
});
