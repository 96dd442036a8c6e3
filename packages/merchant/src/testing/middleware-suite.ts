/** What the payment part must do in every web framework; each runs it with a server of its own. Only tests import this. */
import { once } from 'node:events';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { encodePInitReq, newIdentifier, openPInitRes } from '@ecomm/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testBrand, testRandom } from '../../../protocol/src/testing/demo-parties.ts';
import type { Merchant } from '../merchant.ts';
import type { SetEndpointsOptions } from '../set/set-endpoints.ts';
import { stateOf } from '../set/set-order.ts';
import type { Quote } from '../web/quote.ts';
import { createTestSetShop, type TestSetShop } from './test-set-shop.ts';
import { createTestShop, payOffer, type TestShop, testOrigin } from './test-shop.ts';

export interface ServedShop {
  readonly merchant: Merchant;
  readonly orders: SetEndpointsOptions;
}

export interface RunningServer {
  /** Without a trailing slash. */
  readonly url: string;
  stop(): Promise<void>;
}

export const report: Quote = { title: 'A', description: 'B', price: { currency: 'EUR', value: 30 } };
export const articleQuote = (slug: string): Quote | undefined =>
  slug === 'free' ? undefined : { ...report, price: { currency: 'EUR', value: 10 } };

/**
 * `start` serves: `GET /report` protected by `report`, answering "the report"; `GET /article/:slug` protected by
 * `articleQuote`, answering "article <slug>"; `GET /open` answering "open"; `POST /echo` answering its JSON's `text`. `GET /book/:title`,
 * also with any path after it, protected by `articleQuote`, answering "book <title>".
 */
export function describeMiddleware(name: string, start: (shop: ServedShop) => Promise<RunningServer>): void {
  const given = {} as MiddlewareTest;
  beforeEach(async () => {
    given.shop = await createTestShop({}, given.shop?.world);
    given.setShop = await createTestSetShop();
    const { merchant, settler } = given.setShop;
    given.server = await start({ merchant: given.shop.merchant, orders: { merchant, settler } });
  });
  afterEach(() => given.server.stop());
  describeProtection(name, given);
  describeOthers(name, given);
  describeOrders(name, given);
}

interface MiddlewareTest {
  shop: TestShop;
  setShop: TestSetShop;
  server: RunningServer;
}

const post = (url: string, body: string, type = 'application/json') =>
  fetch(url, { method: 'POST', headers: { 'content-type': type }, body });

/** The body of what is answered to a target that `fetch` would spell otherwise. */
async function askRaw(url: string, target: string, cookie: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const [answer] = await once(get({ hostname, port, path: target, headers: { cookie } }), 'response');
  return text(answer);
}

async function buy({ shop, server }: MiddlewareTest, resource: string): Promise<string> {
  const offer = await fetch(`${server.url}/mpoffer?resource=${encodeURIComponent(resource)}`);
  const payment = await payOffer(shop.world, (await offer.json()) as { offer: string });
  const advice = await post(`${server.url}/mpadvice`, payment.advice);
  const { deliverUrl } = (await advice.json()) as { deliverUrl: string };
  const delivery = await fetch(deliverUrl.replace(testOrigin, server.url), { redirect: 'manual' });
  return delivery.headers.get('set-cookie')?.split(';')[0] ?? '';
}

