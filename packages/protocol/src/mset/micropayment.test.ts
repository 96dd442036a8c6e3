/** The four MSET messages between real keys, and every way that a hostile party may bend them. */
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64Url } from '../encoding/base64url.ts';
import { digestOf } from '../encoding/digest.ts';
import { newIdentifier } from '../random.ts';
import {
  createTestWorld,
  type TestCardholder,
  type TestWorld,
  testBrand,
  testRandom,
  testTime,
} from '../testing/demo-parties.ts';
import { deliveryTagOf } from './delivery-tag.ts';
import { encodeGoods } from './goods.ts';
import { encodeMpAdvice, offerIdOfAdvice, openMpAdvice } from './mpadvice.ts';
import { checkOffer, defaultAmountRanges, type MpOffer, mpOffer } from './mpoffer.ts';
import { type MpReq, mpReq, openMpReq } from './mpreq.ts';
import { makeMpRes, openMpRes } from './mpres.ts';

let world: TestWorld;
let shopper: TestCardholder;
let goods: string;
let offer: MpOffer;
let offerMessage: string;
let request: MpReq;
let preimage: string;

const intermediary = { id: 'INTERMEDIARY-1', brand: testBrand };
const pageOrigin = 'https://journal.example';

beforeAll(async () => {
  world = await createTestWorld();
  shopper = await world.newCardholder();
  const encoded = await encodeGoods({
    title: 'Le Minitel tire sa révérence',
    description: 'Trois pages',
    resource: '/article/minitel',
    salt: encodeBase64Url(testRandom(32)),
  });
  goods = encoded.goods;
  offer = {
    offerId: newIdentifier(testRandom),
    merchantId: 'M1',
    origin: pageOrigin,
    iat: testTime,
    exp: testTime + 600,
    amount: { currency: 'EUR', value: 20 },
    goodsDigest: encoded.goodsDigest,
    challM: newIdentifier(testRandom),
    accepts: [{ intermediaryId: 'INTERMEDIARY-1' }],
    adviceUrl: `${pageOrigin}/mpadvice`,
    use: 'single',
  };
  offerMessage = await mpOffer.sign(offer, world.merchant1.signer);
  preimage = encodeBase64Url(testRandom(32));
  request = {
    rrpid: newIdentifier(testRandom),
    intermediaryId: 'INTERMEDIARY-1',
    iat: testTime,
    exp: testTime + 3600,
    offer: offerMessage,
    goodsDigest: offer.goodsDigest,
    amount: offer.amount,
    deliveryTag: await deliveryTagOf(offer.offerId, preimage),
  };
});

const check = (changes: object = {}) => ({
  trust: world.newTrust(),
  at: testTime,
  pageOrigin,
  intermediary,
  ranges: defaultAmountRanges,
  ...changes,
});

async function approve(changes: object = {}) {
  const signed = {
    code: 'approved' as const,
    rrpid: request.rrpid,
    iat: testTime,
    exp: testTime + 7 * 86_400,
    intermediaryId: 'INTERMEDIARY-1',
    receiptId: newIdentifier(testRandom),
    offerId: offer.offerId,
    offerDigest: await digestOf(offerMessage),
    merchantId: 'M1',
    amount: offer.amount,
    challM: offer.challM,
    deliveryTag: request.deliveryTag,
    acceptedAt: testTime,
    adviceDeadline: testTime + 86_400,
    period: '2026-11-23',
    ...changes,
  };
  const otb = {
    remaining: { currency: 'EUR', value: 1980 },
    limit: { currency: 'EUR', value: 2000 },
    expires: testTime + 9999,
  };
  return makeMpRes(signed, { salt: encodeBase64Url(testRandom(32)), otb }, world.intermediary.signer);
}

describe('a micropayment', () => {
  test('goes from offer to delivery with what every party signed', async () => {
    const checked = await checkOffer(offerMessage, goods, check());
    expect(checked.merchantName).toBe('Le Quotidien');
    expect(checked.goods.resource).toBe('/article/minitel');
    const sent = await mpReq.sign(request, shopper.identity.signer);
    const received = await openMpReq(sent, {
      trust: world.newTrust(),
      at: testTime,
      intermediaryId: intermediary.id,
    });
    expect(received.offer).toEqual(offer);
    expect(received.payer.commonName).toBe(shopper.identity.certificate.commonName);
    const answer = await openMpRes(await approve(), {
      trust: world.newTrust(),
      at: testTime,
      request,
      offer,
    });
    expect(answer.private.otb?.remaining.value).toBe(1980);
    const advice = encodeMpAdvice({ res: answer.res, preimage });
    expect(offerIdOfAdvice(advice)).toBe(offer.offerId);
    const opened = await openMpAdvice(advice, { trust: world.newTrust(), at: testTime, offer, offerMessage });
    expect(opened.receipt.amount).toEqual({ currency: 'EUR', value: 20 });
    expect(JSON.stringify(opened.receipt)).not.toContain(shopper.identity.certificate.commonName);
  });
});

