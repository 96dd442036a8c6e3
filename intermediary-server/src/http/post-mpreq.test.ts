/** MPReq over HTTP with real keys: what is approved, what is refused with a signature, what is not even answered. */
import { digestOf, mpOffer, newIdentifier } from '@ecomm/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestWorld, testRandom } from '../../../packages/protocol/src/testing/demo-parties.ts';
import { TestHouse } from '../testing/test-house.ts';
import { type TestPayment, TestWallet } from '../testing/test-wallet.ts';

let house: TestHouse;
let wallet: TestWallet;

beforeAll(async () => {
  house = await TestHouse.open({ policy: { requestBurst: 1000 } });
  wallet = await house.newWallet();
  await wallet.buy(house.merchant1, house.merchant1.makeOffer(20, 'EUR'));
});
afterAll(() => house.close());

const offer = (value = 20, changes: object = {}) => house.merchant1.makeOffer(value, 'EUR', changes);
const prepare = (changes: object = {}, offered = offer()) =>
  wallet.prepare(house.merchant1, offered, changes);
const codeOf = async (payment: TestPayment) => (await wallet.pay(payment)).signed.code;
const errorOf = async ({ message }: { message: string }) => {
  const { status, body } = await house.parties.post('/mset/mpreq', 'application/jose', message);
  return { status, ...JSON.parse(body) };
};

