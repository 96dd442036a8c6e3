/** The payment part over its Web handler: what it says to wallets, browsers and programs, and whom it turns away. */
import { checkOffer, decodeErrorMessage, defaultAmountRanges } from '@ecomm/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { testBrand } from '../../../protocol/src/testing/demo-parties.ts';
import {
  createTestShop,
  type Payment,
  payOffer,
  type TestShop,
  testArticle,
  testIntermediaryId,
  testOrigin,
} from '../testing/test-shop.ts';
import { createPayments, type Payments } from './payments.ts';
import type { QuoteResource } from './quote.ts';

let shop: TestShop;
let payments: Payments;
let soldCount: number;

const priced = ['/article/minitel', '/article/other'];
const quote: QuoteResource = (resource) => (priced.includes(resource) ? testArticle : undefined);

beforeEach(async () => {
  shop = await createTestShop({}, shop?.world);
  soldCount = 0;
  payments = createPayments({
    merchant: shop.merchant,
    quote,
    onSale: () => {
      soldCount += 1;
    },
  });
});

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const request = new Request(`${testOrigin}${path}`, init);
  return (
    (await payments.handle(request)) ??
    payments.protect(request, () => new Response('the goods', { headers: { 'cache-control': 'public' } }))
  );
}

const sendAdvice = (body: string, headers: Record<string, string> = {}) =>
  send('/mpadvice', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

async function fetchOffer(resource = '/article/minitel') {
  const answer = await send(`/mpoffer?resource=${encodeURIComponent(resource)}`);
  return (await answer.json()) as { offer: string; goods: string };
}

async function bought(resource = '/article/minitel'): Promise<Payment & { deliverPath: string }> {
  const payment = await payOffer(shop.world, await fetchOffer(resource));
  const { deliverUrl } = (await (await sendAdvice(payment.advice)).json()) as { deliverUrl: string };
  return { ...payment, deliverPath: deliverUrl.slice(testOrigin.length) };
}

const errorOf = async (response: Response) => ({
  status: response.status,
  code: decodeErrorMessage(await response.text()).code,
});

describe('what is not paid', () => {
  test('is answered 402 with its offer in the body, in Link and in WWW-Authenticate, kept by nobody', async () => {
    const answer = await send('/article/minitel');
    expect(answer.status).toBe(402);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('link')).toBe(
      '</mpoffer?resource=/article/minitel>; rel="mpoffer"; type="application/mpoffer+jwt"',
    );
    expect(answer.headers.get('access-control-expose-headers')).toContain('WWW-Authenticate');
    const challenge = answer.headers.get('www-authenticate') ?? '';
    expect(challenge).toMatch(
      /^Payment id="[\w-]{22}", realm="M1", method="mset", intent="charge", request="[\w-]+"$/,
    );
    const request = /request="([^"]+)"/.exec(challenge)?.[1] ?? '';
    expect(JSON.parse(Buffer.from(request, 'base64url').toString())).toEqual({
      amount: testArticle.price,
      offerUrl: `${testOrigin}/mpoffer?resource=/article/minitel`,
    });
    expect(await answer.text()).toContain(
      '<link rel="mpoffer" type="application/mpoffer+jwt" href="/mpoffer?resource=/article/minitel">',
    );
    expect((await shop.merchant.store.totals()).soldCount).toBe(0);
  });
  test('has headers that every proxy lets pass, also for the longest address', async () => {
    const resource = `/${'a'.repeat(1000)}`;
    const { refusal } = await payments.admit(new Request(`${testOrigin}${resource}`), testArticle);
    for (const [, value] of refusal?.headers ?? []) expect(value.length).toBeLessThan(2048);
  });
  test('is answered as a problem to programs that ask for JSON', async () => {
    const answer = await send('/article/minitel', { headers: { accept: 'application/json' } });
    expect(answer.status).toBe(402);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 402, amount: testArticle.price });
  });
  test('shows a title with markup as text', async () => {
    const evil = { ...testArticle, title: '<script>alert("1")</script>' };
    const { refusal } = await payments.admit(new Request(`${testOrigin}/x`), evil);
    expect(await refusal?.text()).not.toContain('<script>');
  });
  test('leaves free pages alone', async () => {
    const answer = await send('/about');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public']);
  });
});

