/** Authorized, captured and given back: whatever is lost or repeated, the shop's sums are the bank's. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestSetShop, type TestSetShop } from '../testing/test-set-shop.ts';
import { administerBatch } from './batch.ts';
import { cancelOrder } from './cancel-order.ts';
import { captureOrder } from './capture-order.ts';
import { OrderSettler } from './order-settler.ts';
import { orderStatus } from './order-status.ts';
import { receiveInq } from './receive-inq.ts';
import { refundOrder, takeBackRefund } from './refund-order.ts';
import { type SetOrder, stateOf } from './set-order.ts';

let shop: TestSetShop;

beforeEach(async () => {
  shop = await createTestSetShop();
});
/** Every test here moves money. */
afterEach(async () => {
  shop.gateway.line = 'up';
  await shop.settler.stop();
  await shop.expectBalanced();
});

const capture = (order: SetOrder, amountMinor?: number, rest: 'kept' | 'released' = 'released') =>
  captureOrder(shop.merchant, shop.settler, order.orderId, {
    ...(amountMinor === undefined ? {} : { amountMinor }),
    rest,
  });
const cancel = ({ orderId }: SetOrder) => cancelOrder(shop.merchant, shop.settler, orderId);
const refund = ({ orderId }: SetOrder, amountMinor: number) =>
  refundOrder(shop.merchant, shop.settler, orderId, { amountMinor, reason: 'a torn page' });
const stateNow = async (order: SetOrder) => stateOf(await shop.read(order));
const settled = (order: SetOrder) =>
  expect.poll(async () => (await shop.read(order)).operation).toBeUndefined();

