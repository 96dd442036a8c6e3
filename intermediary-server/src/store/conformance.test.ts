/** What holds for a ledger on each database, and what the database itself refuses, whatever the program above it does. */
import { describe, expect, test } from 'vitest';
import { testTime } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { ledgerKinds, useLedger } from '../testing/ledger-kinds.ts';

const day = 24 * 3600;
const auditNote = { operator: 'o', role: 'admin', action: 'payer.suspend', subject: 's', outcome: 'done' };
const isUnique = /unique/i;
const isCheck = /check/i;
const isNever = /never/;

const purchaseColumns = `xid, payer, merchant_id, offer_id, is_single, currency, amount_minor, delivery_tag,
  accepted_at, advice_deadline, claim_deadline, period`;

describe.each(ledgerKinds)('on $name', (kind) => {
  const ledger = useLedger(kind);

  describe('the database', () => {
    test.each([
      ['overdraws an Open To Buy', 'UPDATE otb SET spent_minor = limit_minor + 1', isCheck],
      ['takes back more than was spent', 'UPDATE otb SET spent_minor = -1', isCheck],
      ['raises a limit', 'UPDATE otb SET limit_minor = limit_minor * 2', isNever],
      ['gives an Open To Buy to another payer', `UPDATE otb SET payer = 'C2'`, isNever],
      ['deletes an Open To Buy', 'DELETE FROM otb', isNever],
      ['edits a purchase', 'UPDATE purchase SET amount_minor = 1', isNever],
      ['deletes a purchase', 'DELETE FROM purchase', isNever],
      ['edits a posting', 'UPDATE posting SET amount_minor = 1', isNever],
      ['deletes a posting', 'DELETE FROM posting', isNever],
      ['edits what became of a receipt', `UPDATE outcome SET kind = 'returned'`, isNever],
      ['deletes what became of a receipt', 'DELETE FROM outcome', isNever],
      ['edits what a payer signed', `UPDATE evidence SET mpreq = ''`, isNever],
      ['deletes what a payer signed', 'DELETE FROM evidence', isNever],
      ['forgets that a single offer was paid', 'DELETE FROM single_offer', isNever],
      ['credits a receipt twice', 'INSERT INTO outcome SELECT * FROM outcome', isUnique],
      [
        'credits without a preimage',
        `INSERT INTO outcome (receipt_id, payer, kind, decided_at) SELECT 'R', 'C1', 'credited', 1`,
        isCheck,
      ],
      [
        'posts to one account both ways',
        `INSERT INTO posting (shard, xid, kind, debit, credit, currency, amount_minor, reference, posted_at)
           SELECT shard, xid, kind, debit, debit, currency, amount_minor, 'R2', posted_at FROM posting`,
        isCheck,
      ],
      [
        'posts an amount below zero',
        `INSERT INTO posting (shard, xid, kind, debit, credit, currency, amount_minor, reference, posted_at)
           SELECT shard, xid, kind, debit, credit, currency, -1, 'R2', posted_at FROM posting`,
        isCheck,
      ],
      [
        'posts a purchase without its Open To Buy',
        `INSERT INTO posting (shard, xid, kind, debit, credit, currency, amount_minor, reference, posted_at)
           SELECT shard, NULL, kind, debit, credit, currency, amount_minor, 'R2', posted_at FROM posting`,
        isCheck,
      ],
      [
        'opens a second Open To Buy of one payer and currency',
        `INSERT INTO set_purchase (xid, lid_m, payer, trans_ids, chall_m, pinit_digest, pinit_answer, state)
           SELECT 'Y', lid_m, payer, trans_ids, chall_m, 'd', '', 'initialised' FROM set_purchase;
         INSERT INTO otb SELECT 'Y', payer, currency, limit_minor, 0, 'open', cap_token, opened_at,
           spendable_until, NULL FROM otb`,
        isUnique,
      ],
      [
        'authorizes two purchases of one top-up',
        `INSERT INTO set_purchase (xid, lid_m, payer, trans_ids, chall_m, pinit_digest, pinit_answer, state)
           SELECT 'Y', lid_m, payer, trans_ids, chall_m, 'd', '', 'authorising' FROM set_purchase`,
        isUnique,
      ],
      ['pays a single offer twice', 'INSERT INTO single_offer SELECT * FROM single_offer', isUnique],
      [
        'gives one receipt to two purchases',
        `INSERT INTO purchase (receipt_id, ${purchaseColumns}) SELECT receipt_id, ${purchaseColumns} FROM purchase`,
        isUnique,
      ],
      [
        'buys from an Open To Buy that is not there',
        `INSERT INTO purchase (receipt_id, ${purchaseColumns})
           SELECT 'R2', ${purchaseColumns.replace('xid', "'no such'")} FROM purchase`,
        /foreign key/i,
      ],
    ])('refuses a program that %s', async (_what, sql, says) => {
      await ledger.filled();
      await expect(ledger.database.exec(sql)).rejects.toThrow(says);
    });

    test('keeps its content, its period and its version over a restart', async () => {
      const { store } = await ledger.filled();
      const before = await store.readState();
      await store.close();
      expect(await (await ledger.open(testTime + 5 * day)).readState()).toEqual(before);
    });
  });

  describe('a commit', () => {
    test('of a decision that no longer holds writes nothing', async () => {
      const driver = await ledger.filled();
      const one = await driver.decide(driver.newRequest('C1', 'M1', 1000));
      const two = await driver.decide(driver.newRequest('C1', 'M1', 900));
      expect([one.decision.code, two.decision.code]).toEqual(['approved', 'approved']);
      expect(await driver.store.commitPayment(one)).toBe('committed');
      expect(await driver.store.commitPayment(two)).toBe('changed');
      const { otbs, purchases } = await driver.store.readState();
      expect([otbs[0]?.spentMinor, purchases.length]).toEqual([1500, 2]);
    });
    test('of a request that has its answer writes nothing', async () => {
      const driver = await ledger.filled();
      const commit = await driver.decide(driver.newRequest('C1', 'M1', 10));
      expect(await driver.store.commitPayment(commit)).toBe('committed');
      expect(await driver.store.commitPayment(commit)).toBe('changed');
      expect((await driver.store.readState()).otbs[0]?.spentMinor).toBe(510);
    });
    test('under the name of another request writes nothing', async () => {
      const driver = await ledger.filled();
      const commit = await driver.decide(driver.newRequest('C1', 'M1', 10));
      expect(await driver.store.commitPayment(commit)).toBe('committed');
      const other = { ...driver.newRequest('C1', 'M2', 20), rrpid: commit.request.rrpid };
      expect(await driver.store.commitPayment(await driver.decide(other))).toBe('changed');
      expect(await driver.store.findRequestByRrpid(other.payerThumb, other.rrpid)).toMatchObject({
        requestDigest: commit.request.requestDigest,
      });
    });
    test('of a single offer that is paid is decided anew, by whomever', async () => {
      const driver = await ledger.filled();
      await driver.pay(driver.newRequest('C2', 'M1', 100));
      const { order, ...request } = driver.newRequest('C1', 'M1', 100);
      const [one, two] = [
        await driver.decide({ ...request, order }),
        await driver.decide({ ...driver.newRequest('C2', 'M1', 100), order }),
      ];
      expect([one.decision.code, two.decision.code]).toEqual(['approved', 'approved']);
      expect(await driver.store.commitPayment(one)).toBe('committed');
      expect(await driver.store.commitPayment(two)).toBe('changed');
      expect((await driver.decide(two.request)).decision.code).toBe('offerAlreadyPaid');
    });
    test('by a payer who was suspended meanwhile writes nothing', async () => {
      const driver = await ledger.filled();
      const commit = await driver.decide(driver.newRequest('C1', 'M1', 10));
      const [payer] = (await driver.store.readState()).payers;
      expect(
        await driver.store.setPayerStatus(payer?.fingerprint ?? '', 'suspended', auditNote, testTime),
      ).toBe(true);
      expect(await driver.store.commitPayment(commit)).toBe('changed');
      expect((await driver.decide(commit.request)).decision.code).toBe('payerSuspended');
      expect(await driver.store.setPayerStatus('nobody', 'suspended', auditNote, testTime)).toBe(false);
    });
    test('after a period was closed meanwhile writes nothing', async () => {
      const driver = await ledger.filled();
      const commit = await driver.decide(driver.newRequest('C1', 'M1', 10));
      await driver.close(true);
      expect(await driver.store.commitPayment(commit)).toBe('changed');
    });
  });

  test('answers are kept for seven days, purchases for ever', async () => {
    const driver = await ledger.filled();
    const request = driver.newRequest('C1', 'M1', 10);
    await driver.pay(request);
    driver.now += 7 * day;
    await driver.store.sweep(driver.now);
    expect(await driver.store.findRequestByRrpid(request.payerThumb, request.rrpid)).toBeDefined();
    driver.now += 1;
    await driver.store.sweep(driver.now);
    expect(await driver.store.findRequestByRrpid(request.payerThumb, request.rrpid)).toBeUndefined();
    expect((await driver.store.readState()).purchases).toHaveLength(2);
  });

  test('a sweep of more receipts than go in one transaction returns all of them', async () => {
    const driver = await ledger.driver(900_000);
    for (let count = 0; count < 230; count += 1) await driver.pay(driver.newRequest('C1', 'M1', 10));
    driver.now += 3 * day;
    expect(await driver.store.sweep(driver.now)).toEqual({ returned: 230, closed: 0 });
    expect((await driver.store.readState()).otbs[0]?.spentMinor).toBe(0);
    expect(await driver.store.sweep(driver.now)).toEqual({ returned: 0, closed: 0 });
  });

  test('a close of many payers and merchants debits each once and credits each once', async () => {
    const driver = await ledger.driver();
    for (let count = 0; count < 90; count += 1) {
      const { receiptId = '' } = await driver.pay(driver.newRequest(`C${count % 30}`, `M${count % 7}`, 10));
      await driver.claim(receiptId);
    }
    const { debits, credits, settlements, balanced } = await driver.close(true);
    expect([debits.length, credits.length, settlements.length, balanced]).toEqual([30, 7, 30, true]);
    expect(debits.every(({ amountMinor, count }) => amountMinor === 30 && count === 3)).toBe(true);
    expect(credits.map(({ party }) => party)).toEqual(['M0', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6']);
  });
});