describe('an offer', () => {
  test('fetched from another origin is fresh, readable there, and passes a wallet’s checks', async () => {
    const answer = await send('/mpoffer?resource=/article/minitel', {
      headers: { origin: 'chrome-extension://wallet' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { offer, goods } = (await answer.json()) as { offer: string; goods: string };
    const checked = await checkOffer(offer, goods, {
      trust: shop.world.newTrust(),
      at: shop.merchant.now(),
      pageOrigin: testOrigin,
      intermediary: { id: testIntermediaryId, brand: testBrand },
      ranges: defaultAmountRanges,
    });
    expect(checked.goods.resource).toBe('/article/minitel');
  });
  test.each([
    ['/mpoffer', 400, 'ERR_REQUEST_INVALID'],
    ['/mpoffer?resource=/article/minitel&resource=/article/other', 400, 'ERR_REQUEST_INVALID'],
    ['/mpoffer?resource=/article/minitel&lang=fr;q=0.5', 400, 'ERR_REQUEST_INVALID'],
    ['/mpoffer?resource=/article/minitel&lang=fr&lang=en', 400, 'ERR_REQUEST_INVALID'],
    ['/mpoffer?resource=/article/minitel&lang=', 400, 'ERR_REQUEST_INVALID'],
    ['/mpoffer?resource=/article/free', 404, 'ERR_RESOURCE_UNKNOWN'],
    ['/mpoffer?resource=//evil.example/', 400, 'ERR_RESOURCE_INVALID'],
    ['/mpoffer?resource=https://evil.example/', 400, 'ERR_RESOURCE_INVALID'],
    ['/mpoffer?resource=/%5Cevil.example', 400, 'ERR_RESOURCE_INVALID'],
    ['/mpoffer?resource=/article/../article/minitel', 400, 'ERR_RESOURCE_INVALID'],
    ['/mpoffer?resource=/article/minitel%0d%0aSet-Cookie:%20a=b', 400, 'ERR_RESOURCE_INVALID'],
  ])('is not made for %s', async (path, status, code) => {
    expect(await errorOf(await send(path))).toEqual({ status, code });
  });
  test('is asked for in the language that its quote names, and its page speaks it', async () => {
    const asked: (string | null)[] = [];
    const inFrench = createPayments({
      merchant: shop.merchant,
      quote: (_resource, request) => {
        asked.push(request.headers.get('accept-language'));
        return { ...testArticle, language: 'fr' };
      },
    });
    const request = new Request(`${testOrigin}/article/minitel`, { headers: { 'accept-language': 'en' } });
    const page = await inFrench.protect(request, () => new Response('the goods'));
    const offerPath = /<([^>]+)>/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
    expect(offerPath).toBe('/mpoffer?resource=/article/minitel&lang=fr');
    expect(await page.text()).toContain('en demande 0,20');
    const offer = new Request(`${testOrigin}${offerPath}`, { headers: { 'accept-language': 'en' } });
    expect((await inFrench.handle(offer))?.status).toBe(200);
    expect(asked).toEqual(['en', 'fr']);
  });
  test('is not made by POST', async () => {
    const answer = await send('/mpoffer?resource=/article/minitel', { method: 'POST' });
    expect(await errorOf(answer)).toEqual({ status: 405, code: 'ERR_REQUEST_METHOD' });
  });
});

describe('an advice', () => {
  test('delivers: link, cookie, goods, and the cookie opens them again', async () => {
    const { deliverPath } = await bought();
    expect(soldCount).toBe(1);
    const delivery = await send(deliverPath);
    expect(delivery.status).toBe(303);
    expect(delivery.headers.get('location')).toBe('/article/minitel');
    expect(delivery.headers.get('cache-control')).toBe('no-store');
    expect(delivery.headers.get('referrer-policy')).toBe('no-referrer');
    const setCookie = delivery.headers.get('set-cookie') ?? '';
    expect(setCookie).toMatch(/; Path=\/article\/minitel; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/);
    for (let visit = 0; visit < 2; visit += 1) {
      const page = await send('/article/minitel', { headers: { cookie: `a=b; ${setCookie.split(';')[0]}` } });
      expect([page.status, await page.text()]).toEqual([200, 'the goods']);
      expect(page.headers.get('cache-control')).toBe('private');
    }
  });
  test('repeated is answered with the same goods and is no further sale', async () => {
    const { advice } = await bought();
    const again = await sendAdvice(advice);
    expect([again.status, soldCount]).toEqual([200, 1]);
    expect(await again.json()).toMatchObject({ resource: '/article/minitel' });
  });
  test('may be asked for by any origin, without credentials', async () => {
    const answer = await send('/mpadvice', {
      method: 'OPTIONS',
      headers: { origin: 'chrome-extension://wallet' },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-methods')).toBe('POST');
    expect(answer.headers.get('access-control-allow-headers')).toBe('Content-Type');
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
  });
  test('of another content type is refused, so that no form of another site can post one', async () => {
    const { advice } = await payOffer(shop.world, await fetchOffer());
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '']) {
      const answer = await sendAdvice(advice, { 'content-type': type });
      expect(await errorOf(answer)).toEqual({ status: 415, code: 'ERR_REQUEST_CONTENT_TYPE' });
    }
    expect(soldCount).toBe(0);
  });
  test('that is too long is refused by its announced length, and by what arrives', async () => {
    const body = 'x'.repeat(65_537);
    const tooBig = { status: 413, code: 'ERR_MESSAGE_TOO_BIG' };
    expect(await errorOf(await sendAdvice('{}', { 'content-length': '65537' }))).toEqual(tooBig);
    expect(await errorOf(await sendAdvice(body))).toEqual(tooBig);
  });
  test('that is not UTF-8 is malformed', async () => {
    const answer = await send('/mpadvice', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Uint8Array.of(0x22, 0xff, 0xfe, 0x22),
    });
    expect(await errorOf(answer)).toEqual({ status: 400, code: 'ERR_MESSAGE_MALFORMED' });
  });
  test('for an unknown offer and for a consumed one are told apart', async () => {
    const other = await createTestShop({}, shop.world);
    const elsewhere = createPayments({ merchant: other.merchant, quote });
    const request = new Request(`${testOrigin}/mpoffer?resource=/article/minitel`);
    const offer = await (await elsewhere.handle(request))?.json();
    const unknown = await payOffer(shop.world, offer as { offer: string });
    expect(await errorOf(await sendAdvice(unknown.advice))).toEqual({
      status: 404,
      code: 'ERR_OFFER_UNKNOWN',
    });
    const own = await fetchOffer();
    await sendAdvice((await payOffer(shop.world, own)).advice);
    const second = await payOffer(shop.world, own);
    expect(await errorOf(await sendAdvice(second.advice))).toEqual({
      status: 409,
      code: 'ERR_OFFER_CONSUMED',
    });
  });
  test('with a forged receipt is unauthorized', async () => {
    const offer = await fetchOffer();
    const { advice } = await payOffer(shop.world, offer, { signer: shop.world.merchant2.signer });
    expect(await errorOf(await sendAdvice(advice))).toMatchObject({ status: 401 });
  });
  test('that meets a bug is answered without its details', async () => {
    const broken: string[] = [];
    const { merchant } = await createTestShop({}, shop.world);
    const failing = createPayments({
      merchant,
      quote: () => {
        throw new Error('the secret is 42');
      },
      onFailure: (error) => broken.push(String(error)),
    });
    const answer = await failing.handle(new Request(`${testOrigin}/mpoffer?resource=/a`));
    expect(answer?.status).toBe(500);
    expect(await answer?.text()).not.toContain('42');
    expect(broken).toEqual(['Error: the secret is 42']);
  });
});
