/** An advice delivers once what it paid, and nothing that a hostile wallet makes of it delivers anything else. */
import { createIdentity, encodeBase64Url, encodeMpAdvice, importIdentity } from '@ecomm/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { testBrand, testRandom, testTime } from '../../../protocol/src/testing/demo-parties.ts';
import { openCredential } from '../delivery/credential.ts';
import { makeOffer } from '../offers/make-offer.ts';
import { buy, createTestShop, payOffer, type TestShop, testArticle } from '../testing/test-shop.ts';
import { receiveAdvice, redeliverySeconds } from './receive-advice.ts';

let shop: TestShop;

beforeEach(async () => {
  shop = await createTestShop({}, shop?.world);
});

const receive = (advice: string) => receiveAdvice(shop.merchant, advice);
const soldCount = async () => (await shop.merchant.store.totals()).soldCount;

describe('an advice', () => {
  test('is answered with a link that opens exactly what was bought, after the sale is recorded', async () => {
    const { advice, receiptId, preimage } = await buy(shop);
    const { deliverUrl, resource, status } = await receive(advice);
    expect({ resource, status }).toEqual({ resource: '/article/minitel', status: 'sold' });
    const link = new URL(deliverUrl);
    expect(link.origin + link.pathname).toBe(`${shop.merchant.origin}/deliver`);
    const grant = await openCredential(shop.merchant, 'deliver', link.searchParams.get('credential') ?? '');
    expect(grant).toMatchObject({ resource: '/article/minitel', receiptId });
    const [sale] = await shop.merchant.store.listSales(10);
    expect(sale).toMatchObject({ receiptId, preimage, state: 'delivered', amount: testArticle.price });
  });
  test('repeated delivers the same goods again and is one sale', async () => {
    const { advice } = await buy(shop);
    await receive(advice);
    expect(await receive(advice)).toMatchObject({ resource: '/article/minitel', status: 'again' });
    expect(await soldCount()).toBe(1);
  });
  test('that arrives twice at once is one sale, delivered twice', async () => {
    const { advice } = await buy(shop);
    const outcomes = await Promise.all([receive(advice), receive(advice), receive(advice)]);
    expect(outcomes.filter(({ status }) => status === 'sold')).toHaveLength(1);
    expect(new Set(outcomes.map(({ resource }) => resource))).toEqual(new Set(['/article/minitel']));
    expect(await soldCount()).toBe(1);
  });
  test('is answered again after the advice deadline and after the receipt expired', async () => {
    const { advice } = await buy(shop);
    await receive(advice);
    shop.wait(10 * 86_400);
    expect(await receive(advice)).toMatchObject({ status: 'again' });
  });
  test('is not answered for ever', async () => {
    const { advice } = await buy(shop);
    await receive(advice);
    shop.wait(redeliverySeconds + 1);
    await expect(receive(advice)).rejects.toMatchObject({ code: 'ERR_REDELIVERY_OVER' });
  });
  test('for a catalogue offer may come from many payers, each once', async () => {
    const offer = await makeOffer(shop.merchant, { ...testArticle, use: 'catalogue' });
    const [one, two] = [await payOffer(shop.world, offer), await payOffer(shop.world, offer)];
    await receive(one.advice);
    expect(await receive(two.advice)).toMatchObject({ status: 'sold' });
    expect(await receive(one.advice)).toMatchObject({ status: 'again' });
    expect(await soldCount()).toBe(2);
  });
});

