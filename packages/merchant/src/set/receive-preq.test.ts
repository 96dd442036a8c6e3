/** What a shop makes of purchases that are repeated, lost, substituted, or somebody else's. */
import { newIdentifier, peekPayload } from '@ecomm/protocol';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recipientOf, testRandom } from '../../../protocol/src/testing/demo-parties.ts';
import { createTestSetShop, type PayWith, type TestSetShop } from '../testing/test-set-shop.ts';
import { captureOrder } from './capture-order.ts';
import { OrderSettler } from './order-settler.ts';
import { receiveInq } from './receive-inq.ts';
import { receivePInit } from './receive-pinit.ts';
import { receivePReq } from './receive-preq.ts';
import { type SetOrder, stateOf } from './set-order.ts';

let shop: TestSetShop;
let order: SetOrder;

beforeEach(async () => {
  shop = await createTestSetShop();
  order = await shop.order();
});
afterEach(async () => {
  shop.gateway.line = 'up';
  await shop.settler.stop();
  await shop.expectBalanced();
});

const send = (message: string) => receivePReq(shop.merchant, shop.settler, message);
const stateNow = async () => stateOf(await shop.read(order));

describe('a purchase', () => {
  test('is authorized for the order’s amount, and its receipt names the order’s hash', async () => {
    const purchase = await shop.prepare(order);
    const pRes = await shop.pay(purchase);
    expect(pRes).toMatchObject({ completionCode: 'authorizationPerformed', hod: purchase.oiData.hod });
    expect(shop.gateway.books.heldMinor).toBe(4250);
  });
  test('that the bank declines says why, and may be paid anew', async () => {
    shop.gateway.authCode = 'declined';
    const first = await shop.prepare(order);
    expect(await shop.pay(first)).toMatchObject({
      completionCode: 'orderRejected',
      authStatus: { authCode: 'declined' },
    });
    expect(await stateNow()).toBe('declined');
    shop.gateway.authCode = 'approved';
    expect((await shop.pay(await shop.prepare(order))).completionCode).toBe('authorizationPerformed');
    // The refusal is still the answer to the first one.
    expect(await shop.pay(first)).toMatchObject({ completionCode: 'orderRejected' });
    const { message, open } = await shop.inquiry(first);
    expect(await open(await receiveInq(shop.merchant, message))).toMatchObject({
      completionCode: 'orderRejected',
      authStatus: { authCode: 'declined' },
    });
  });
  test('without a signature is refused where the shop wants one', async () => {
    const { pReq } = await shop.prepare(order, { isSigned: false });
    await expect(send(pReq)).rejects.toMatchObject({ code: 'ERR_SIGNATURE_REQUIRED' });
    expect(shop.gateway.received).toEqual([]);
  });
  test('without a signature that the bank refuses says that one is required', async () => {
    shop = await createTestSetShop({ policy: { acceptsUnsigned: true } });
    order = await shop.order();
    const pRes = await shop.pay(await shop.prepare(order, { isSigned: false }));
    expect(pRes.completionCode).toBe('signatureRequired');
  });
});

describe('the same PReq', () => {
  test('again gets the same answer and moves no money', async () => {
    const { pReq } = await shop.prepare(order);
    const answer = await send(pReq);
    await captureOrder(shop.merchant, shop.settler, order.orderId);
    expect(await send(pReq)).toBe(answer);
    expect(shop.gateway.authorizations.size).toBe(1);
  });
  test('many times at once is authorized once', async () => {
    const { pReq } = await shop.prepare(order);
    const answers = await Promise.all(Array.from({ length: 6 }, () => send(pReq)));
    expect(new Set(answers).size).toBe(1);
    expect(shop.gateway.authorizations.size).toBe(1);
  });
  test('a week later, when it would be too old to be new, gets the same answer', async () => {
    const { pReq } = await shop.prepare(order);
    const answer = await send(pReq);
    shop.now += 7 * 86_400;
    expect(await send(pReq)).toBe(answer);
  });
});

