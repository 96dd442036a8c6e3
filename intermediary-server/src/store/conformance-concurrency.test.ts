/** Several processes on one database, some of which die: what is paid is paid once, and what is said to be paid is. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { testTime } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { decideClaim } from '../ledger/decide-claim.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import type { ClaimCommit, PaymentRequest } from '../ledger/records.ts';
import { LedgerDriver } from '../testing/ledger-driver.ts';
import { ledgerKinds, useLedger } from '../testing/ledger-kinds.ts';

const day = 24 * 3600;
const payUntilKilled = fileURLToPath(new URL('../testing/pay-until-killed.ts', import.meta.url));

/** Decides and commits until it is paid or refused, as the intermediary does. */
async function settle(driver: LedgerDriver, request: PaymentRequest): Promise<string> {
  for (;;) {
    const stored = await driver.store.findRequestByRrpid(request.payerThumb, request.rrpid);
    if (stored !== undefined) return stored.answer;
    const commit = await driver.decide(request);
    const { code } = commit.decision;
    if (code === 'otbInsufficient') return code;
    if ((await driver.store.commitPayment(commit)) === 'committed') return code;
  }
}

async function claimCommit(store: LedgerStore, receiptId: string, at: number): Promise<ClaimCommit> {
  const purchase = (await store.findPurchases([receiptId])).get(receiptId);
  const claim = { receiptId, opensLock: true, preimage: 'preimage' };
  const names = { requestDigest: crypto.randomUUID(), rrpid: crypto.randomUUID() };
  return {
    request: { ...names, senderThumb: 'thumb of M1', merchantId: 'M1', claims: [claim] },
    at,
    decisions: [decideClaim(claim, purchase, 'M1', at)],
    answer: 'answer',
  };
}