describe('a capture', () => {
  test('of the whole takes all that was authorized', async () => {
    const order = await shop.paidOrder();
    expect(await capture(order)).toEqual({ status: 'done' });
    expect(await stateNow(order)).toBe('captured');
    expect(shop.gateway.books).toEqual({ heldMinor: 0, capturedMinor: 4250, creditedMinor: 0 });
  });
  test('of a part releases the rest for good', async () => {
    const order = await shop.paidOrder();
    await capture(order, 1000);
    expect(shop.gateway.books).toEqual({ heldMinor: 0, capturedMinor: 1000, creditedMinor: 0 });
    await expect(capture(order, 1)).rejects.toMatchObject({ code: 'ERR_ORDER_STATE' });
  });
  test('of a part that keeps the rest is followed by others up to the whole', async () => {
    const order = await shop.paidOrder();
    expect(await capture(order, 1000, 'kept')).toEqual({ status: 'done' });
    expect(await capture(order, 3000, 'kept')).toEqual({ status: 'done' });
    await expect(capture(order, 251, 'kept')).rejects.toMatchObject({
      code: 'ERR_ORDER_AMOUNT',
      facts: { mostMinor: 250 },
    });
    expect(await capture(order)).toEqual({ status: 'done' });
    expect(await stateNow(order)).toBe('captured');
    expect((await shop.read(order)).authorizations).toHaveLength(3);
    await expect(capture(order, 1)).rejects.toMatchObject({ code: 'ERR_ORDER_STATE' });
  });
  test.each([0, -1, 4251, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'of %s is refused',
    async (amountMinor) => {
      const order = await shop.paidOrder();
      await expect(capture(order, amountMinor)).rejects.toMatchObject({ code: 'ERR_ORDER_AMOUNT' });
    },
  );
  test('of an order that nobody paid is refused', async () => {
    await expect(capture(await shop.order())).rejects.toMatchObject({ code: 'ERR_ORDER_STATE' });
  });
  test('that the gateway refuses leaves the order authorized', async () => {
    const order = await shop.paidOrder();
    shop.gateway.capCode = 'authExpired';
    expect(await capture(order)).toEqual({ status: 'refused', code: 'authExpired' });
    expect(await stateNow(order)).toBe('authorized');
    shop.gateway.capCode = 'success';
    expect(await capture(order)).toEqual({ status: 'done' });
  });
  test('whose answer is lost is repeated with the same bytes and taken once', async () => {
    const order = await shop.paidOrder();
    shop.gateway.line = 'loseAnswers';
    expect(await capture(order)).toEqual({ status: 'unknown' });
    expect((await orderStatus(shop.merchant, order.orderId)).isSettling).toBe(true);
    await expect(refund(order, 1)).rejects.toMatchObject({ code: 'ERR_ORDER_STATE' });
    await expect(cancel(order)).rejects.toMatchObject({ code: 'ERR_ORDER_BUSY' });
    shop.gateway.line = 'up';
    await settled(order);
    const sent = shop.gateway.received.filter(({ path }) => path === '/set/capreq');
    expect(sent.length).toBeGreaterThan(1);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    expect(await stateNow(order)).toBe('captured');
  });
  test('that never arrived and is too old by now is made anew under its RRPID', async () => {
    const order = await shop.paidOrder();
    shop.gateway.line = 'down';
    expect(await capture(order)).toEqual({ status: 'unknown' });
    const { operation: before } = await shop.read(order);
    shop.now += 3600;
    shop.gateway.line = 'up';
    await settled(order);
    const sent = shop.gateway.received.filter(({ path }) => path === '/set/capreq');
    expect(new Set(sent.map(({ body }) => body)).size).toBe(2);
    expect(before?.kind).toBe('capture');
    expect(await stateNow(order)).toBe('captured');
  });
  test('that two clerks ask for at once is taken once', async () => {
    const order = await shop.paidOrder();
    const results = await Promise.allSettled([capture(order, 4000), capture(order, 4000)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(shop.gateway.books.capturedMinor).toBe(4000);
  });
});

describe('a later parcel', () => {
  test('that the bank refuses leaves the first as it was, and may be asked for again', async () => {
    const order = await shop.paidOrder();
    await capture(order, 1000, 'kept');
    shop.gateway.authCode = 'declined';
    expect(await capture(order, 500, 'kept')).toEqual({ status: 'refused', code: 'declined' });
    expect(await stateNow(order)).toBe('partCaptured');
    shop.gateway.authCode = 'approved';
    expect(await capture(order, 500)).toEqual({ status: 'done' });
    expect(shop.gateway.books.capturedMinor).toBe(1500);
  });
  test('whose answer is lost is never reversed, however long it takes', async () => {
    const order = await shop.paidOrder();
    await capture(order, 1000, 'kept');
    shop.gateway.line = 'loseAnswers';
    expect(await capture(order, 500)).toEqual({ status: 'unknown' });
    shop.now += 86_400;
    shop.gateway.line = 'up';
    await settled(order);
    expect(shop.gateway.received.some(({ path }) => path === '/set/authrevreq')).toBe(false);
    expect(shop.gateway.books.capturedMinor).toBe(1500);
  });
  test('that never reached the gateway is given up once it is too old', async () => {
    const order = await shop.paidOrder();
    await capture(order, 1000, 'kept');
    shop.gateway.line = 'down';
    expect(await capture(order, 500, 'kept')).toEqual({ status: 'unknown' });
    shop.now += 3600;
    shop.gateway.line = 'up';
    await settled(order);
    expect(shop.gateway.books.capturedMinor).toBe(1000);
    expect(await capture(order, 500)).toEqual({ status: 'done' });
  });
  test('that is authorized but not captured at once is captured next', async () => {
    const order = await shop.paidOrder();
    await capture(order, 1000, 'kept');
    shop.gateway.failsSaleCapture = true;
    await capture(order, 500);
    expect(shop.gateway.books).toMatchObject({ heldMinor: 500, capturedMinor: 1000 });
    expect(await capture(order)).toEqual({ status: 'done' });
    expect(shop.gateway.books).toMatchObject({ heldMinor: 0, capturedMinor: 1500 });
  });
});

describe('a sale', () => {
  beforeEach(async () => {
    shop = await createTestSetShop({ policy: { captureAtOnce: true } });
  });
  test('takes the money with the authorization', async () => {
    const order = await shop.paidOrder();
    expect(await stateNow(order)).toBe('captured');
    await expect(capture(order)).rejects.toMatchObject({ code: 'ERR_ORDER_STATE' });
  });
  test('whose answer is lost is asked for with the same bytes until it comes', async () => {
    const order = await shop.order();
    const purchase = await shop.prepare(order);
    shop.gateway.line = 'loseAnswers';
    await expect(shop.pay(purchase)).rejects.toMatchObject({ code: 'ERR_GATEWAY_UNREACHABLE' });
    shop.now += 3600;
    shop.gateway.line = 'up';
    await settled(order);
    expect((await shop.pay(purchase)).completionCode).toBe('capturePerformed');
    expect(shop.gateway.books.capturedMinor).toBe(4250);
  });
  test('that the gateway authorized without capturing may be captured by hand', async () => {
    shop.gateway.failsSaleCapture = true;
    const order = await shop.paidOrder();
    expect(await stateNow(order)).toBe('authorized');
    expect(await capture(order)).toEqual({ status: 'done' });
  });
});

describe('a cancellation', () => {
  test('of an open order closes it to wallets', async () => {
    const order = await shop.order();
    expect(await cancel(order)).toEqual({ status: 'done' });
    await expect(shop.prepare(order)).rejects.toMatchObject({ code: 'ERR_ORDER_CLOSED' });
    expect(shop.gateway.received).toEqual([]);
  });
  test('of an authorized order releases what is held', async () => {
    const order = await shop.paidOrder();
    expect(await cancel(order)).toEqual({ status: 'done' });
    expect(await stateNow(order)).toBe('cancelled');
    expect(shop.gateway.books.heldMinor).toBe(0);
    await expect(capture(order)).rejects.toMatchObject({ code: 'ERR_ORDER_STATE' });
    await expect(shop.prepare(order)).rejects.toMatchObject({ code: 'ERR_ORDER_CLOSED' });
  });
  test('twice is done once', async () => {
    const order = await shop.paidOrder();
    await cancel(order);
    expect(await cancel(order)).toEqual({ status: 'done' });
    expect(shop.gateway.received.filter(({ path }) => path === '/set/authrevreq')).toHaveLength(1);
  });
  test('of captured parcels undoes each while the batch is open', async () => {
    const order = await shop.paidOrder();
    await capture(order, 1000, 'kept');
    await capture(order, 500, 'kept');
    expect(await cancel(order)).toEqual({ status: 'done' });
    expect(await stateNow(order)).toBe('cancelled');
    expect(shop.gateway.books).toEqual({ heldMinor: 0, capturedMinor: 0, creditedMinor: 0 });
  });
  test('after the batch was closed is refused, and a refund is the way', async () => {
    const order = await shop.paidOrder();
    await capture(order);
    expect(await administerBatch(shop.merchant, 'close')).toMatchObject({
      status: 'success',
      state: 'closed',
    });
    expect(await cancel(order)).toEqual({ status: 'refused', code: 'batchClosed' });
    expect(await stateNow(order)).toBe('captured');
    expect(await refund(order, 4250)).toEqual({ status: 'done' });
    expect(await stateNow(order)).toBe('credited');
  });
  test('that is interrupted after the release is not payable again', async () => {
    const order = await shop.paidOrder();
    shop.gateway.line = 'loseAnswers';
    expect(await cancel(order)).toEqual({ status: 'unknown' });
    shop.gateway.line = 'up';
    await settled(order);
    expect(await stateNow(order)).toBe('cancelled');
    await expect(shop.prepare(order)).rejects.toMatchObject({ code: 'ERR_ORDER_CLOSED' });
  });
});

describe('a refund', () => {
  test('in parts never exceeds what was captured', async () => {
    const order = await shop.paidOrder();
    await capture(order, 3000);
    expect(await refund(order, 1000)).toEqual({ status: 'done' });
    expect(await stateNow(order)).toBe('partCredited');
    await expect(refund(order, 2001)).rejects.toMatchObject({
      code: 'ERR_ORDER_AMOUNT',
      facts: { mostMinor: 2000 },
    });
    expect(await refund(order, 2000)).toEqual({ status: 'done' });
    expect(await stateNow(order)).toBe('credited');
    await expect(refund(order, 1)).rejects.toMatchObject({ code: 'ERR_ORDER_STATE' });
    await expect(cancel(order)).rejects.toMatchObject({ code: 'ERR_ORDER_STATE' });
  });
  test('of an order in parcels is spread over them', async () => {
    const order = await shop.paidOrder();
    await capture(order, 1000, 'kept');
    await capture(order, 2000);
    expect(await refund(order, 2500)).toEqual({ status: 'done' });
    const { authorizations, credits } = await shop.read(order);
    expect(authorizations.map(({ creditedMinor }) => creditedMinor)).toEqual([500, 2000]);
    expect(credits.map(({ amountMinor }) => amountMinor)).toEqual([2000, 500]);
  });
  test('whose answer is lost gives back once', async () => {
    const order = await shop.paidOrder();
    await capture(order);
    shop.gateway.line = 'loseAnswers';
    expect(await refund(order, 1000)).toEqual({ status: 'unknown' });
    await expect(refund(order, 1000)).rejects.toMatchObject({ code: 'ERR_ORDER_BUSY' });
    shop.gateway.line = 'up';
    await settled(order);
    expect(shop.gateway.books.creditedMinor).toBe(1000);
  });
  test('of what is only authorized is refused', async () => {
    const order = await shop.paidOrder();
    await expect(refund(order, 1)).rejects.toMatchObject({ code: 'ERR_ORDER_STATE' });
  });
  test.each([0, -5, 1.5, 4251])('of %s is refused', async (amountMinor) => {
    const order = await shop.paidOrder();
    await capture(order);
    await expect(refund(order, amountMinor)).rejects.toMatchObject({ code: 'ERR_ORDER_AMOUNT' });
  });
  test('may be taken back while the batch is open, once', async () => {
    const order = await shop.paidOrder();
    await capture(order);
    await refund(order, 1000);
    const { credits } = await shop.read(order);
    const takeBack = () =>
      takeBackRefund(shop.merchant, shop.settler, order.orderId, credits[0]?.credRrpid ?? '');
    expect(await takeBack()).toEqual({ status: 'done' });
    expect(await stateNow(order)).toBe('captured');
    await expect(takeBack()).rejects.toMatchObject({ code: 'ERR_ORDER_STATE' });
  });
  test('is not taken back after the batch was closed', async () => {
    const order = await shop.paidOrder();
    await capture(order);
    await refund(order, 1000);
    await administerBatch(shop.merchant, 'close');
    const { credits } = await shop.read(order);
    const result = await takeBackRefund(
      shop.merchant,
      shop.settler,
      order.orderId,
      credits[0]?.credRrpid ?? '',
    );
    expect(result).toEqual({ status: 'refused', code: 'batchClosed' });
  });
});

describe('the batch', () => {
  test('tells its sums, and is closed once', async () => {
    await capture(await shop.paidOrder());
    const open = await administerBatch(shop.merchant, 'query');
    expect(open).toMatchObject({ status: 'success', state: 'open', batchId: 1 });
    expect(open.totals?.[0]).toMatchObject({ captured: { currency: 'EUR', value: 4250 }, capturedCount: 1 });
    await administerBatch(shop.merchant, 'close');
    expect((await administerBatch(shop.merchant, 'close')).status).toBe('batchClosed');
  });
  test('of a gateway that is away is not known', async () => {
    shop.gateway.line = 'down';
    await expect(administerBatch(shop.merchant, 'query')).rejects.toMatchObject({
      code: 'ERR_GATEWAY_UNREACHABLE',
    });
  });
});

describe('PRes and inquiries', () => {
  test('tell the shares that are authorized, captured and given back', async () => {
    const order = await shop.order();
    const purchase = await shop.prepare(order);
    const first = await shop.pay(purchase);
    expect(first).toMatchObject({
      completionCode: 'authorizationPerformed',
      authStatus: { authorizationNumber: 'A1B2C3', authRatioMillionths: 1_000_000 },
    });
    await capture(order, 2125, 'kept');
    await refund(order, 425);
    const { message, open } = await shop.inquiry(purchase);
    const answer = await open(await receiveInq(shop.merchant, message));
    expect(answer).toMatchObject({
      completionCode: 'creditPerformed',
      authStatus: { authRatioMillionths: 500_000 },
      capStatus: { capRatioMillionths: 500_000 },
      credStatus: [{ creditRatioMillionths: 100_000 }],
    });
    expect(answer.hod).toBe(purchase.oiData.hod);
  });
  test('tell of a cancelled order that it was rejected', async () => {
    const order = await shop.order();
    const purchase = await shop.prepare(order);
    await shop.pay(purchase);
    await cancel(order);
    const { message, open } = await shop.inquiry(purchase);
    expect(await open(await receiveInq(shop.merchant, message))).toMatchObject({
      completionCode: 'orderRejected',
    });
  });
});

test('what is under way when the program stops goes on with its next start', async () => {
  const order = await shop.paidOrder();
  shop.gateway.line = 'loseAnswers';
  expect(await capture(order)).toEqual({ status: 'unknown' });
  await shop.settler.stop();
  shop.gateway.line = 'up';
  shop.settler = new OrderSettler(shop.merchant);
  await shop.settler.resume();
  await settled(order);
  expect(await stateNow(order)).toBe('captured');
});