function describeProtection(name: string, given: MiddlewareTest): void {
  describe(`${name}: a protected route`, () => {
    test('asks for its price, sells at it, and opens to who paid', async () => {
      const { url } = given.server;
      const asked = await fetch(`${url}/report`);
      expect(asked.status).toBe(402);
      expect(asked.headers.get('link')).toContain('/mpoffer?resource=/report');
      expect(await asked.text()).not.toContain('the report');
      const cookie = await buy(given, '/report');
      const answer = await fetch(`${url}/report`, { headers: { cookie } });
      expect([answer.status, await answer.text()]).toEqual([200, 'the report']);
      expect(answer.headers.get('cache-control')).toBe('private');
      expect((await given.shop.merchant.store.listSales(1))[0]).toMatchObject({ amount: { value: 30 } });
    });
    test('with parameters sells each resource by itself', async () => {
      const { url } = given.server;
      const cookie = await buy(given, '/article/one');
      expect(await (await fetch(`${url}/article/one`, { headers: { cookie } })).text()).toBe('article one');
      expect((await fetch(`${url}/article/two`, { headers: { cookie } })).status).toBe(402);
    });
    test.each([
      '/book/two/%2e%2e/one',
      '/book/two/../one',
      '/book/two/x/..%5c..%5c../one',
      '/book/two\\..\\one',
      '//book/one',
      'http://127.0.0.1/book/two/../one',
      '/\\book/book/one',
    ])('does not open to who paid for another one and asks for %s', async (target) => {
      const { url } = given.server;
      const cookie = await buy(given, '/book/one');
      expect(await (await fetch(`${url}/book/one`, { headers: { cookie } })).text()).toBe('book one');
      expect(await askRaw(url, target, cookie)).not.toContain('book two');
    });
    test('that asks nothing of this request is open, and has no offer', async () => {
      const { url } = given.server;
      expect(await (await fetch(`${url}/article/free`)).text()).toBe('article free');
      expect((await fetch(`${url}/mpoffer?resource=/article/free`)).status).toBe(404);
    });
    test.each(['/open', '/nowhere', '/mpadvice', '/deliver?credential=a.b'])(
      'is all that is offered: not %s',
      async (resource) => {
        const offer = await fetch(`${given.server.url}/mpoffer?resource=${encodeURIComponent(resource)}`);
        expect(offer.status).toBe(404);
      },
    );
  });
}

function describeOthers(name: string, given: MiddlewareTest): void {
  describe(`${name}: other routes`, () => {
    test('stay open, with their bodies', async () => {
      const { url } = given.server;
      expect(await (await fetch(`${url}/open`)).text()).toBe('open');
      expect(await (await post(`${url}/echo`, '{"text":"hello"}')).text()).toBe('hello');
      expect((await fetch(`${url}/nowhere`)).status).toBe(404);
      expect((await fetch(`${url}/set/nothing`)).status).toBe(404);
    });
  });
}

function describeOrders(name: string, given: MiddlewareTest): void {
  describe(`${name}: an order`, () => {
    test('is initiated, initialised and paid over HTTP', async () => {
      const { setShop, server } = given;
      const order = await setShop.order();
      const initiation = await fetch(`${server.url}/set/initiation/${order.orderId}`);
      expect(initiation.headers.get('content-type')).toMatch(/^application\/set-payment-initiation/);
      expect(await initiation.text()).toContain(order.description);
      const request = {
        ...{ rrpid: newIdentifier(testRandom), language: 'fr', lidC: newIdentifier(testRandom) },
        ...{ lidM: order.orderId, challC: newIdentifier(testRandom), brand: testBrand, bin: '497010' },
      };
      const answer = await post(`${server.url}/set/pinit`, encodePInitReq(request));
      const reading = { trust: setShop.world.newTrust(), at: setShop.now, request };
      expect((await openPInitRes(await answer.text(), reading)).payload.rrpid).toBe(request.rrpid);
      const { pReq } = await setShop.prepare(order);
      const paid = await post(`${server.url}/set/preq`, pReq);
      expect([paid.status, paid.headers.get('content-type')]).toEqual([200, 'application/jose']);
      expect(stateOf(await setShop.read(order))).toBe('authorized');
      const status = await fetch(`${server.url}/set/status/${order.orderId}`);
      expect(await status.json()).toMatchObject({ state: 'authorized', heldMinor: 4250 });
      await setShop.expectBalanced();
    });
    test('is not paid by a body that is too long, of another type, or no message at all', async () => {
      const { url } = given.server;
      const code = async (response: Promise<Response>) =>
        ((await (await response).json()) as { code: string }).code;
      expect(await code(post(`${url}/set/preq`, JSON.stringify({ pi: 'x'.repeat(200_000) })))).toBe(
        'ERR_MESSAGE_TOO_BIG',
      );
      expect(await code(post(`${url}/set/preq`, '{}', 'text/plain'))).toBe('ERR_REQUEST_CONTENT_TYPE');
      expect(await code(post(`${url}/set/preq`, '{"oiData":1}'))).toBe('ERR_MESSAGE_MALFORMED');
      expect(await code(fetch(`${url}/set/preq`))).toBe('ERR_REQUEST_METHOD');
      expect(given.setShop.gateway.received).toEqual([]);
    });
  });
}
