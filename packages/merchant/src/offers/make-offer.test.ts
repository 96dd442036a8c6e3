/** Offers that a wallet accepts, each its own, and resources that lead nowhere but to the shop. */
import { checkOffer, defaultAmountRanges, offerSchema, peekPayload } from '@ecomm/protocol';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { testBrand } from '../../../protocol/src/testing/demo-parties.ts';
import { MemoryOfferStore } from '../store/memory-offer-store.ts';
import {
  createTestShop,
  type TestShop,
  testArticle,
  testIntermediaryId,
  testOrigin,
} from '../testing/test-shop.ts';
import { makeOffer, offerLifeSeconds } from './make-offer.ts';
import { checkResource, offerPathOf } from './resource.ts';

let shop: TestShop;

beforeAll(async () => {
  shop = await createTestShop();
});

describe('an offer', () => {
  test('passes every check of a wallet that stands on the shop’s page', async () => {
    const { offer, goods } = await makeOffer(shop.merchant, testArticle);
    const checked = await checkOffer(offer, goods, {
      trust: shop.world.newTrust(),
      at: shop.merchant.now(),
      pageOrigin: testOrigin,
      intermediary: { id: testIntermediaryId, brand: testBrand },
      ranges: defaultAmountRanges,
    });
    expect(checked.merchantName).toBe('Le Quotidien');
    expect(checked.goods).toMatchObject({ title: testArticle.title, resource: '/article/minitel' });
    expect(checked.offer).toMatchObject({
      amount: testArticle.price,
      use: 'single',
      exp: shop.merchant.now() + offerLifeSeconds,
      adviceUrl: `${testOrigin}/mpadvice`,
    });
  });
  test('is fresh for each request: two of the same goods share no identifier, challenge or digest', async () => {
    const [one, two] = [
      await makeOffer(shop.merchant, testArticle),
      await makeOffer(shop.merchant, testArticle),
    ];
    const [first, second] = [peekPayload(one.offer, offerSchema), peekPayload(two.offer, offerSchema)];
    expect(first.offerId).not.toBe(second.offerId);
    expect(first.challM).not.toBe(second.challM);
    expect(first.goodsDigest).not.toBe(second.goodsDigest);
  });
  test('is kept byte for byte', async () => {
    const { offer } = await makeOffer(shop.merchant, testArticle);
    const { offerId } = peekPayload(offer, offerSchema);
    expect((await shop.merchant.store.findOffer(offerId))?.message).toBe(offer);
  });
  test('says nothing of the goods to whoever sees it without them', async () => {
    const { offer } = await makeOffer(shop.merchant, testArticle);
    expect(JSON.stringify(peekPayload(offer, offerSchema))).not.toMatch(/minitel|Minitel/);
  });
  test('is not made where there is no room to keep it', async () => {
    const full = new (class extends MemoryOfferStore {
      override saveOffer = async () => 'full' as const;
    })();
    const { merchant } = await createTestShop({ store: full }, shop.world);
    await expect(makeOffer(merchant, testArticle)).rejects.toMatchObject({ code: 'ERR_OFFERS_EXHAUSTED' });
  });
  test.each([
    ['a title of two lines', { title: 'one\ntwo' }],
    ['no title', { title: '' }],
    ['a price that is no whole number of cents', { price: { currency: 'EUR', value: 0.5 } }],
    ['a currency nobody knows', { price: { currency: 'XXX', value: 5 } }],
  ])('with %s is not signed', async (_, changes) => {
    await expect(makeOffer(shop.merchant, { ...testArticle, ...changes })).rejects.toThrow();
  });
});

describe('a resource', () => {
  test.each(['/', '/article/minitel', '/a?b=c&d=%20', '/a-b_c.d~e', '/%C3%A9t%C3%A9'])(
    'may be %s',
    (resource) => {
      expect(checkResource(resource, testOrigin)).toBe(resource);
    },
  );
  test.each([
    '',
    'article',
    '//evil.example/',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/a/../b',
    '/a/./b',
    '/a/%2e%2e/b',
    '/..//evil.example',
    '/a#b',
    '/a b',
    '/a\tb',
    '/a\r\nSet-Cookie: x',
    '/été',
    '/\u0000',
    '/a"b',
    '/a<b>',
    `/${'a'.repeat(1024)}`,
  ])('is refused when it is %j', (resource) => {
    expect(() => checkResource(resource, testOrigin)).toThrow(
      expect.objectContaining({ code: 'ERR_RESOURCE_INVALID' }),
    );
  });
  test('that is accepted always stays on the shop’s origin, in one spelling', () => {
    const part = fc.constantFrom(
      '/',
      '\\',
      '..',
      '.',
      'a',
      '%2f',
      '%5c',
      '@',
      ':',
      '?',
      '#',
      'evil.example',
      ';',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const resource = `/${parts.join('')}`;
        try {
          checkResource(resource, testOrigin);
        } catch {
          return;
        }
        const url = new URL(resource, testOrigin);
        expect(url.href).toBe(`${testOrigin}${resource}`);
      }),
    );
  });
  test('survives the way into the offer’s address and back', () => {
    fc.assert(
      fc.property(fc.webPath(), (path) => {
        const resource = `/${path.replace(/^\/+/, '')}?a=b&c=${encodeURIComponent(path)}`;
        const url = new URL(offerPathOf(resource), testOrigin);
        expect(url.searchParams.getAll('resource')).toEqual([resource]);
      }),
    );
  });
});