describe('while the bank does not answer', () => {
  test('the wallet is told to ask again, an inquiry says that the order is received, and it ends well', async () => {
    shop.gateway.line = 'down';
    const purchase = await shop.prepare(order);
    await expect(send(purchase.pReq)).rejects.toMatchObject({ code: 'ERR_GATEWAY_UNREACHABLE' });
    const { message, open } = await shop.inquiry(purchase);
    expect((await open(await receiveInq(shop.merchant, message))).completionCode).toBe('orderReceived');
    shop.gateway.line = 'up';
    expect((await shop.pay(purchase)).completionCode).toBe('authorizationPerformed');
  });
  test('an answer that was lost is asked for with the same bytes, and holds once', async () => {
    shop.gateway.line = 'loseAnswers';
    const { pReq } = await shop.prepare(order);
    await expect(send(pReq)).rejects.toMatchObject({ code: 'ERR_GATEWAY_UNREACHABLE' });
    expect(await stateNow()).toBe('authorising');
    shop.gateway.line = 'up';
    await send(pReq);
    expect(new Set(shop.gateway.received.map(({ body }) => body)).size).toBe(1);
    expect(shop.gateway.authorizations.size).toBe(1);
  });
  test('for too long, the authorization is reversed and the wallet told that there was no reply', async () => {
    shop.gateway.line = 'loseAnswers';
    const purchase = await shop.prepare(order);
    await expect(send(purchase.pReq)).rejects.toMatchObject({ code: 'ERR_GATEWAY_UNREACHABLE' });
    shop.now += 121;
    await expect.poll(() => shop.gateway.received.some(({ path }) => path === '/set/authrevreq')).toBe(true);
    shop.gateway.line = 'up';
    expect(await shop.pay(purchase)).toMatchObject({
      completionCode: 'orderRejected',
      authStatus: { authCode: 'noReply' },
    });
    expect(shop.gateway.books.heldMinor).toBe(0);
    expect((await shop.pay(await shop.prepare(order))).completionCode).toBe('authorizationPerformed');
  });
  test('for so long that the reversal is too old, it is made anew', async () => {
    shop.gateway.line = 'down';
    const purchase = await shop.prepare(order);
    await expect(send(purchase.pReq)).rejects.toMatchObject({ code: 'ERR_GATEWAY_UNREACHABLE' });
    shop.now += 121;
    await expect.poll(async () => (await shop.read(order)).operation?.kind).toBe('reverse');
    shop.now += 1000;
    shop.gateway.line = 'up';
    expect((await shop.pay(purchase)).completionCode).toBe('orderRejected');
  });
  test('no second purchase of the order is begun', async () => {
    const other = await shop.prepare(order);
    const purchase = await shop.prepare(order);
    shop.gateway.line = 'down';
    await expect(send(purchase.pReq)).rejects.toMatchObject({ code: 'ERR_GATEWAY_UNREACHABLE' });
    await expect(send(other.pReq)).rejects.toMatchObject({ code: 'ERR_ORDER_CLOSED' });
  });
  test('and the program is stopped, its next start finishes it', async () => {
    shop.gateway.line = 'loseAnswers';
    const purchase = await shop.prepare(order);
    await expect(send(purchase.pReq)).rejects.toMatchObject({ code: 'ERR_GATEWAY_UNREACHABLE' });
    await shop.settler.stop();
    shop.gateway.line = 'up';
    shop.settler = new OrderSettler(shop.merchant);
    await shop.settler.resume();
    await expect.poll(stateNow).toBe('authorized');
    expect((await shop.pay(purchase)).completionCode).toBe('authorizationPerformed');
  });
});