describe('nothing is delivered or recorded for', () => {
  const refuses = async (advice: string, refusal: object) => {
    const before = await soldCount();
    await expect(receive(advice)).rejects.toMatchObject(refusal);
    expect(await soldCount()).toBe(before);
  };

  test('another receipt for a consumed offer', async () => {
    const offer = await makeOffer(shop.merchant, testArticle);
    await receive((await payOffer(shop.world, offer)).advice);
    await refuses((await payOffer(shop.world, offer)).advice, { code: 'ERR_OFFER_CONSUMED' });
  });
  test('the slower of two receipts that pay one offer at once', async () => {
    const offer = await makeOffer(shop.merchant, testArticle);
    const payments = [await payOffer(shop.world, offer), await payOffer(shop.world, offer)];
    const outcomes = await Promise.allSettled(payments.map(({ advice }) => receive(advice)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await soldCount()).toBe(1);
  });
  test('a stolen receipt whose preimage is guessed', async () => {
    const { res } = await buy(shop);
    const stolen = encodeMpAdvice({ res, preimage: encodeBase64Url(testRandom(32)) });
    await refuses(stolen, { code: 'ERR_ADVICE_PREIMAGE' });
  });
  test('a stolen receipt of goods that were delivered already', async () => {
    const { res, advice } = await buy(shop);
    await receive(advice);
    const stolen = encodeMpAdvice({ res, preimage: encodeBase64Url(testRandom(32)) });
    await refuses(stolen, { code: 'ERR_ADVICE_PREIMAGE' });
  });
  test('a receipt with one character of its signature changed', async () => {
    const { res, preimage } = await buy(shop);
    const at = res.lastIndexOf('.') + 5;
    const forged = `${res.slice(0, at)}${res[at] === 'A' ? 'B' : 'A'}${res.slice(at + 1)}`;
    await refuses(encodeMpAdvice({ res: forged, preimage }), { code: 'ERR_MESSAGE_SIGNATURE' });
  });
  test('a receipt that a merchant signed', async () => {
    const { advice } = await buy(shop, {}, { signer: shop.world.merchant2.signer });
    await refuses(advice, { code: 'ERR_CERTIFICATE_ROLE' });
  });
  test('a receipt of an intermediary that the offer does not name', async () => {
    const file = await createIdentity(
      shop.world.merchantCa,
      {
        partyId: 'OTHER',
        type: 'merchant',
        subject: { country: 'FR', brand: testBrand, commonName: 'Other', unit: 'Banque Deux' },
        merchantData: {
          merchantId: 'OTHER',
          acquirerBin: '497011',
          name: 'Other',
          city: 'Lyon',
          country: '250',
        },
        isIntermediary: true,
      },
      { random: testRandom, at: testTime },
    );
    const { signer } = await importIdentity(file);
    const { advice } = await buy(shop, {}, { signer, receipt: { intermediaryId: 'OTHER' } });
    await refuses(advice, { code: 'ERR_ADVICE_RECEIPT', facts: { field: 'intermediaryId' } });
  });
  test.each([
    ['amount', { amount: { currency: 'EUR', value: 1 } }],
    ['amount', { amount: { currency: 'FRF', value: 20 } }],
    ['merchantId', { merchantId: 'M2' }],
    ['challM', { challM: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['offerDigest', { offerDigest: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ])('a receipt with another %s than the offer', async (field, receipt) => {
    const { advice } = await buy(shop, {}, { receipt });
    await refuses(advice, { code: 'ERR_ADVICE_RECEIPT', facts: { field } });
  });
  test('the receipt of another merchant’s offer', async () => {
    const other = await createTestShop({ identity: shop.world.merchant2 }, shop.world);
    await refuses((await buy(other)).advice, { code: 'ERR_OFFER_UNKNOWN' });
  });
  test('an advice after its deadline', async () => {
    const { advice } = await buy(shop);
    shop.wait(86_401);
    await refuses(advice, { code: 'ERR_ADVICE_LATE' });
  });
  test('a receipt that has paid for another offer already', async () => {
    const first = await buy(shop);
    await receive(first.advice);
    const second = await buy(shop, {}, { receipt: { receiptId: first.receiptId } });
    await refuses(second.advice, { code: 'ERR_ADVICE_RECEIPT', facts: { field: 'receiptId' } });
  });
  test('a refusal of the intermediary', async () => {
    const { res, preimage } = await buy(shop);
    const [header, payload, signature] = res.split('.') as [string, string, string];
    const text = Buffer.from(payload, 'base64url').toString().replace('"approved"', '"declined"');
    const declined = `${header}.${Buffer.from(text).toString('base64url')}.${signature}`;
    await refuses(encodeMpAdvice({ res: declined, preimage }), { code: 'ERR_MESSAGE_MALFORMED' });
  });
  test.each(['', '{}', '[]', 'null', '{"res":"a.b.c","preimage":"AA"}', '{"res": "x"}', '\u0000'])(
    'the nonsense %j',
    async (body) => refuses(body, { code: 'ERR_MESSAGE_MALFORMED' }),
  );
});