describe('the wallet refuses an offer', () => {
  const refusal = async (changes: object, message = offerMessage, goodsText = goods) =>
    checkOffer(message, goodsText, check(changes));
  const signed = (changes: object, signer = world.merchant1.signer) =>
    mpOffer.sign({ ...offer, ...changes }, signer);

  test('that another origin shows', async () => {
    await expect(refusal({ pageOrigin: 'https://evil.example' })).rejects.toMatchObject({
      code: 'ERR_OFFER_ORIGIN',
    });
  });
  test('that has expired', async () => {
    await expect(refusal({ at: testTime + 601 })).rejects.toMatchObject({ code: 'ERR_OFFER_EXPIRED' });
  });
  test('that was made in the future', async () => {
    await expect(refusal({ at: testTime - 400 })).rejects.toMatchObject({ code: 'ERR_MESSAGE_TOO_NEW' });
  });
  test('whose goods were exchanged', async () => {
    await expect(refusal({}, offerMessage, goods.replace('Trois', 'Deux'))).rejects.toMatchObject({
      code: 'ERR_OFFER_GOODS',
    });
  });
  test('above the range of one click', async () => {
    const message = await signed({ amount: { currency: 'EUR', value: 1001 } });
    await expect(refusal({}, message)).rejects.toMatchObject({ code: 'ERR_OFFER_AMOUNT_RANGE' });
  });
  test('that does not take its intermediary', async () => {
    const message = await signed({ accepts: [{ intermediaryId: 'OTHER' }] });
    await expect(refusal({}, message)).rejects.toMatchObject({ code: 'ERR_OFFER_INTERMEDIARY' });
  });
  test('that one merchant signed in the name of another', async () => {
    const message = await signed({}, world.merchant2.signer);
    await expect(refusal({}, message)).rejects.toMatchObject({ code: 'ERR_MESSAGE_MISMATCH' });
  });
  test('that a cardholder signed', async () => {
    const message = await signed({}, shopper.identity.signer);
    await expect(refusal({}, message)).rejects.toMatchObject({ code: 'ERR_CERTIFICATE_ROLE' });
  });
  test('whose advice would go to another origin', async () => {
    const message = await signed({ adviceUrl: 'https://evil.example/mpadvice' });
    await expect(refusal({}, message)).rejects.toMatchObject({ code: 'ERR_OFFER_ORIGIN' });
  });
  test('signed below another root', async () => {
    const stranger = await createTestWorld();
    const message = await signed({}, stranger.merchant1.signer);
    await expect(refusal({}, message)).rejects.toMatchObject({ code: 'ERR_CERTIFICATE_SIGNATURE' });
  });
  test('with one character of its payload changed', async () => {
    const [header, payload, signature] = offerMessage.split('.') as [string, string, string];
    const text = atob(payload.replaceAll('-', '+').replaceAll('_', '/')).replace('"value":20', '"value":10');
    const tampered = [header, encodeBase64Url(Uint8Array.from(text, (c) => c.charCodeAt(0))), signature].join(
      '.',
    );
    await expect(refusal({}, tampered)).rejects.toMatchObject({ code: 'ERR_MESSAGE_SIGNATURE' });
  });
  test('with an unknown critical extension', async () => {
    const message = await signed({ extensions: [{ oid: '1.2.3', critical: true, value: 1 }] });
    await expect(refusal({}, message)).rejects.toMatchObject({ code: 'ERR_MESSAGE_EXTENSION' });
  });
  test('but accepts an unknown extension that is not critical', async () => {
    const message = await signed({ extensions: [{ oid: '1.2.3', critical: false, value: 1 }] });
    await expect(refusal({}, message)).resolves.toMatchObject({ merchantName: 'Le Quotidien' });
  });
});