describe('a PReq is refused, and no bank asked, when', () => {
  const refused = async (how: PayWith, code: string) => {
    const { pReq } = await shop.prepare(order, how);
    await expect(send(pReq)).rejects.toMatchObject({ code });
    expect(shop.gateway.received).toEqual([]);
  };
  test('it signs another order text', () => refused({ order: 'two of them' }, 'ERR_MESSAGE_MISMATCH'));
  test('it signs another amount', () =>
    refused({ amount: { currency: 'EUR', value: 1 } }, 'ERR_MESSAGE_MISMATCH'));
  test('it answers another challenge', () =>
    refused({ oiData: { challM: newIdentifier(testRandom) } }, 'ERR_MESSAGE_CHALLENGE'));
  test('it is of another brand', () => refused({ oiData: { brand: 'Other' } }, 'ERR_MESSAGE_MISMATCH'));
  test('its transaction was never initialised', async () => {
    const { oiData } = await shop.prepare(order);
    const transIds = { ...oiData.transIds, xid: newIdentifier(testRandom) };
    await refused({ oiData: { transIds } }, 'ERR_MESSAGE_UNKNOWN_XID');
  });
  test('it names another order’s transaction', async () => {
    const other = await shop.prepare(await shop.order({ amount: { currency: 'EUR', value: 100 } }));
    await refused({ oiData: { transIds: other.oiData.transIds } }, 'ERR_MESSAGE_CHALLENGE');
  });
  test('it names this transaction under another wallet’s name', async () => {
    const { oiData } = await shop.prepare(order);
    const transIds = { ...oiData.transIds, lidC: newIdentifier(testRandom) };
    await refused({ oiData: { transIds } }, 'ERR_MESSAGE_UNKNOWN_XID');
  });
  test('its halves are of two purchases', async () => {
    const [one, two] = [await shop.prepare(order), await shop.prepare(order)];
    const mixed = JSON.stringify({ ...JSON.parse(one.pReq), oiData: JSON.parse(two.pReq).oiData });
    await expect(send(mixed)).rejects.toMatchObject({ code: 'ERR_DUAL_SIGNATURE' });
    expect(shop.gateway.received).toEqual([]);
  });
  test.each(['', '{}', 'null', '[]', '{"oiData":"{}"}', 'x'.repeat(70_000)])('it is %.20s', async (text) => {
    await expect(send(text)).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_MESSAGE_/) });
  });
});

describe('the gateway refuses, and nothing is held, when', () => {
  test('the sealed half is of another transaction', async () => {
    const other = await shop.prepare(order);
    const purchase = await shop.prepare(order, { piTransIds: other.oiData.transIds });
    expect(await shop.pay(purchase)).toMatchObject({ authStatus: { authCode: 'piAuthMismatch' } });
  });
  test('the sealed half was exchanged for another purchase’s', async () => {
    const [one, two] = [await shop.prepare(order), await shop.prepare(order)];
    const mixed = JSON.stringify({ ...JSON.parse(one.pReq), pi: JSON.parse(two.pReq).pi });
    const pRes = await shop.pay({ ...one, pReq: mixed });
    expect(pRes.completionCode).toBe('orderRejected');
  });
  test('the payment is sealed to another gateway', async () => {
    const { world } = shop;
    const stranger = await world.newParty(world.gatewayCa, {
      partyId: 'GATEWAY-9',
      type: 'gateway',
      subject: { country: 'FR', brand: 'CB-demo', unit: 'Banque Neuf', commonName: 'GATEWAY-9' },
      cardCertRequired: true,
      setExtensions: [],
    });
    const purchase = await shop.prepare(order, { gateway: await recipientOf(stranger) });
    expect((await shop.pay(purchase)).completionCode).toBe('orderRejected');
    expect(shop.gateway.instructions).toEqual([]);
  });
  test('a payment that was made already is shown under a new purchase', async () => {
    const first = await shop.prepare(order);
    await shop.pay(first);
    const another = await shop.order();
    const second = await shop.prepare(another);
    const replayed = JSON.stringify({ ...JSON.parse(second.pReq), pi: JSON.parse(first.pReq).pi });
    expect((await shop.pay({ ...second, pReq: replayed })).completionCode).toBe('orderRejected');
    expect(shop.gateway.books.heldMinor).toBe(4250);
  });
});

