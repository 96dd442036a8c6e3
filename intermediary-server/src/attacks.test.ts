/**
 * The attacks on micropayments that the intermediary must withstand (SET-FACTS section 10, "Attacks"; SECURITY.md):
 * each row of the table that concerns it, by name.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  deliveryTagOf,
  encodeBase64Url,
  type MpOffer,
  mpOffer,
  mpReq,
  mpResMessage,
  opensDeliveryTag,
} from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createTestWorld,
  type TestWorld,
  testRandom,
} from '../../packages/protocol/src/testing/demo-parties.ts';
import { payerFingerprint } from './ledger/payer-fingerprint.ts';
import { TestHouse } from './testing/test-house.ts';
import type { TestWallet } from './testing/test-wallet.ts';

let world: TestWorld;
let house: TestHouse;
let wallet: TestWallet;
let directory: string;

beforeEach(async () => {
  world ??= await createTestWorld();
  directory = await mkdtemp(join(tmpdir(), 'intermediary-'));
  house = await TestHouse.open({ path: join(directory, 'ledger.sqlite') }, world);
  wallet = await house.newWallet();
  await wallet.buy(house.merchant1, house.merchant1.makeOffer(20, 'EUR'));
});
afterEach(async () => {
  expect(await house.state()).toMatchObject({ balanced: true, wrong: [] });
  await house.close();
  await rm(directory, { recursive: true });
});

const offer = (value = 20, changes: Partial<MpOffer> = {}) =>
  house.merchant1.makeOffer(value, 'EUR', changes);
const spent = async () => (await house.state()).otbs.reduce((total, { spentMinor }) => total + spentMinor, 0);
const codeOf = async (payment: Awaited<ReturnType<TestWallet['prepare']>>) =>
  (await wallet.pay(payment)).signed.code;

describe('an MPReq that is replayed', () => {
  test('gets the stored answer and debits nothing', async () => {
    const payment = await wallet.prepare(house.merchant1, offer());
    const first = await wallet.send(payment);
    const before = await spent();
    for (const _again of [1, 2, 3]) expect(await wallet.send(payment)).toEqual(first);
    expect(await spent()).toBe(before);
  });
  test('under a fresh RRPID finds its offer paid', async () => {
    const shared = offer();
    expect(await codeOf(await wallet.prepare(house.merchant1, shared))).toBe('approved');
    expect(await codeOf(await wallet.prepare(house.merchant1, shared))).toBe('offerAlreadyPaid');
  });
  test('after the intermediary has forgotten its answer is too old', async () => {
    const payment = await wallet.prepare(house.merchant1, offer());
    expect(await codeOf(payment)).toBe('approved');
    const before = await spent();
    house.now += 8 * 24 * 3600;
    await house.store.sweep(house.now);
    const { status, body } = await wallet.send(payment);
    expect([status, JSON.parse(body).code]).toEqual([400, 'ERR_MESSAGE_TOO_OLD']);
    expect(await spent()).toBeLessThanOrEqual(before);
  });
});

describe('a stolen receipt', () => {
  test('is credited to nobody without its preimage', async () => {
    const { receipt } = await wallet.buy(house.merchant1, offer());
    const guess = { receiptId: receipt.receiptId, preimage: encodeBase64Url(testRandom(32)) };
    expect((await house.merchant1.claim([guess]))[0]?.code).toBe('wrongPreimage');
    expect((await house.merchant2.claim([guess]))[0]?.code).toBe('otherMerchant');
  });
  test('is credited to its merchant only, even with its preimage', async () => {
    const { receipt, preimage } = await wallet.buy(house.merchant1, offer());
    const stolen = [{ receiptId: receipt.receiptId, preimage }];
    expect((await house.merchant2.claim(stolen))[0]?.code).toBe('otherMerchant');
    expect((await house.merchant1.claim(stolen))[0]?.code).toBe('credited');
  });
});

describe('an offer that was exchanged on its way', () => {
  test('for one at another price is refused, as the payer signed the amount', async () => {
    const payment = await wallet.prepare(house.merchant1, offer(900), {
      amount: { currency: 'EUR', value: 20 },
    });
    expect(await codeOf(payment)).toBe('offerInvalid');
  });
  test('with its price changed is refused, as the merchant signed it', async () => {
    const shown = offer(20);
    const [header, , signature] = (await mpOffer.sign(shown, house.merchant1.identity.signer)).split('.');
    const payload = Buffer.from(JSON.stringify({ ...shown, amount: { currency: 'EUR', value: 10 } }));
    const tampered = `${header}.${payload.toString('base64url')}.${signature}`;
    const cheaper = { ...shown, amount: { currency: 'EUR', value: 10 } };
    expect(await codeOf(await wallet.prepare(house.merchant1, cheaper, { offer: tampered }))).toBe(
      'offerInvalid',
    );
  });
  test('for one in another merchant’s name is refused', async () => {
    const posed = offer(20);
    const forged = await mpOffer.sign(posed, house.merchant2.identity.signer);
    expect(await codeOf(await wallet.prepare(house.merchant1, posed, { offer: forged }))).toBe(
      'offerInvalid',
    );
  });
});

test('an MPReq relayed from another intermediary is refused', async () => {
  const payment = await wallet.prepare(house.merchant1, offer(), { intermediaryId: 'INTERMEDIARY-2' });
  const { status, body } = await wallet.send(payment);
  expect([status, JSON.parse(body).code]).toEqual([400, 'ERR_MESSAGE_RECIPIENT']);
});

test('an offer paid here but honoured at another intermediary is never claimed, and its amount returns', async () => {
  const before = await spent();
  const { receipt } = await wallet.buy(house.merchant1, offer());
  expect(await spent()).toBe(before + 20);
  house.now = receipt.adviceDeadline + 24 * 3600 + 1;
  await house.opened.tidy();
  expect(
    (await house.state()).purchases.find(({ receiptId }) => receiptId === receipt.receiptId)?.state,
  ).toBe('returned');
});

test('parallel MPReqs can not overrun the Open To Buy', async () => {
  const payments = await Promise.all(
    Array.from({ length: 12 }, () => wallet.prepare(house.merchant1, offer(300))),
  );
  const answers = await Promise.all(payments.map((payment) => wallet.pay(payment)));
  const codes = answers.map(({ signed }) => signed.code);
  // 2000 − 20 = 1980 covers six of 300.
  expect(codes.filter((code) => code === 'approved')).toHaveLength(6);
  expect(codes.filter((code) => code === 'otbInsufficient')).toHaveLength(6);
  expect((await house.state()).otbs).toMatchObject([{ limitMinor: 2000, spentMinor: 1820 }]);
});

test('parallel MPReqs of many payers for one single offer pay it once', async () => {
  const shared = offer();
  const pans = ['4970100000000014', '4970100000000022', '4970100000000030'];
  const wallets = await Promise.all(pans.map((pan) => house.newWallet(pan)));
  for (const other of wallets) await other.buy(house.merchant1, offer());
  const codes = await Promise.all(
    wallets.map(async (other) => {
      const payment = await other.prepare(house.merchant1, shared);
      return (await other.pay(payment)).signed.code;
    }),
  );
  expect(codes.sort()).toEqual(['approved', 'offerAlreadyPaid', 'offerAlreadyPaid']);
});

describe('a wallet that crashes', () => {
  test('after its MPReq gets the same receipt again after its restart', async () => {
    const payment = await wallet.prepare(house.merchant1, offer());
    const first = await wallet.send(payment);
    house.now += 5 * 24 * 3600;
    await house.close();
    await house.start();
    expect(await wallet.send(payment)).toEqual(first);
  });
  test('and is lost for good pays for nothing: the merchant is not credited, the amount returns', async () => {
    const before = await spent();
    await wallet.buy(house.merchant1, offer(500));
    house.now += 2 * 24 * 3600 + 1;
    const clearing = await house.closePeriod();
    expect(clearing.credits).toEqual([]);
    expect(await spent()).toBeLessThanOrEqual(before);
  });
});

test('a merchant can not claim what it did not deliver: it has no preimage', async () => {
  const { receipt } = await wallet.buy(house.merchant1, offer());
  // What the merchant could have learned without an advice: its own offer, and the receipt.
  const guesses = [receipt.deliveryTag, receipt.offerDigest, encodeBase64Url(new Uint8Array(32))];
  for (const preimage of guesses)
    expect((await house.merchant1.claim([{ receiptId: receipt.receiptId, preimage }]))[0]?.code).toBe(
      'wrongPreimage',
    );
});

describe('in a dispute', () => {
  test('the intermediary can not deny a payment: its signature is on the receipt', async () => {
    const { answer, request } = await wallet.buy(house.merchant1, offer());
    const reading = { trust: world.newTrust(), at: house.now };
    const { payload, sender } = await mpResMessage.open(answer.res, reading);
    expect(payload).toMatchObject({ code: 'approved', deliveryTag: request.deliveryTag });
    expect(sender.merchantData?.merchantId).toBe('INTERMEDIARY-1');
  });
  test('the payer can not deny a purchase: the intermediary keeps its signature over offer and amount', async () => {
    const { receipt } = await wallet.buy(house.merchant1, offer(70));
    const { body } = await house.operator<{ mpReq: string }>(`/operator/receipts/${receipt.receiptId}`);
    const { payload, sender } = await mpReq.open(body.mpReq, { trust: world.newTrust(), at: house.now });
    expect(sender.thumb).toBe(wallet.cardholder.identity.certificate.thumb);
    expect(payload).toMatchObject({ amount: { value: 70 }, deliveryTag: receipt.deliveryTag });
  });
  test('the merchant can not deny an advice: the intermediary keeps the preimage of what it credited', async () => {
    const { receipt, preimage } = await wallet.buy(house.merchant1, offer());
    await house.merchant1.claim([{ receiptId: receipt.receiptId, preimage }]);
    const { body } = await house.operator<{ preimage: string }>(`/operator/receipts/${receipt.receiptId}`);
    expect(await opensDeliveryTag(receipt.deliveryTag, receipt.offerId, body.preimage)).toBe(true);
  });
});

test('the intermediary that would profile its payers holds a salted digest, and neither title nor card number', async () => {
  const title = 'Le Minitel tire sa révérence';
  const digest = await deliveryTagOf(offer().offerId, encodeBase64Url(testRandom(32)));
  await wallet.buy(house.merchant1, offer(20, { goodsDigest: digest }));
  const stored = (
    await Promise.all(['', '-wal'].map((end) => readFile(join(directory, `ledger.sqlite${end}`))))
  )
    .map((bytes) => bytes.toString('latin1'))
    .join('');
  const shown = JSON.stringify([await house.state(), house.logged]);
  for (const text of [stored, shown]) {
    expect(text).not.toContain(title);
    expect(text).not.toContain(wallet.cardholder.card.pan);
  }
  // To the operator a payer is a fingerprint: not even the blinded card number is shown.
  const { commonName } = wallet.cardholder.identity.certificate;
  expect(shown).not.toContain(commonName);
  expect(shown).toContain(payerFingerprint(commonName));
});

describe('a stolen card', () => {
  const suspend = () => {
    const payer = payerFingerprint(wallet.cardholder.identity.certificate.commonName);
    return house.operator(`/operator/payers/${payer}/status`, { status: 'suspended' });
  };
  test('pays nothing more once its payer is suspended', async () => {
    expect((await suspend()).status).toBe(200);
    expect(await codeOf(await wallet.prepare(house.merchant1, offer()))).toBe('payerSuspended');
  });
  test('costs at most what is left of the Open To Buy', async () => {
    house.gateway.authCode = 'declined';
    for (let count = 0; count < 30; count += 1)
      await wallet.pay(await wallet.prepare(house.merchant1, offer(100)));
    expect(await spent()).toBe(1920);
    const payment = await wallet.prepare(house.merchant1, offer(100));
    const { topUp } = (await wallet.pay(payment)).private;
    if (topUp === undefined) throw new Error('no top-up was offered');
    await wallet.complete(await wallet.initiate(topUp));
    expect(await codeOf(payment)).toBe('topUpDeclined');
  });
  test('suspended while its top-up is at the bank gets an Open To Buy and no purchase', async () => {
    const dear = await wallet.prepare(house.merchant1, offer(1000));
    await wallet.pay(dear);
    const payment = await wallet.prepare(house.merchant1, offer(1000));
    const { topUp } = (await wallet.pay(payment)).private;
    if (topUp === undefined) throw new Error('no top-up was offered');
    const purchase = await wallet.initiate(topUp);
    await suspend();
    await wallet.complete(purchase);
    expect(await codeOf(payment)).toBe('payerSuspended');
  });
});

describe('a flood', () => {
  test('of what is no message is refused before any signature is looked at', async () => {
    for (const body of ['x'.repeat(65_537), '', 'a.b.c', '{}']) {
      const { status } = await house.parties.post('/mset/mpreq', 'application/jose', body);
      expect([400, 413]).toContain(status);
    }
  });
  test('of one certificate’s requests is slowed down', async () => {
    await house.close();
    house = await TestHouse.open(
      { policy: { requestBurst: 3, requestsPerSecond: 1 }, path: join(directory, 'other.sqlite') },
      world,
    );
    wallet = await house.newWallet();
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1)
      statuses.push((await wallet.send(await wallet.prepare(house.merchant1, offer()))).status);
    expect(statuses).toEqual([200, 200, 200, 503, 503]);
  });
});