describe('the intermediary refuses a request', () => {
  const open = async (message: string, id = intermediary.id) =>
    openMpReq(message, { trust: world.newTrust(), at: testTime, intermediaryId: id });
  const signed = (changes: object, signer = shopper.identity.signer) =>
    mpReq.sign({ ...request, ...changes }, signer);

  test('relayed to another intermediary', async () => {
    await expect(open(await signed({}), 'INTERMEDIARY-2')).rejects.toMatchObject({
      code: 'ERR_MESSAGE_RECIPIENT',
    });
  });
  test('whose amount is not the offer’s', async () => {
    const message = await signed({ amount: { currency: 'EUR', value: 10 } });
    await expect(open(message)).rejects.toMatchObject({
      code: 'ERR_MESSAGE_MISMATCH',
      facts: { field: 'amount' },
    });
  });
  test('whose goods are not the offer’s', async () => {
    const message = await signed({ goodsDigest: request.deliveryTag });
    await expect(open(message)).rejects.toMatchObject({ facts: { field: 'goodsDigest' } });
  });
  test('that a merchant signed', async () => {
    await expect(open(await signed({}, world.merchant1.signer))).rejects.toMatchObject({
      code: 'ERR_CERTIFICATE_ROLE',
    });
  });
  test('with an offer whose signature is broken, and says that it is the offer', async () => {
    const broken = `${offerMessage.slice(0, -86)}${(await signed({})).slice(-86)}`;
    await expect(open(await signed({ offer: broken }))).rejects.toMatchObject({
      code: 'ERR_MESSAGE_SIGNATURE',
      facts: { part: 'offer' },
    });
  });
});

describe('the wallet refuses an answer', () => {
  const open = async (message: string) =>
    openMpRes(message, { trust: world.newTrust(), at: testTime, request, offer });

  test.each([
    ['rrpid', { rrpid: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['offerId', { offerId: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['amount', { amount: { currency: 'EUR', value: 21 } }],
    ['merchantId', { merchantId: 'M2' }],
    ['challM', { challM: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['deliveryTag', { deliveryTag: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ])('whose %s is not what it asked', async (field, changes) => {
    await expect(open(await approve(changes))).rejects.toMatchObject({
      code: 'ERR_MESSAGE_MISMATCH',
      facts: { field },
    });
  });
  test('whose private part was exchanged', async () => {
    const one = JSON.parse(await approve());
    const other = JSON.parse(await approve());
    await expect(open(JSON.stringify({ res: one.res, private: other.private }))).rejects.toMatchObject({
      facts: { field: 'privateDigest' },
    });
  });
});

describe('the merchant refuses an advice', () => {
  const open = async (advice: string, changes: object = {}) =>
    openMpAdvice(advice, { trust: world.newTrust(), at: testTime, offer, offerMessage, ...changes });
  const adviceFor = async (changes: object = {}, secret = preimage) =>
    encodeMpAdvice({ res: JSON.parse(await approve(changes)).res, preimage: secret });

  test('with a stolen receipt and no preimage', async () => {
    const guess = encodeBase64Url(testRandom(32));
    await expect(open(await adviceFor({}, guess))).rejects.toMatchObject({ code: 'ERR_ADVICE_PREIMAGE' });
  });
  test('for another offer', async () => {
    const other = { ...offer, offerId: newIdentifier(testRandom) };
    await expect(open(await adviceFor(), { offer: other })).rejects.toMatchObject({
      facts: { field: 'offerId' },
    });
  });
  test('after its deadline', async () => {
    await expect(open(await adviceFor(), { at: testTime + 86_401 })).rejects.toMatchObject({
      code: 'ERR_ADVICE_LATE',
    });
  });
  test('of an intermediary that its offer does not name', async () => {
    const other = { ...offer, accepts: [{ intermediaryId: 'OTHER' }] };
    await expect(open(await adviceFor(), { offer: other })).rejects.toMatchObject({
      facts: { field: 'intermediaryId' },
    });
  });
  test('whose receipt another merchant forged', async () => {
    const { res } = JSON.parse(await approve());
    const [header, payload] = res.split('.');
    const forged = encodeMpAdvice({ res: `${header}.${payload}.${offerMessage.split('.')[2]}`, preimage });
    await expect(open(forged)).rejects.toMatchObject({ code: 'ERR_MESSAGE_SIGNATURE' });
  });
});
