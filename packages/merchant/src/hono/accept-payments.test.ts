/** A Hono application that sells with two lines more. */
import { Hono } from 'hono';
import { beforeEach, describe, expect, test } from 'vitest';
import { createTestShop, payOffer, type TestShop, testOrigin } from '../testing/test-shop.ts';
import { acceptPayments } from './accept-payments.ts';

let shop: TestShop;
let app: Hono;
let shown: number;

beforeEach(async () => {
  shop = await createTestShop({}, shop?.world);
  shown = 0;
  app = new Hono();
  const { protect } = acceptPayments(app, { merchant: shop.merchant });
  app.get(
    '/report',
    protect({ title: 'A', description: 'B', price: { currency: 'EUR', value: 30 } }),
    (context) => {
      shown += 1;
      return context.text('the report');
    },
  );
  app.get(
    '/article/:slug',
    protect((context) =>
      context.req.param('slug') === 'free'
        ? undefined
        : { title: 'A', description: 'B', price: { currency: 'EUR', value: 10 } },
    ),
    (context) => context.text(`article ${context.req.param('slug')}`),
  );
  app.get('/open', (context) => {
    shown += 1;
    return context.text('open');
  });
});

const offerFor = async (resource: string) =>
  app.request(`${testOrigin}/mpoffer?resource=${encodeURIComponent(resource)}`);

async function bought(resource: string): Promise<string> {
  const payment = await payOffer(shop.world, (await (await offerFor(resource)).json()) as { offer: string });
  const advice = await app.request(`${testOrigin}/mpadvice`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: payment.advice,
  });
  const { deliverUrl } = (await advice.json()) as { deliverUrl: string };
  const delivery = await app.request(deliverUrl);
  return delivery.headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('a protected route', () => {
  test('asks for its price, sells at it, and opens to who paid', async () => {
    expect((await app.request(`${testOrigin}/report`)).status).toBe(402);
    const cookie = await bought('/report');
    const answer = await app.request(`${testOrigin}/report`, { headers: { cookie } });
    expect([answer.status, await answer.text()]).toEqual([200, 'the report']);
    expect(answer.headers.get('cache-control')).toBe('private');
    expect((await shop.merchant.store.listSales(1))[0]).toMatchObject({ amount: { value: 30 } });
  });
  test('is never run for an offer or for who has not paid', async () => {
    await app.request(`${testOrigin}/report`);
    await offerFor('/report');
    expect(shown).toBe(0);
  });
  test('with parameters sells each resource by itself', async () => {
    const cookie = await bought('/article/one');
    expect((await app.request(`${testOrigin}/article/one`, { headers: { cookie } })).status).toBe(200);
    expect((await app.request(`${testOrigin}/article/two`, { headers: { cookie } })).status).toBe(402);
  });
  test('that asks nothing of this request is open, and has no offer', async () => {
    expect((await app.request(`${testOrigin}/article/free`)).status).toBe(200);
    expect((await offerFor('/article/free')).status).toBe(404);
  });
});

describe('an offer is not made', () => {
  test.each(['/open', '/nowhere', '/mpoffer?resource=/report', '/deliver?credential=a.b', '/mpadvice'])(
    'for %s',
    async (resource) => {
      expect((await offerFor(resource)).status).toBe(404);
    },
  );
  test('for a route that is reached by POST only', async () => {
    app.post('/form', (context) => context.text('posted'));
    expect((await offerFor('/form')).status).toBe(404);
  });
});