describe.each(ledgerKinds)('on $name', (kind) => {
  const ledger = useLedger(kind);
  const two = async (topUpMinor?: number) => {
    const one = await ledger.filled(topUpMinor);
    return [one, new LedgerDriver(await ledger.open(), testTime, topUpMinor)] as const;
  };

  describe('two processes', () => {
    test('do not overdraw one Open To Buy', async () => {
      const drivers = await two();
      const codes = await Promise.all(
        Array.from({ length: 12 }, (_, index) => {
          const driver = drivers[index % 2] ?? drivers[0];
          return settle(driver, driver.newRequest('C1', 'M1', 400));
        }),
      );
      expect(codes.filter((code) => code === 'approved')).toHaveLength(3);
      expect(codes.filter((code) => code === 'otbInsufficient')).toHaveLength(9);
      const { otbs, purchases } = await drivers[0].store.readState();
      expect([otbs[0]?.spentMinor, purchases.length]).toEqual([1700, 4]);
    });

    test('do not pay a single offer twice', async () => {
      const drivers = await two();
      for (const payer of ['C2', 'C3', 'C4']) await drivers[0].pay(drivers[0].newRequest(payer, 'M1', 1));
      const { order } = drivers[0].newRequest('C1', 'M1', 10);
      const codes = await Promise.all(
        ['C1', 'C2', 'C3', 'C4'].map((payer, index) => {
          const driver = drivers[index % 2] ?? drivers[0];
          return settle(driver, { ...driver.newRequest(payer, 'M1', 10), order });
        }),
      );
      expect(codes.toSorted()).toEqual(['approved', ...Array(3).fill('offerAlreadyPaid')]);
    });

    test('debit one request once, however often it is sent to both', async () => {
      const drivers = await two();
      const request = drivers[0].newRequest('C1', 'M1', 10);
      const codes = await Promise.all(
        Array.from({ length: 8 }, (_, index) => settle(drivers[index % 2] ?? drivers[0], request)),
      );
      expect(codes).toEqual(Array(8).fill('approved'));
      expect((await drivers[1].store.readState()).otbs[0]?.spentMinor).toBe(510);
    });

    test('open one Open To Buy for one payer, and lose none of the purchases', async () => {
      const drivers = await two(1000);
      const pay = (driver: LedgerDriver) => driver.pay(driver.newRequest('C1', 'M1', 900));
      const answers = await Promise.all(drivers.map(pay));
      const { otbs, purchases } = await drivers[0].store.readState();
      expect(otbs.filter(({ state }) => state === 'open')).toHaveLength(1);
      expect(purchases.length).toBeGreaterThan(1);
      expect(answers.some(({ code }) => code === 'approved')).toBe(true);
    });

    test('credit a receipt once', async () => {
      const drivers = await two();
      const { receiptId = '' } = await drivers[0].pay(drivers[0].newRequest('C1', 'M1', 10));
      const commits = await Promise.all(drivers.map(({ store }) => claimCommit(store, receiptId, testTime)));
      const statuses = await Promise.all(
        commits.map((commit, index) => (drivers[index] ?? drivers[0]).store.commitClaims(commit)),
      );
      expect(statuses.toSorted()).toEqual(['changed', 'committed']);
    });

    test('credit a receipt or return it, when one is early and one late', async () => {
      const drivers = await two();
      for (let round = 0; round < 10; round += 1) {
        const { receiptId = '' } = await drivers[0].pay(drivers[0].newRequest('C1', 'M1', 10));
        const commit = await claimCommit(drivers[0].store, receiptId, testTime);
        const [status, { returned }] = await Promise.all([
          drivers[0].store.commitClaims(commit),
          drivers[1].store.sweep(testTime + 3 * day),
        ]);
        expect([status, returned]).toEqual(status === 'committed' ? ['committed', 0] : ['changed', 1]);
      }
    });

    test('begin one close and end it once', async () => {
      const drivers = await two();
      const close = { at: testTime, settleOpenOtbsAtClose: true, newRrpid: () => crypto.randomUUID() };
      const periods = await Promise.all([...drivers, ...drivers].map(({ store }) => store.beginClose(close)));
      expect(new Set(periods).size).toBe(1);
      const [period = ''] = periods;
      const settlements = await drivers[0].store.pendingSettlements(period);
      expect(settlements).toHaveLength(1);
      for (const settlement of settlements)
        await Promise.all(
          drivers.map(({ store }) => store.commitSettlement(settlement, { state: 'done', code: 'success' })),
        );
      const results = await Promise.all(
        [...drivers, ...drivers].map(({ store }) => store.finishClose(period, testTime, close.newRrpid)),
      );
      for (const result of results) expect(result).toEqual(results[0]);
      expect(results[0]).toMatchObject({ balanced: true, debits: [{ amountMinor: 500 }] });
      const { runs } = await drivers[1].store.readState();
      expect(runs.map(({ state }) => state)).toEqual(['closed']);
    });

    test('send one request for one settlement, whoever made it first', async () => {
      const drivers = await two();
      const close = { at: testTime, settleOpenOtbsAtClose: true, newRrpid: () => crypto.randomUUID() };
      const period = await drivers[0].store.beginClose(close);
      const [settlement] = await drivers[0].store.pendingSettlements(period);
      if (settlement === undefined) throw new Error('a settlement is pending');
      const kept = await Promise.all(
        drivers.map(({ store }, index) => store.saveSettlementRequest(settlement, `request ${index}`)),
      );
      expect(kept[1]).toBe(kept[0]);
      // Too old, says the gateway: both make it anew.
      const [old] = await drivers[0].store.pendingSettlements(period);
      const anew = await Promise.all(
        drivers.map(({ store }, index) => store.saveSettlementRequest(old ?? settlement, `newer ${index}`)),
      );
      expect(anew[0]).toMatch('newer');
      expect(anew[1]).toBe(anew[0]);
      await drivers[0].store.commitSettlement(settlement, { state: 'done', code: 'success' });
      expect((await drivers[1].store.finishClose(period, testTime, close.newRrpid)).balanced).toBe(true);
    });

    test('do not both reverse a top-up, nor open an Open To Buy that is being reversed', async () => {
      const drivers = await two();
      const [{ store }] = drivers;
      const commit = await drivers[0].decide(drivers[0].newRequest('C2', 'M1', 100));
      const purchase = await drivers[0].beginTopUp(commit);
      const reversalOf = (name: string) => ({ authCode: 'noReply', rrpid: name, authRevReq: `by ${name}` });
      await Promise.all(
        drivers.map((driver, index) => driver.store.saveReversal(purchase.xid, reversalOf(`${index}`))),
      );
      const first = (await store.findSetPurchase(purchase.xid))?.reversal;
      expect(['by 0', 'by 1']).toContain(first?.authRevReq);
      expect((await drivers[1].endTopUp(purchase)).status).toBe('changed');
      const anew = drivers.map((driver, index) =>
        driver.store.saveReversal(purchase.xid, reversalOf(`anew ${index}`), first),
      );
      await Promise.all(anew);
      const second = (await store.findSetPurchase(purchase.xid))?.reversal;
      await store.saveReversal(purchase.xid, reversalOf('late'), first);
      expect((await store.findSetPurchase(purchase.xid))?.reversal).toEqual(second);
      expect(second?.rrpid).toMatch('anew');
      const declined = { xid: purchase.xid, at: testTime, pRes: 'declined' };
      const offered = { payer: 'C2', order: 'Open to Buy', amount: purchase.amount, expiresAt: testTime };
      const ends = await Promise.all(
        drivers.map((driver, index) =>
          driver.store.commitDecline({
            ...declined,
            parked: { answer: 'declined', topUp: { ...offered, lidM: `further ${index}` } },
          }),
        ),
      );
      expect(ends.toSorted()).toEqual(['changed', 'committed']);
      await store.saveReversal(purchase.xid, reversalOf('too late'));
      expect((await store.findSetPurchase(purchase.xid))?.state).toBe('declined');
      expect((await store.readState()).otbs.map(({ payer }) => payer)).toEqual(['C1']);
    });

    test('end one top-up once', async () => {
      const drivers = await two();
      const commit = await drivers[0].decide(drivers[0].newRequest('C2', 'M1', 100));
      const purchase = await drivers[0].beginTopUp(commit);
      const ends = await Promise.all(drivers.map((driver) => driver.endTopUp(purchase)));
      expect(ends.map(({ status }) => status).toSorted()).toEqual(['changed', 'committed']);
      const { otbs } = await drivers[0].store.readState();
      expect(otbs.filter(({ payer }) => payer === 'C2')).toMatchObject([{ spentMinor: 100 }]);
    });

    test('close a period while payments go on, and no payment is in two periods or none', async () => {
      const [paying, closing] = await two();
      let isOver = false;
      const payments = (async () => {
        const codes: string[] = [];
        while (!isOver) codes.push((await paying.pay(paying.newRequest('C2', 'M1', 10))).code);
        return codes;
      })();
      const closings = [];
      for (let round = 0; round < 3; round += 1) closings.push(await closing.close(true));
      isOver = true;
      await payments;
      const { purchases } = await closing.store.readState();
      for (const receiptId of purchases
        .filter(({ state }) => state === 'accepted')
        .map((each) => each.receiptId))
        await closing.store.commitClaims(await claimCommit(closing.store, receiptId, testTime));
      closings.push(await closing.close(true));
      expect(closings.every(({ balanced }) => balanced)).toBe(true);
      const cleared = closings.flatMap(({ credits }) => credits).reduce((sum, { count }) => sum + count, 0);
      expect(cleared).toBe(purchases.length);
    });
  });

  describe('a process that dies', () => {
    test('in the middle of a transaction leaves nothing of it, and keeps nobody waiting', async () => {
      const driver = await ledger.filled();
      const before = await driver.store.readState();
      await ledger.database.execAndDie(
        `UPDATE otb SET spent_minor = 1; UPDATE running_period SET period = 'stolen';
         INSERT INTO single_offer VALUES ('O', 'M', 'R')`,
      );
      expect(await driver.store.readState()).toEqual(before);
      expect(await settle(driver, driver.newRequest('C1', 'M1', 10))).toBe('approved');
    });

    test('under load has done all that it said, and the next goes on', async () => {
      const said: string[] = [];
      for (const name of ['first', 'second']) {
        const args = ['--import', 'tsx', payUntilKilled, ledger.database.where, name];
        const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
        const exited = once(child, 'exit');
        for await (const line of createInterface(child.stdout)) {
          said.push(line);
          if (said.length % 60 === 0) child.kill('SIGKILL');
        }
        expect((await exited)[1]).toBe('SIGKILL');
      }
      const { purchases } = await (await ledger.open()).readState();
      const known = new Set(purchases.map(({ receiptId }) => receiptId));
      expect(said.filter((receiptId) => !known.has(receiptId))).toEqual([]);
    }, 60_000);

    test('or a connection that is cut leaves each payment done or not done, and done when it is sent again', async () => {
      const drivers = await two(100_000);
      const requests = Array.from({ length: 60 }, (_, index) =>
        drivers[0].newRequest('C1', `M${index % 3}`, 10),
      );
      const send = async (request: PaymentRequest, driver: LedgerDriver) => {
        for (;;)
          try {
            return await settle(driver, request);
          } catch (error) {
            expect(error).toMatchObject({ code: 'ERR_LEDGER_UNAVAILABLE' });
          }
      };
      let isOver = false;
      const cutting = (async () => {
        while (!isOver) {
          await ledger.database.cutConnections();
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      })();
      const codes = await Promise.all(
        requests.map((request, index) => send(request, drivers[index % 2] ?? drivers[0])),
      );
      isOver = true;
      await cutting;
      expect(codes).toEqual(requests.map(() => 'approved'));
      const { otbs } = await (await ledger.open()).readState();
      expect(otbs[0]?.spentMinor).toBe(500 + 600);
    }, 60_000);
  });
});