describe('PInitReq', () => {
  const pInit = (changes: object = {}) =>
    JSON.stringify({
      rrpid: newIdentifier(testRandom),
      language: 'fr',
      lidC: newIdentifier(testRandom),
      lidM: order.orderId,
      challC: newIdentifier(testRandom),
      brand: 'CB-demo',
      bin: '497010',
      ...changes,
    });
  const transIdsIn = (answer: string) =>
    peekPayload(answer, v.looseObject({ transIds: v.looseObject({ xid: v.string() }) })).transIds;
  test('again gets the same answer; another gets a transaction of its own', async () => {
    const message = pInit();
    const answer = await receivePInit(shop.merchant, message);
    expect(await receivePInit(shop.merchant, message)).toBe(answer);
    const other = await receivePInit(shop.merchant, pInit());
    expect(transIdsIn(other).xid).not.toBe(transIdsIn(answer).xid);
  });
  test('of an order that is paid, or was begun too often, is refused', async () => {
    for (let count = 0; count < 10; count += 1) await receivePInit(shop.merchant, pInit());
    await expect(receivePInit(shop.merchant, pInit())).rejects.toMatchObject({ code: 'ERR_ORDER_CLOSED' });
    order = await shop.paidOrder();
    await expect(receivePInit(shop.merchant, pInit())).rejects.toMatchObject({ code: 'ERR_ORDER_CLOSED' });
  });
  test('of no order, an unknown one, or another brand is refused', async () => {
    const refusal = (changes: object) => receivePInit(shop.merchant, pInit(changes));
    await expect(refusal({ lidM: undefined })).rejects.toMatchObject({ code: 'ERR_ORDER_UNKNOWN' });
    await expect(refusal({ lidM: newIdentifier(testRandom) })).rejects.toMatchObject({
      code: 'ERR_ORDER_UNKNOWN',
    });
    await expect(refusal({ brand: 'Other' })).rejects.toMatchObject({ code: 'ERR_MESSAGE_MISMATCH' });
  });
  test('leaves the gateway’s chain out for a wallet that holds it', async () => {
    const { thumb } = await shop.merchant.gatewayCertificate();
    const answer = await receivePInit(shop.merchant, pInit({ thumbs: [thumb] }));
    expect(peekPayload(answer, v.looseObject({ gatewayThumb: v.string() }))).toMatchObject({
      gatewayThumb: thumb,
    });
    expect(peekPayload(answer, v.looseObject({}))).not.toHaveProperty('gatewayChain');
  });
});

describe('an inquiry', () => {
  test('before anything was paid learns that no order was received', async () => {
    const { message, open } = await shop.inquiry(await shop.prepare(order));
    expect((await open(await receiveInq(shop.merchant, message))).completionCode).toBe('orderNotReceived');
  });
  test('of another wallet learns nothing', async () => {
    const purchase = await shop.prepare(order);
    await shop.pay(purchase);
    const shopper = await shop.world.newCardholder('4970100000000022');
    const { message } = await shop.inquiry({ ...purchase, shopper });
    await expect(receiveInq(shop.merchant, message)).rejects.toMatchObject({
      code: 'ERR_MESSAGE_UNKNOWN_XID',
    });
  });
  test('without a signature learns nothing of a signed purchase', async () => {
    const { oiData, ...purchase } = await shop.prepare(order);
    await shop.pay({ oiData, ...purchase });
    const { transIds } = oiData;
    const asked = { transIds, rrpid: newIdentifier(testRandom), challC2: newIdentifier(testRandom) };
    await expect(receiveInq(shop.merchant, JSON.stringify(asked))).rejects.toMatchObject({
      code: 'ERR_MESSAGE_UNKNOWN_XID',
    });
  });
  test('without a signature is answered for a purchase that had none', async () => {
    shop = await createTestSetShop({ policy: { acceptsUnsigned: true } });
    shop.gateway.cardCertRequired = false;
    order = await shop.order();
    const purchase = await shop.prepare(order, { isSigned: false });
    await shop.pay(purchase);
    const { transIds } = purchase.oiData;
    const asked = { transIds, rrpid: newIdentifier(testRandom), challC2: newIdentifier(testRandom) };
    const answer = await receiveInq(shop.merchant, JSON.stringify(asked));
    expect(peekPayload(answer, v.looseObject({}))).toMatchObject({
      completionCode: 'authorizationPerformed',
      challC: asked.challC2,
    });
  });
  test('about another transaction is refused', async () => {
    const purchase = await shop.prepare(order);
    const transIds = { ...purchase.oiData.transIds, xid: newIdentifier(testRandom) };
    const { message } = await shop.inquiry({ ...purchase, oiData: { ...purchase.oiData, transIds } });
    await expect(receiveInq(shop.merchant, message)).rejects.toMatchObject({
      code: 'ERR_MESSAGE_UNKNOWN_XID',
    });
  });
});