describe('an MPReq that the Open To Buy covers', () => {
  test('gets a receipt over everything that was asked, and the wallet alone learns what is left', async () => {
    const payment = await prepare();
    const before = (await house.state()).otbs[0]?.spentMinor ?? 0;
    const { signed, private: secret } = await wallet.pay(payment);
    expect(signed).toMatchObject({
      code: 'approved',
      rrpid: payment.request.rrpid,
      merchantId: 'M1',
      amount: { currency: 'EUR', value: 20 },
      acceptedAt: house.now,
      adviceDeadline: house.now + 24 * 3600,
      period: '2026-11-23.1',
    });
    expect(secret.otb).toMatchObject({
      limit: { currency: 'EUR', value: 2000 },
      remaining: { currency: 'EUR', value: 2000 - before - 20 },
    });
    expect(JSON.stringify(signed)).not.toContain(wallet.cardholder.identity.certificate.commonName);
    expect((await house.state()).otbs[0]?.spentMinor).toBe(before + 20);
  });
  test('is answered with the same bytes again, and debited once', async () => {
    const payment = await prepare();
    const first = await wallet.send(payment);
    const spent = (await house.state()).otbs[0]?.spentMinor;
    expect(await wallet.send(payment)).toEqual(first);
    const [left, right] = await Promise.all([wallet.send(payment), wallet.send(payment)]);
    expect([left, right]).toEqual([first, first]);
    expect((await house.state()).otbs[0]?.spentMinor).toBe(spent);
  });
  test('is answered again after the offer and the request have expired', async () => {
    const payment = await prepare();
    const first = await wallet.send(payment);
    house.now += 7200;
    try {
      expect(await wallet.send(payment)).toEqual(first);
    } finally {
      house.now -= 7200;
    }
  });
  test('that comes twice at once is debited once', async () => {
    const payment = await prepare();
    const count = (await house.state()).purchases.length;
    const answers = await Promise.all(Array.from({ length: 8 }, () => wallet.send(payment)));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect((await house.state()).purchases.length).toBe(count + 1);
  });
  test('of a brand’s offer is approved, as the intermediary is of the brand', async () => {
    expect(await codeOf(await prepare({}, offer(20, { accepts: [{ brand: 'CB-demo' }] })))).toBe('approved');
  });
  test('carries its CORS headers, as wallets are extensions', async () => {
    const preflight = await house.request('/mset/mpreq', {
      method: 'OPTIONS',
      headers: {
        origin: 'chrome-extension://wallet',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    const refused = await house.request('/mset/mpreq', { method: 'POST', body: 'x' });
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
    expect(refused.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('an offer', () => {
  test('for one payer is paid once, by whomever', async () => {
    const shared = offer();
    expect(await codeOf(await prepare({}, shared))).toBe('approved');
    expect(await codeOf(await prepare({}, shared))).toBe('offerAlreadyPaid');
    const other = await house.newWallet('4970100000000014');
    const payment = await other.prepare(house.merchant1, shared);
    expect((await other.pay(payment)).signed.code).toBe('offerAlreadyPaid');
  });
  test('of a catalogue is paid by many', async () => {
    const shared = offer(20, { use: 'catalogue' });
    expect(await codeOf(await prepare({}, shared))).toBe('approved');
    const other = await house.newWallet('4970100000000014');
    const bought = await other.buy(house.merchant1, shared);
    expect(bought.receipt.offerId).toBe(shared.offerId);
  });
  test('that bears another merchant’s identifier is paid beside it', async () => {
    const shared = offer();
    expect(await codeOf(await prepare({}, shared))).toBe('approved');
    const theirs = house.merchant2.makeOffer(20, 'EUR', { offerId: shared.offerId });
    const payment = await wallet.prepare(house.merchant2, theirs);
    expect((await wallet.pay(payment)).signed.code).toBe('approved');
  });
});

describe('a signed refusal', () => {
  const refused = async (payment: TestPayment) => {
    const { signed, private: secret } = await wallet.pay(payment);
    expect(signed).not.toHaveProperty('receiptId');
    expect(secret.topUp).toBeUndefined();
    // Final: the same bytes get the same answer.
    const answer = await wallet.send(payment);
    expect(await wallet.send(payment)).toEqual(answer);
    return signed.code;
  };
  test('of an expired offer says offerExpired', async () => {
    expect(await refused(await prepare({}, offer(20, { exp: house.now - 1 })))).toBe('offerExpired');
  });
  test('of an offer that is not yet valid says offerInvalid', async () => {
    expect(await refused(await prepare({}, offer(20, { iat: house.now + 400 })))).toBe('offerInvalid');
  });
  test('of an offer for other intermediaries says offerInvalid', async () => {
    expect(await refused(await prepare({}, offer(20, { accepts: [{ intermediaryId: 'OTHER' }] })))).toBe(
      'offerInvalid',
    );
  });
  test('of an amount that one click may not pay says amountOutOfRange', async () => {
    expect(await refused(await prepare({}, offer(1001)))).toBe('amountOutOfRange');
    expect(await refused(await prepare({}, offer(0)))).toBe('amountOutOfRange');
    const inFrancs = house.merchant1.makeOffer(99, 'FRF');
    expect(await refused(await prepare({}, inFrancs))).toBe('amountOutOfRange');
  });
  test('of a currency without Open To Buys says amountOutOfRange', async () => {
    expect(await refused(await prepare({}, house.merchant1.makeOffer(100, 'CHF')))).toBe('amountOutOfRange');
  });
  test('of a merchant below another root says merchantUnknown', async () => {
    const stranger = await createTestWorld();
    const offered = offer();
    const foreign = await mpOffer.sign(offered, stranger.merchant1.signer);
    expect(await refused(await prepare({ offer: foreign }, offered))).toBe('merchantUnknown');
  });
  test('of an offer that a cardholder signed says merchantUnknown', async () => {
    const offered = offer();
    const forged = await mpOffer.sign(offered, wallet.signer);
    expect(await refused(await prepare({ offer: forged }, offered))).toBe('merchantUnknown');
  });
  test('of another amount or other goods than offered says offerInvalid', async () => {
    const offered = offer();
    const cheaper = await prepare({ amount: { currency: 'EUR', value: 1 } }, offered);
    expect(await refused(cheaper)).toBe('offerInvalid');
    const swapped = await prepare({ goodsDigest: await digestOf('other goods') }, offered);
    expect(await refused(swapped)).toBe('offerInvalid');
  });
  test('of a suspended payer says so before all that is wrong with the offer’s time, until it may pay again', async () => {
    const { payers, otbs } = await house.state();
    const payer = otbs.at(-1)?.payer ?? '';
    expect(payers.map((entry) => entry.payer)).toContain(payer);
    await house.operator(`/operator/payers/${payer}/status`, { status: 'suspended' });
    try {
      expect(await refused(await prepare({}, offer(20, { exp: house.now - 1 })))).toBe('payerSuspended');
    } finally {
      await house.operator(`/operator/payers/${payer}/status`, { status: 'active' });
    }
    expect(await codeOf(await prepare())).toBe('approved');
  });
});

describe('no signed answer is given to a request', () => {
  test('of another content type', async () => {
    const { message } = await prepare();
    const { status, body } = await house.parties.post('/mset/mpreq', 'text/plain', message);
    expect([status, JSON.parse(body).code]).toEqual([415, 'ERR_INTERMEDIARY_CONTENT_TYPE']);
  });
  test('above 64 kB, which is not even read', async () => {
    expect(await errorOf({ message: 'a'.repeat(65_537) })).toMatchObject({
      status: 413,
      code: 'ERR_MESSAGE_TOO_BIG',
      setCode: 'messageTooBig',
    });
  });
  test('above 32 kB, its own limit', async () => {
    expect(await errorOf({ message: `${'a'.repeat(40_000)}.b.c` })).toMatchObject({ status: 413 });
  });
  test.each([
    ['empty', ''],
    ['not a JWS', 'hello'],
    ['of JSON', '{"rrpid":1}'],
    ['of four parts', 'a.b.c.d'],
  ])('that is %s', async (_what, message) => {
    expect(await errorOf({ message })).toMatchObject({ status: 400, code: 'ERR_MESSAGE_MALFORMED' });
  });
  test('for another intermediary', async () => {
    const payment = await prepare({ intermediaryId: 'INTERMEDIARY-2' });
    expect(await errorOf(payment)).toMatchObject({ status: 400, code: 'ERR_MESSAGE_RECIPIENT' });
  });
  test('whose own time is over', async () => {
    const payment = await prepare({ iat: house.now - 3600, exp: house.now - 1 });
    expect(await errorOf(payment)).toMatchObject({ status: 400, code: 'ERR_MESSAGE_TOO_OLD' });
  });
  test('that may be repeated for more than a day', async () => {
    const payment = await prepare({ exp: house.now + 24 * 3600 + 1 });
    expect(await errorOf(payment)).toMatchObject({ status: 400, code: 'ERR_MESSAGE_MALFORMED' });
  });
  test('with a broken signature', async () => {
    const [one, two] = [await prepare(), await prepare()];
    const [header, payload] = one.message.split('.');
    const message = `${header}.${payload}.${two.message.split('.')[2]}`;
    expect(await errorOf({ message })).toMatchObject({ status: 401, code: 'ERR_MESSAGE_SIGNATURE' });
  });
  test('from a wallet below another root', async () => {
    const stranger = await createTestWorld();
    const foreign = new TestWallet(await stranger.newCardholder(), house.parties);
    const payment = await foreign.prepare(house.merchant1, offer());
    expect(await errorOf(payment)).toMatchObject({ status: 401, code: 'ERR_CERTIFICATE_SIGNATURE' });
  });
  test('that a merchant signed', async () => {
    const { identity } = house.merchant1;
    const card = { ...wallet.cardholder, identity };
    const payment = await new TestWallet(card, house.parties).prepare(house.merchant1, offer());
    expect(await errorOf(payment)).toMatchObject({ status: 401, code: 'ERR_CERTIFICATE_ROLE' });
  });
  test('with other bytes under an RRPID that was used', async () => {
    const payment = await prepare();
    expect(await codeOf(payment)).toBe('approved');
    const other = await prepare({ rrpid: payment.request.rrpid });
    expect(await errorOf(other)).toMatchObject({ status: 409, code: 'ERR_RRPID_REUSED' });
    // Another payer's RRPIDs are its own.
    const neighbour = await house.newWallet('4970100000000014');
    const same = await neighbour.prepare(house.merchant1, offer(), { rrpid: payment.request.rrpid });
    expect((await neighbour.pay(same)).signed.code).toBe('otbInsufficient');
  });
  test('of two with one RRPID that come at once, but for one of them', async () => {
    const one = await prepare();
    const other = await prepare({ rrpid: one.request.rrpid });
    const statuses = (await Promise.all([wallet.send(one), wallet.send(other)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 409]);
  });
});

test('a wallet that asks too often is told when to ask again, and others are not kept waiting', async () => {
  const small = await TestHouse.open({ policy: { requestBurst: 2, requestsPerSecond: 1 } }, house.world);
  const [greedy, modest] = [await small.newWallet(), await small.newWallet('4970100000000014')];
  const ask = async (asking: TestWallet) =>
    asking.send(await asking.prepare(small.merchant1, small.merchant1.makeOffer(20, 'EUR')));
  const statuses = [await ask(greedy), await ask(greedy), await ask(greedy), await ask(modest)];
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 503, 200]);
  expect(JSON.parse(statuses[2]?.body ?? '').code).toBe('ERR_INTERMEDIARY_BUSY');
  small.now += 1;
  expect((await ask(greedy)).status).toBe(200);
  await small.close();
});

test('what a payer signed and a merchant showed is kept for a dispute', async () => {
  const { receipt, message, preimage } = await wallet.buy(house.merchant1, offer());
  await house.merchant1.claim([{ receiptId: receipt.receiptId, preimage }]);
  const { body } = await house.operator(`/operator/receipts/${receipt.receiptId}`);
  expect(body).toEqual({ mpReq: message, preimage });
  const unknown = await house.operator(`/operator/receipts/${newIdentifier(testRandom)}`);
  expect(unknown.status).toBe(404);
});
