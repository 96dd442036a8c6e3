/** What was paid opens to whoever holds its cookie or credential, and to nobody else. */
import { decodeErrorMessage } from '@ecomm/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  createTestShop,
  type Payment,
  payOffer,
  type TestShop,
  testArticle,
  testOrigin,
} from '../testing/test-shop.ts';
import { createPayments, type Payments } from './payments.ts';
import type { QuoteResource } from './quote.ts';

let shop: TestShop;
let payments: Payments;

const priced = ['/article/minitel', '/article/other'];
const quote: QuoteResource = (resource) => (priced.includes(resource) ? testArticle : undefined);

beforeEach(async () => {
  shop = await createTestShop({}, shop?.world);
  payments = createPayments({
    merchant: shop.merchant,
    quote,
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

async function cookieOf(deliverPath: string): Promise<string> {
  const delivery = await send(deliverPath);
  return delivery.headers.get('set-cookie')?.split(';')[0] ?? '';
}

const errorOf = async (response: Response) => ({
  status: response.status,
  code: decodeErrorMessage(await response.text()).code,
});

describe('the goods stay closed to', () => {
  const refused = async (path: string, headers: Record<string, string>) => {
    expect((await send(path, { headers })).status).toBe(402);
  };

  test('the cookie of another resource', async () => {
    const { deliverPath } = await bought();
    const cookie = await cookieOf(deliverPath);
    await refused('/article/other', { cookie });
    const [, token] = cookie.split('=');
    const otherName = (await cookieOf((await bought('/article/other')).deliverPath)).split('=')[0];
    await refused('/article/other', { cookie: `${otherName}=${token}` });
  });
  test('a tampered cookie', async () => {
    const cookie = await cookieOf((await bought()).deliverPath);
    const at = cookie.length - 3;
    await refused('/article/minitel', {
      cookie: `${cookie.slice(0, at)}${cookie[at] === 'A' ? 'B' : 'A'}${cookie.slice(at + 1)}`,
    });
    await refused('/article/minitel', { cookie: `${cookie.split('=')[0]}=` });
  });
  test('a cookie a year later', async () => {
    const cookie = await cookieOf((await bought()).deliverPath);
    shop.wait(365 * 86_400 + 1);
    await refused('/article/minitel', { cookie });
  });
  test('a delivery link that is used as a cookie', async () => {
    const { deliverPath } = await bought();
    const name = (await cookieOf(deliverPath)).split('=')[0];
    const credential = new URL(deliverPath, testOrigin).searchParams.get('credential');
    await refused('/article/minitel', { cookie: `${name}=${credential}` });
  });
  test.each([
    '/deliver',
    '/deliver?credential=',
    '/deliver?credential=a.b',
    '/deliver?credential=a.b&credential=a.b',
    '/deliver?credential=a.b&resource=//evil.example',
  ])('%s, which redirects nowhere', async (path) => {
    const answer = await send(path);
    expect(answer.status).toBe(400);
    expect(answer.headers.has('location')).toBe(false);
    expect(answer.headers.has('set-cookie')).toBe(false);
  });
  test('a delivery link after its hour', async () => {
    const { deliverPath } = await bought();
    shop.wait(3601);
    expect(await errorOf(await send(deliverPath))).toEqual({ status: 400, code: 'ERR_CREDENTIAL_INVALID' });
  });
});

describe('a program', () => {
  const authorization = (credential: unknown) =>
    `Payment ${Buffer.from(JSON.stringify(credential)).toString('base64url')}`;

  test('opens the goods with its credential and gets a receipt', async () => {
    const { deliverPath, receiptId } = await bought();
    const credential = new URL(deliverPath, testOrigin).searchParams.get('credential');
    const answer = await send('/article/minitel', {
      headers: { authorization: authorization({ challenge: { id: 'x' }, payload: { credential } }) },
    });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private']);
    const receipt = Buffer.from(answer.headers.get('payment-receipt') ?? '', 'base64url').toString();
    expect(JSON.parse(receipt)).toMatchObject({ method: 'mset', status: 'success', reference: receiptId });
    expect(answer.headers.get('access-control-expose-headers')).toContain('Payment-Receipt');
  });
  test('is asked to pay where its credential is another’s, a cookie’s or nonsense', async () => {
    const { deliverPath } = await bought('/article/other');
    const credential = new URL(deliverPath, testOrigin).searchParams.get('credential');
    const cookie = (await cookieOf(deliverPath)).split('=')[1];
    for (const header of [
      authorization({ payload: { credential } }),
      authorization({ payload: { credential: cookie } }),
      authorization({ payload: { credential: 42 } }),
      authorization([]),
      'Payment',
      'Payment !!!',
      `Bearer ${credential}`,
    ])
      expect((await send('/article/minitel', { headers: { authorization: header } })).status).toBe(402);
  });
});
