/** The SET merchant over the Web's messages: addresses, media types, sizes, and what other origins may read. */
import { decodeInitiation, newIdentifier, openErrorMessage } from '@ecomm/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { testRandom } from '../../../protocol/src/testing/demo-parties.ts';
import { createTestSetShop, shopOrigin, type TestSetShop, testOrder } from '../testing/test-set-shop.ts';
import { createOrder } from './create-order.ts';
import { createSetEndpoints, type SetEndpoints } from './set-endpoints.ts';

let shop: TestSetShop;
let endpoints: SetEndpoints;
let failures: unknown[];

beforeEach(async () => {
  shop = await createTestSetShop();
  failures = [];
  const { merchant, settler } = shop;
  endpoints = createSetEndpoints({ merchant, settler, onFailure: (error) => failures.push(error) });
});

async function ask(path: string, init?: RequestInit): Promise<Response> {
  const response = await endpoints.handle(new Request(`${shopOrigin}${path}`, init));
  if (response === undefined) throw new Error('nobody answers this address');
  return response;
}
const post = (path: string, body: string, type = 'application/json') =>
  ask(path, { method: 'POST', headers: { 'content-type': type }, body });
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

describe('an initiation', () => {
  test('is what a wallet of this page reads, and shows the order as it is signed', async () => {
    const order = await shop.order();
    const response = await ask(`/set/initiation/${order.orderId}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(decodeInitiation(bytes, shopOrigin)).toMatchObject({
      lidM: order.orderId,
      purchAmt: testOrder.amount,
      order: testOrder.description,
      setUrl: `${shopOrigin}/set`,
      successUrl: testOrder.successUrl,
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
  test('of an unknown order is 404', async () => {
    const response = await ask(`/set/initiation/${newIdentifier(testRandom)}`);
    expect([response.status, await codeOf(response)]).toEqual([404, 'ERR_ORDER_UNKNOWN']);
  });
  test.each<[string, object]>([
    ['without a text', { description: '  ' }],
    ['with a text that is too long', { description: 'x'.repeat(8001) }],
    ['that costs nothing', { amount: { currency: 'EUR', value: 0 } }],
    ['with a line break in an address', { successUrl: `${shopOrigin}/a\r\nSET-Brand: x` }],
  ])('is not made for an order %s', async (_what, changes) => {
    await expect(createOrder(shop.merchant, { ...testOrder, ...changes })).rejects.toThrow(TypeError);
    expect(await shop.merchant.orders.list(1)).toEqual([]);
  });
});

describe('a status', () => {
  test('tells state and sums, and nothing that was signed or sealed', async () => {
    const order = await shop.paidOrder();
    const response = await ask(`/set/status/${order.orderId}`);
    expect(await response.json()).toEqual({
      orderId: order.orderId,
      state: 'authorized',
      amount: testOrder.amount,
      ...{ heldMinor: 4250, capturedMinor: 0, creditedMinor: 0, isSettling: false },
    });
  });
  test('of a declined order says why', async () => {
    shop.gateway.authCode = 'expiredCard';
    const order = await shop.paidOrder();
    expect(await (await ask(`/set/status/${order.orderId}`)).json()).toMatchObject({
      state: 'declined',
      authCode: 'expiredCard',
    });
  });
});

describe('a message', () => {
  test('may come from a wallet’s own origin', async () => {
    const preflight = await ask('/set/preq', { method: 'OPTIONS' });
    expect(preflight.headers.get('access-control-allow-methods')).toBe('POST');
    const { pReq } = await shop.prepare(await shop.order());
    expect((await post('/set/preq', pReq)).headers.get('access-control-allow-origin')).toBe('*');
    const refusal = await post('/set/preq', '{}');
    expect(refusal.headers.get('access-control-allow-origin')).toBe('*');
    await shop.expectBalanced();
  });
  test('whose answer the bank has not given yet is to be sent again in two seconds', async () => {
    shop.gateway.line = 'down';
    const { pReq } = await shop.prepare(await shop.order());
    const response = await post('/set/preq', pReq);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await codeOf(response)).toBe('ERR_GATEWAY_UNREACHABLE');
    await shop.settler.stop();
    await shop.expectBalanced();
  });
  test.each<[string, string, RequestInit, number, string]>([
    ['another method', '/set/pinit', { method: 'PUT', body: '{}' }, 405, 'ERR_REQUEST_METHOD'],
    ['another type', '/set/pinit', { method: 'POST', body: '{}' }, 415, 'ERR_REQUEST_CONTENT_TYPE'],
    ['a POST to what is read', '/set/anchors', { method: 'POST', body: '' }, 405, 'ERR_REQUEST_METHOD'],
  ])('of %s is refused', async (_what, path, init, status, code) => {
    const response = await ask(path, init);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
  });
  test.each(['/set/pinit', '/set/preq', '/set/inq'])('to %s that is too long is refused', async (path) => {
    const response = await post(path, `{"pi":"${'x'.repeat(70_000)}"}`);
    expect([response.status, await codeOf(response)]).toEqual([413, 'ERR_MESSAGE_TOO_BIG']);
  });
  test.each(['/set/pinit', '/set/preq', '/set/inq'])('to %s that is none is refused', async (path) => {
    for (const body of ['', '{', '{}', '{"a":1}', '\u0000', '[[[[[[]]]]]]'])
      expect((await post(path, body)).status).toBe(400);
    expect(failures).toEqual([]);
  });
});

test('an error is signed for who asks for it so', async () => {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/jose' },
    body: '{}',
  };
  const response = await ask('/set/preq', init);
  expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/jose']);
  const reading = { trust: shop.world.newTrust(), at: shop.now };
  const { payload, sender } = await openErrorMessage(await response.text(), reading);
  expect(payload).toMatchObject({ code: 'ERR_MESSAGE_MALFORMED', setCode: 'decodingFailure' });
  expect(sender.merchantData?.merchantId).toBe('M1');
});

describe('any other address', () => {
  test.each([
    '/',
    '/set',
    '/set/',
    '/set/authreq',
    '/set/initiation/short',
    '/set/__proto__',
    '/set/constructor',
  ])('is not ours: %s', async (path) => {
    expect(await endpoints.handle(new Request(`${shopOrigin}${path}`))).toBeUndefined();
  });
});

test('a bug is answered without a word of it, and reported', async () => {
  const { merchant, settler } = shop;
  const orders = Object.assign(Object.create(merchant.orders), {
    find: () => Promise.reject(new Error('disk at /var/lib')),
  });
  const broken = createSetEndpoints({
    merchant: { ...merchant, orders },
    settler,
    onFailure: (error) => failures.push(error),
  });
  const path = `/set/status/${newIdentifier(testRandom)}`;
  const response = await broken.handle(new Request(`${shopOrigin}${path}`));
  expect(response?.status).toBe(500);
  expect(await response?.text()).not.toContain('disk');
  expect(failures).toHaveLength(1);
});
