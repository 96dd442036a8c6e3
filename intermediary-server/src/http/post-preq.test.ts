/** The top-up over HTTP: PInit, PReq, the bank's answer in every form, and what becomes of the parked purchase. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePInitReq, encodePInitReq, newIdentifier, type TopUp } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createTestWorld,
  type TestWorld,
  testRandom,
} from '../../../packages/protocol/src/testing/demo-parties.ts';
import { TestHouse, type TestHouseOptions } from '../testing/test-house.ts';
import type { TestPayment, TestWallet } from '../testing/test-wallet.ts';

let world: TestWorld;
let house: TestHouse;
let wallet: TestWallet;
let payment: TestPayment;
let topUp: TopUp;

const open = async (options: TestHouseOptions = {}) => {
  world ??= await createTestWorld();
  house = await TestHouse.open(options, world);
  wallet = await house.newWallet();
  payment = await wallet.prepare(house.merchant1, house.merchant1.makeOffer(250, 'EUR'));
  const { signed, private: secret } = await wallet.pay(payment);
  expect(signed.code).toBe('otbInsufficient');
  if (secret.topUp === undefined) throw new Error('no top-up was offered');
  topUp = secret.topUp;
};
const payAgain = async () => wallet.pay(payment);
const failure = ({ status, body }: { status: number; body: string }) => ({ status, ...JSON.parse(body) });

beforeEach(() => open());
afterEach(() => house.close());

describe('a wallet without an Open To Buy', () => {
  test('is offered a top-up by policy, and keeps being offered the same one', async () => {
    expect(topUp).toMatchObject({
      setUrl: 'http://127.0.0.1:8402/set',
      purchAmt: { currency: 'EUR', value: 2000 },
      order: 'Open to Buy 20.00 EUR',
    });
    expect((await payAgain()).private.topUp).toEqual(topUp);
    expect((await house.state()).otbs).toEqual([]);
  });
  test('is offered at least the price', async () => {
    await house.close();
    world ??= await createTestWorld();
    house = await TestHouse.open({ policy: { topUp: { EUR: 500 } } }, world);
    const dear = await wallet.prepare(house.merchant1, house.merchant1.makeOffer(900, 'EUR'));
    wallet = await house.newWallet();
    const asked = await wallet.prepare(house.merchant1, dear.offer);
    expect((await wallet.pay(asked)).private.topUp?.purchAmt).toEqual({ currency: 'EUR', value: 900 });
  });
});

describe('an approved top-up', () => {
  test('opens an Open To Buy, pays the parked purchase on it, and says so in PRes', async () => {
    const pRes = await wallet.complete(await wallet.initiate(topUp));
    expect(pRes).toMatchObject({
      completionCode: 'authorizationPerformed',
      authStatus: { authorizationNumber: 'A1B2C3' },
    });
    const { signed, private: secret } = await payAgain();
    expect(signed.code).toBe('approved');
    expect(secret.otb?.remaining).toEqual({ currency: 'EUR', value: 1750 });
    expect(secret.topUp).toBeUndefined();
    const { otbs, purchases, balanced } = await house.state();
    expect(otbs).toMatchObject([{ limitMinor: 2000, spentMinor: 250, state: 'open' }]);
    expect(purchases).toHaveLength(1);
    expect(balanced).toBe(true);
    expect(house.gateway.heldMinor).toBe(2000);
  });
  test('pays the parked purchase although its offer expired meanwhile', async () => {
    const purchase = await wallet.initiate(topUp);
    house.now += 1200;
    await wallet.complete(purchase);
    expect((await payAgain()).signed.code).toBe('approved');
  });
  test('is the same when PReq comes again, and is asked of the bank once', async () => {
    const purchase = await wallet.initiate(topUp);
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => wallet.sendPReq(purchase)));
    expect(first?.status).toBe(200);
    expect(others).toEqual([first, first]);
    expect(await wallet.sendPReq(purchase)).toEqual(first);
    expect(house.gateway.received).toHaveLength(1);
    expect((await house.state()).otbs).toHaveLength(1);
  });
  test('takes the place of an older Open To Buy, which closes with what was spent on it', async () => {
    await wallet.complete(await wallet.initiate(topUp));
    const spent: number[] = [];
    for (const value of [1000, 700, 100]) {
      const bought = await wallet.buy(house.merchant1, house.merchant1.makeOffer(value, 'EUR'));
      spent.push(bought.answer.private.otb?.remaining.value ?? -1);
    }
    // 2000 − 250 − 1000 − 700 = 50 is less than 100: the third purchase went on a new Open To Buy.
    expect(spent).toEqual([750, 50, 1900]);
    const { otbs, balanced } = await house.state();
    expect(otbs.map(({ state, spentMinor }) => [state, spentMinor])).toEqual([
      ['open', 100],
      ['closing', 1950],
    ]);
    expect(balanced).toBe(true);
  });
  test('opens an Open To Buy also when somebody else paid the single offer meanwhile', async () => {
    const purchase = await wallet.initiate(topUp);
    const other = await house.newWallet('4970100000000014');
    await other.buy(house.merchant1, payment.offer);
    await wallet.complete(purchase);
    expect((await payAgain()).signed.code).toBe('offerAlreadyPaid');
    const { otbs, balanced } = await house.state();
    expect(otbs.map(({ spentMinor }) => spentMinor).sort()).toEqual([0, 250]);
    expect(balanced).toBe(true);
  });
  test('of the wallet’s other top-up lets a parked purchase go ahead on it', async () => {
    const second = await wallet.prepare(house.merchant1, house.merchant1.makeOffer(30, 'EUR'));
    const offered = (await wallet.pay(second)).private.topUp;
    if (offered === undefined) throw new Error('no top-up was offered');
    await wallet.complete(await wallet.initiate(offered));
    expect((await payAgain()).signed.code).toBe('approved');
    // The first top-up may still be paid: the shopper has agreed to it; it finds nothing parked.
    await wallet.complete(await wallet.initiate(topUp));
    const { otbs, balanced } = await house.state();
    expect(otbs.map(({ state, spentMinor }) => [state, spentMinor])).toEqual([
      ['open', 0],
      ['closing', 280],
    ]);
    expect(balanced).toBe(true);
  });
});

describe('a declined top-up', () => {
  test('says why in PRes, refuses the parked purchase for good, and offers another try', async () => {
    house.gateway.authCode = 'declined';
    const pRes = await wallet.complete(await wallet.initiate(topUp));
    expect(pRes).toMatchObject({ completionCode: 'orderRejected', authStatus: { authCode: 'declined' } });
    const { signed, private: secret } = await payAgain();
    expect(signed.code).toBe('topUpDeclined');
    expect(secret.topUp?.lidM).not.toBe(topUp.lidM);
    expect((await payAgain()).private.topUp).toEqual(secret.topUp);
    expect((await house.state()).otbs).toEqual([]);

    house.gateway.authCode = 'approved';
    if (secret.topUp === undefined) throw new Error('no further top-up was offered');
    await wallet.complete(await wallet.initiate(secret.topUp));
    expect((await payAgain()).signed.code).toBe('topUpDeclined');
    const retry = await wallet.prepare(house.merchant1, payment.offer);
    expect((await wallet.pay(retry)).signed.code).toBe('approved');
  });
  test.each(['expiredCard', 'callIssuer', 'systemError'] as const)('for %s says so', async (authCode) => {
    house.gateway.authCode = authCode;
    const pRes = await wallet.complete(await wallet.initiate(topUp));
    expect(pRes.authStatus?.authCode).toBe(authCode);
  });
  test('is final for its PReq', async () => {
    house.gateway.authCode = 'declined';
    const purchase = await wallet.initiate(topUp);
    const first = await wallet.sendPReq(purchase);
    house.gateway.authCode = 'approved';
    expect(await wallet.sendPReq(purchase)).toEqual(first);
    expect((await house.state()).otbs).toEqual([]);
  });
});

describe('a top-up that the shopper cancels', () => {
  test('leaves nothing behind: the offer can be paid by a new request', async () => {
    await wallet.initiate(topUp);
    house.now += 60;
    const again = await wallet.prepare(house.merchant1, payment.offer);
    const { signed, private: secret } = await wallet.pay(again);
    expect(signed.code).toBe('otbInsufficient');
    if (secret.topUp === undefined) throw new Error('no top-up was offered');
    await wallet.complete(await wallet.initiate(secret.topUp));
    expect((await wallet.pay(again)).signed.code).toBe('approved');
  });
  test('ends with its request', async () => {
    house.now = payment.request.exp + 1;
    expect((await payAgain()).signed.code).toBe('offerExpired');
    await expect(wallet.initiate(topUp)).rejects.toThrow('ERR_TOP_UP_UNKNOWN');
  });
});

describe('while the bank does not answer', () => {
  beforeEach(async () => {
    await house.close();
    await open({ policy: { answerWaitMs: 30 } });
  });

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
    expect(failure(await wallet.sendPReq(two))).toMatchObject({ status: 409, code: 'ERR_TOP_UP_CLOSED' });
  });
});

test('a top-up under way when the program is stopped is finished by its next start', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'intermediary-'));
  await house.close();
  await open({ policy: { answerWaitMs: 30 }, path: join(directory, 'ledger.sqlite') });
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

describe('a PReq is refused', () => {
  test('for a transaction that was never initiated', async () => {
    const purchase = await wallet.initiate(topUp);
    const unknown = purchase.pReq.replaceAll(purchase.transIds.xid, newIdentifier(testRandom));
    expect(failure(await wallet.sendPReq({ pReq: unknown }))).toMatchObject({
      status: 404,
      code: 'ERR_MESSAGE_UNKNOWN_XID',
    });
  });
  test('when its order or amount is another', async () => {
    const purchase = await wallet.initiate(topUp, { order: 'Open to Buy 20000.00 EUR' });
    expect(failure(await wallet.sendPReq(purchase))).toMatchObject({
      status: 400,
      code: 'ERR_MESSAGE_MISMATCH',
    });
    const cheaper = await wallet.initiate({ ...topUp, purchAmt: { currency: 'EUR', value: 1 } });
    expect(failure(await wallet.sendPReq(cheaper))).toMatchObject({ code: 'ERR_MESSAGE_MISMATCH' });
  });
  test('when it repeats an old challenge', async () => {
    const purchase = await wallet.initiate(topUp, { challM: newIdentifier(testRandom) });
    expect(failure(await wallet.sendPReq(purchase))).toMatchObject({
      status: 400,
      code: 'ERR_MESSAGE_CHALLENGE',
    });
  });
  test('when another wallet pays it', async () => {
    const other = await house.newWallet('4970100000000014');
    const purchase = await other.initiate(topUp);
    expect(failure(await other.sendPReq(purchase))).toMatchObject({
      status: 403,
      code: 'ERR_TOP_UP_OTHER_PAYER',
    });
  });
  test('when its dual signature is another purchase’s', async () => {
    const [one, two] = [await wallet.initiate(topUp), await wallet.initiate(topUp)];
    const mixed = JSON.stringify({ ...JSON.parse(one.pReq), dual: JSON.parse(two.pReq).dual });
    expect(failure(await wallet.sendPReq({ pReq: mixed }))).toMatchObject({
      status: 401,
      code: 'ERR_DUAL_SIGNATURE',
    });
  });
  test.each([
    ['empty', ''],
    ['not JSON', 'x'],
    ['of unknown members', '{"oiData":"","extra":1}'],
  ])('when it is %s', async (_what, pReq) => {
    expect(failure(await wallet.sendPReq({ pReq }))).toMatchObject({
      status: 400,
      code: 'ERR_MESSAGE_MALFORMED',
    });
  });
  test('and nothing of it reaches the gateway', () => {
    expect(house.gateway.received).toEqual([]);
  });
});

describe('a PInitReq', () => {
  const post = async (message: string) =>
    failure(await house.parties.post('/set/pinit', 'application/json', message));

  test('repeated gets the same transaction', async () => {
    const { pInitReq } = await wallet.initiate(topUp);
    const send = () => house.parties.post('/set/pinit', 'application/json', pInitReq);
    expect(await send()).toEqual(await send());
  });
  test('for an unknown top-up, or none, is refused', async () => {
    const { pInitReq } = await wallet.initiate(topUp);
    const request = decodePInitReq(pInitReq);
    const other = { ...request, lidM: newIdentifier(testRandom) };
    expect(await post(encodePInitReq(other))).toMatchObject({ status: 404, code: 'ERR_TOP_UP_UNKNOWN' });
    const { lidM: _lidM, ...without } = request;
    expect(await post(encodePInitReq(without))).toMatchObject({ status: 404, code: 'ERR_TOP_UP_UNKNOWN' });
  });
  test('of another brand is refused', async () => {
    const { pInitReq } = await wallet.initiate(topUp);
    const other = { ...decodePInitReq(pInitReq), brand: 'Other' };
    expect(await post(encodePInitReq(other))).toMatchObject({ status: 400, code: 'ERR_MESSAGE_MISMATCH' });
  });
  test('leaves out the gateway’s chain when the wallet has it', async () => {
    const { pInitReq } = await wallet.initiate(topUp);
    const thumb = house.world.gateway.keyExchangeCertificate?.thumb ?? '';
    const request = { ...decodePInitReq(pInitReq), rrpid: newIdentifier(testRandom), thumbs: [thumb] };
    const answer = await house.parties.post('/set/pinit', 'application/json', encodePInitReq(request));
    const payload = JSON.parse(Buffer.from(answer.body.split('.')[1] ?? '', 'base64url').toString());
    expect(payload.gatewayThumb).toBe(thumb);
    expect(payload.gatewayChain).toBeUndefined();
  });
  test('of one top-up can not come without end', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 22 }, () => wallet.initiate(topUp)));
    const refused = attempts.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(2);
    expect(String((refused[0] as PromiseRejectedResult).reason)).toContain('ERR_TOP_UP_CLOSED');
  });
});
