/** The card form: the number leaves the page sealed for the bank, and the shop keeps and logs none of it. */
import { beforeEach, describe, expect, test } from 'vitest';
import { createSetEndpoints, type SetEndpoints } from '../set/set-endpoints.ts';
import { type SetOrder, stateOf } from '../set/set-order.ts';
import { createTestSetShop, shopOrigin, type TestSetShop, testOrder } from '../testing/test-set-shop.ts';
import { type CardFormPorts, payByCard } from './pay-by-card.ts';

const pan = '4970100000000014';
const cardExpiry = '202911';

let shop: TestSetShop;
let endpoints: SetEndpoints;
let order: SetOrder;
/** Everything that left the page. */
let sent: { url: string; body: string }[];
let ports: CardFormPorts;

async function open(acceptsUnsigned: boolean): Promise<void> {
  shop = await createTestSetShop({ policy: { acceptsUnsigned } });
  shop.gateway.cardCertRequired = false;
  const { merchant, settler } = shop;
  endpoints = createSetEndpoints({ merchant, settler });
  order = await shop.order();
  sent = [];
  ports = {
    async fetch(input, init) {
      const request = new Request(input as string, init);
      sent.push({ url: request.url, body: String(init?.body ?? '') });
      return (await endpoints.handle(request)) ?? new Response('', { status: 404 });
    },
    random: merchant.random,
    now: () => shop.now,
    sleep: async () => {},
  };
}

const pay = (changes: Partial<CardFormPorts> = {}) =>
  payByCard(
    {
      initiationUrl: `${shopOrigin}/set/initiation/${order.orderId}`,
      pageOrigin: shopOrigin,
      ...{ pan, cardExpiry, language: 'fr' },
    },
    { ...ports, ...changes },
  );

beforeEach(() => open(true));

describe('a purchase by the card form', () => {
  test('is authorized like any other, without a cardholder', async () => {
    expect(await pay()).toEqual({ status: 'paid', successUrl: testOrder.successUrl });
    const paid = await shop.read(order);
    expect(stateOf(paid)).toBe('authorized');
    expect(paid.payment?.cardholder).toBeUndefined();
    expect(shop.gateway.instructions[0]?.piData.panData).toMatchObject({ pan, cardExpiry });
    await shop.expectBalanced();
  });
  test('posts the order half, a digest and what is sealed, and nothing else', async () => {
    await pay();
    const pReq = sent.find(({ url }) => url.endsWith('/set/preq'));
    expect(Object.keys(JSON.parse(pReq?.body ?? '{}'))).toEqual(['oiData', 'piDigest', 'pi']);
  });
  test('leaves no card number in what is sent, stored or logged', async () => {
    await pay();
    const stored = JSON.stringify(await shop.merchant.orders.list(100));
    const logged = JSON.stringify(shop.notes);
    const onTheWire = JSON.stringify([sent, shop.gateway.received]);
    for (const [where, text] of Object.entries({ stored, logged, onTheWire }))
      for (const secret of [pan, pan.slice(6), cardExpiry, Buffer.from(pan).toString('base64url')])
        expect(text.includes(secret), `${secret} in what was ${where}`).toBe(false);
  });
  test('that the bank declines says so', async () => {
    shop.gateway.authCode = 'declined';
    expect(await pay()).toEqual({
      status: 'declined',
      authCode: 'declined',
      failureUrl: testOrder.failureUrl,
    });
    await shop.expectBalanced();
  });
  test('at a bank that wants a signature says so', async () => {
    shop.gateway.cardCertRequired = true;
    expect(await pay()).toEqual({ status: 'signatureRequired' });
    await shop.expectBalanced();
  });
  test('at a shop that wants a signature is refused before the bank is asked', async () => {
    await open(false);
    expect(await pay()).toEqual({ status: 'signatureRequired' });
    expect(shop.gateway.received).toEqual([]);
  });
  test('of an order that was paid is refused', async () => {
    await pay();
    expect(await pay()).toEqual({ status: 'refused', code: 'ERR_ORDER_CLOSED' });
    await shop.expectBalanced();
  });
  test('whose answer is lost is sent again as it was, and taken once', async () => {
    let isLost = true;
    const answer = await pay({
      async fetch(input, init) {
        const response = await ports.fetch(input, init);
        if (isLost && String(input).endsWith('/preq')) {
          isLost = false;
          throw new TypeError('network');
        }
        return response;
      },
    });
    expect(answer.status).toBe('paid');
    const pReqs = sent.filter(({ url }) => url.endsWith('/preq'));
    expect(pReqs).toHaveLength(2);
    expect(pReqs[1]?.body).toBe(pReqs[0]?.body);
    expect(shop.gateway.authorizations.size).toBe(1);
    await shop.expectBalanced();
  });
  test('that the bank does not answer stays unknown, and is never called paid or declined', async () => {
    shop.gateway.line = 'loseAnswers';
    expect(await pay()).toEqual({ status: 'unknown' });
    shop.gateway.line = 'up';
    await expect.poll(async () => stateOf(await shop.read(order))).toBe('authorized');
    await shop.expectBalanced();
  });
});

describe('the page refuses', () => {
  test('an initiation that leads elsewhere', async () => {
    const elsewhere = async (input: unknown, init?: RequestInit) => {
      const response = await ports.fetch(input as string, init);
      return new Response((await response.text()).replace(shopOrigin, 'https://other.example'));
    };
    await expect(pay({ fetch: elsewhere as typeof fetch })).rejects.toMatchObject({
      code: 'ERR_INITIATION_ORIGIN',
    });
  });
  test('a merchant and a gateway whose certificates end at no root of its own', async () => {
    const { createTestWorld } = await import('../../../protocol/src/testing/demo-parties.ts');
    const other = await createTestWorld();
    const anchors = [other.root.certificate.der].map((der) => Buffer.from(der).toString('base64'));
    await expect(pay({ anchors })).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_CERTIFICATE_/),
    });
    expect(sent.some(({ url }) => url.endsWith('/preq'))).toBe(false);
  });
});
