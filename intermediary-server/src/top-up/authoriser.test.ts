/** A bank that does not answer, or whose answers are lost: nothing is decided, and everything comes to its end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TopUp } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TestHouse } from '../testing/test-house.ts';
import { failureOf, openTopUp } from '../testing/test-top-up.ts';
import type { TestPayment, TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;
let payment: TestPayment;
let topUp: TopUp;

const payAgain = async () => wallet.pay(payment);

beforeEach(async () => {
  ({ house, wallet, payment, topUp } = await openTopUp({ policy: { answerWaitMs: 30 } }));
});
afterEach(() => house.close());

describe('while the bank does not answer', () => {
  test('PReq is told so, the purchase is pending, and both end well when the bank is back', async () => {
    house.gateway.line = 'down';
    const purchase = await wallet.initiate(topUp);
    const response = await house.request('/set/preq', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: purchase.pReq,
    });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toMatchObject({ code: 'ERR_GATEWAY_UNREACHABLE' });
    expect((await payAgain()).signed.code).toBe('topUpPending');
    expect((await house.state()).otbs).toEqual([]);
    house.gateway.line = 'up';
    await expect.poll(async () => (await wallet.sendPReq(purchase)).status).toBe(200);
    expect((await payAgain()).signed.code).toBe('approved');
  });
  test('an answer that was lost is asked for again with the same bytes, and holds once', async () => {
    house.gateway.line = 'loseAnswers';
    const purchase = await wallet.initiate(topUp);
    expect((await wallet.sendPReq(purchase)).status).toBe(503);
    await expect.poll(() => house.gateway.heldMinor).toBe(2000);
    expect((await house.state()).otbs).toEqual([]);
    house.gateway.line = 'up';
    await expect.poll(async () => (await wallet.sendPReq(purchase)).status).toBe(200);
    expect(new Set(house.gateway.received.map(({ body }) => body)).size).toBe(1);
    expect(house.gateway.authorizations.size).toBe(1);
    expect((await house.state()).otbs).toHaveLength(1);
  });
  test('for too long, the authorization is reversed, then the top-up is declined', async () => {
    house.gateway.line = 'loseAnswers';
    const purchase = await wallet.initiate(topUp);
    expect((await wallet.sendPReq(purchase)).status).toBe(503);
    house.now += 121;
    await expect.poll(() => house.gateway.received.some(({ path }) => path === '/set/authrevreq')).toBe(true);
    expect((await payAgain()).signed.code).toBe('topUpPending');
    house.gateway.line = 'up';
    await expect.poll(async () => (await wallet.sendPReq(purchase)).status).toBe(200);
    const pRes = await wallet.complete(purchase);
    expect(pRes).toMatchObject({ completionCode: 'orderRejected', authStatus: { authCode: 'noReply' } });
    expect((await payAgain()).signed.code).toBe('topUpDeclined');
    expect(house.gateway.heldMinor).toBe(0);
    expect((await house.state()).otbs).toEqual([]);
  });
  test('for so long that the reversal is too old, it is made anew under its RRPID', async () => {
    house.gateway.line = 'down';
    const purchase = await wallet.initiate(topUp);
    await wallet.sendPReq(purchase);
    house.now += 121;
    await expect.poll(() => house.logged.length).toBeGreaterThan(3);
    await expect
      .poll(async () => (await house.store.findSetPurchase(purchase.transIds.xid))?.state)
      .toBe('reversing');
    house.now += 1000;
    house.gateway.line = 'up';
    await expect.poll(async () => (await wallet.sendPReq(purchase)).status).toBe(200);
    expect((await wallet.complete(purchase)).completionCode).toBe('orderRejected');
  });
  test('a second purchase of the same top-up is refused', async () => {
    house.gateway.line = 'down';
    const [one, two] = [await wallet.initiate(topUp), await wallet.initiate(topUp)];
    expect((await wallet.sendPReq(one)).status).toBe(503);
    expect(failureOf(await wallet.sendPReq(two))).toMatchObject({ status: 409, code: 'ERR_TOP_UP_CLOSED' });
  });
});

test('a top-up under way when the program is stopped is finished by its next start', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'intermediary-'));
  await house.close();
  const path = join(directory, 'ledger.sqlite');
  ({ house, wallet, payment, topUp } = await openTopUp({ policy: { answerWaitMs: 30 }, path }));
  house.gateway.line = 'loseAnswers';
  const purchase = await wallet.initiate(topUp);
  expect((await wallet.sendPReq(purchase)).status).toBe(503);
  await house.close();
  house.gateway.line = 'up';
  await house.start();
  await house.opened.tidy();
  await expect.poll(async () => (await payAgain()).signed.code).toBe('approved');
  expect(house.gateway.authorizations.size).toBe(1);
  expect((await wallet.complete(purchase)).completionCode).toBe('authorizationPerformed');
  await house.close();
  // Too old for the gateway by now, had it not been answered: the stored answer is given all the same.
  await house.start();
  house.now += 3600;
  expect((await wallet.complete(purchase)).completionCode).toBe('authorizationPerformed');
  await rm(directory, { recursive: true });
});
