/** Attacks on a micropayment that no single refusal shows: replay, confusion, denial, curiosity (SECURITY.md). */
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64Url } from '../encoding/base64url.ts';
import { digestOf } from '../encoding/digest.ts';
import { answerToRepeat } from '../idempotency.ts';
import { newIdentifier } from '../random.ts';
import {
  createTestWorld,
  type TestCardholder,
  type TestWorld,
  testBrand,
  testRandom,
  testTime,
} from '../testing/demo-parties.ts';
import { decodeChain, partyIdOf } from '../trust/certificate.ts';
import { TrustStore } from '../trust/trust-store.ts';
import { deliveryTagOf, opensDeliveryTag } from './delivery-tag.ts';
import { encodeGoods, type GoodsDescription } from './goods.ts';
import { encodeMpAdvice, openMpAdvice } from './mpadvice.ts';
import { mpClaim, mpClaimRes } from './mpclaim.ts';
import { type MpOffer, mpOffer } from './mpoffer.ts';
import { type MpReq, maxRequestLifeSeconds, mpReq, openMpReq } from './mpreq.ts';
import { makeMpRes, mpResMessage } from './mpres.ts';

const intermediaryId = 'INTERMEDIARY-1';
const origin = 'https://journal.example';

let world: TestWorld;
let shopper: TestCardholder;
let description: GoodsDescription;
let goods: string;
let offer: MpOffer;
let offerMessage: string;
let request: MpReq;
let requestMessage: string;
let preimage: string;
let res: string;

beforeAll(async () => {
  world = await createTestWorld();
  shopper = await world.newCardholder();
  description = {
    title: 'Le Minitel tire sa révérence',
    description: 'Trois pages et deux photographies',
    resource: '/article/minitel',
    contentDigest: await digestOf('<article>'),
    salt: encodeBase64Url(testRandom(32)),
  };
  const encoded = await encodeGoods(description);
  goods = encoded.goods;
  offer = {
    offerId: newIdentifier(testRandom),
    merchantId: 'M1',
    origin,
    iat: testTime,
    exp: testTime + 600,
    amount: { currency: 'EUR', value: 20 },
    goodsDigest: encoded.goodsDigest,
    challM: newIdentifier(testRandom),
    accepts: [{ brand: testBrand }],
    adviceUrl: `${origin}/mpadvice`,
    use: 'single',
  };
  offerMessage = await mpOffer.sign(offer, world.merchant1.signer);
  preimage = encodeBase64Url(testRandom(32));
  request = {
    rrpid: newIdentifier(testRandom),
    intermediaryId,
    iat: testTime,
    exp: testTime + 3600,
    offer: offerMessage,
    goodsDigest: offer.goodsDigest,
    amount: offer.amount,
    deliveryTag: await deliveryTagOf(offer.offerId, preimage),
  };
  requestMessage = await mpReq.sign(request, shopper.identity.signer);
  res = JSON.parse(await receipt()).res;
});

async function receipt(): Promise<string> {
  const signed = {
    code: 'approved' as const,
    rrpid: request.rrpid,
    iat: testTime,
    exp: testTime + 7 * 86_400,
    intermediaryId,
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
  };
  return makeMpRes(signed, { salt: encodeBase64Url(testRandom(32)) }, world.intermediary.signer);
}

/** Somebody who was not there and holds nothing but the root. */
const judge = () => ({ trust: new TrustStore({ anchors: [world.root.certificate] }), at: testTime });

describe('a replayed request', () => {
  const open = (message: string, at: number) =>
    openMpReq(message, { trust: world.newTrust(), at, intermediaryId });

  test('is answered with the stored bytes, and executes nothing', async () => {
    const stored = { requestDigest: await digestOf(requestMessage), answer: 'the first answer' };
    expect(answerToRepeat(undefined, await digestOf(requestMessage))).toBeUndefined();
    expect(answerToRepeat(stored, await digestOf(requestMessage))).toBe('the first answer');
  });
  test('with other bytes under its RRPID is refused', async () => {
    const stored = { requestDigest: await digestOf(requestMessage), answer: 'the first answer' };
    // ECDSA is randomized: the very same request, signed again, is other bytes already.
    const again = await mpReq.sign(request, shopper.identity.signer);
    const digest = await digestOf(again);
    expect(() => answerToRepeat(stored, digest)).toThrow(
      expect.objectContaining({ code: 'ERR_RRPID_REUSED' }),
    );
  });
  test('is refused once its time is over', async () => {
    const refusal = open(requestMessage, request.exp + 1);
    await expect(refusal).rejects.toMatchObject({ code: 'ERR_MESSAGE_TOO_OLD', facts: { exp: request.exp } });
  });
  test('can’t be made to stand for longer than a day', async () => {
    const exp = request.iat + maxRequestLifeSeconds + 1;
    const message = await mpReq.sign({ ...request, exp }, shopper.identity.signer);
    await expect(open(message, testTime)).rejects.toMatchObject({
      code: 'ERR_MESSAGE_MALFORMED',
      facts: { field: 'exp' },
    });
  });
});

describe('one message', () => {
  const times = { iat: testTime, exp: testTime + 60 };

  test('never passes for another', async () => {
    const { merchant1, intermediary } = world;
    const rrpid = newIdentifier(testRandom);
    const receiptId = newIdentifier(testRandom);
    const claim = { rrpid, intermediaryId, ...times, claims: [{ receiptId, preimage }] };
    const results = { rrpid, ...times, results: [{ receiptId, code: 'unknownReceipt' as const }] };
    const messages = [
      { kind: mpOffer, message: offerMessage },
      { kind: mpReq, message: requestMessage },
      { kind: mpResMessage, message: res },
      { kind: mpClaim, message: await mpClaim.sign(claim, merchant1.signer) },
      { kind: mpClaimRes, message: await mpClaimRes.sign(results, intermediary.signer) },
    ];
    for (const { kind } of messages)
      for (const { kind: made, message } of messages) {
        const opened = kind.open(message, judge());
        if (kind === made) await expect(opened).resolves.toBeDefined();
        else await expect(opened).rejects.toMatchObject({ code: 'ERR_MESSAGE_TYPE' });
      }
  });
  test('above its bound is refused before anything in it is read', async () => {
    const huge = `e30.${'A'.repeat(40_000)}.e30`;
    await expect(mpOffer.open(huge, judge())).rejects.toMatchObject({ code: 'ERR_MESSAGE_TOO_BIG' });
    await expect(mpReq.open(huge, judge())).rejects.toMatchObject({ code: 'ERR_MESSAGE_TOO_BIG' });
  });
  test('of the wrong type is refused before any certificate is read', async () => {
    const header = { alg: 'ES256', typ: 'mpreq+jwt', 'x5t#S256': offer.goodsDigest, x5c: ['no certificate'] };
    const encoded = encodeBase64Url(new TextEncoder().encode(JSON.stringify(header)));
    const message = `${encoded}.e30.${'A'.repeat(86)}`;
    await expect(mpOffer.open(message, judge())).rejects.toMatchObject({ code: 'ERR_MESSAGE_TYPE' });
  });
  test.each(['none', 'HS256', 'RS256', 'ES384'])('under the algorithm %s is refused', async (alg) => {
    const [, payload, signature] = offerMessage.split('.');
    const { thumb, chain } = world.merchant1.signer;
    const header = { alg, typ: 'mpoffer+jwt', 'x5t#S256': thumb, x5c: chain };
    const encoded = encodeBase64Url(new TextEncoder().encode(JSON.stringify(header)));
    const refusal = mpOffer.open(`${encoded}.${payload}.${signature}`, judge());
    await expect(refusal).rejects.toMatchObject({ code: 'ERR_MESSAGE_MALFORMED', facts: { field: 'alg' } });
  });
});

describe('the hash lock', () => {
  test('can be opened by nothing that merchant or intermediary get before MPAdvice', async () => {
    for (const seen of [offerMessage, goods, requestMessage, res]) {
      const parts = seen.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
      expect([seen, ...parts].join('\n')).not.toContain(preimage);
    }
    for (const guess of [request.deliveryTag, offer.goodsDigest, description.salt])
      expect(await opensDeliveryTag(request.deliveryTag, offer.offerId, guess)).toBe(false);
    expect(await opensDeliveryTag(request.deliveryTag, offer.offerId, preimage)).toBe(true);
  });
  test('of one offer is not opened by the preimage under another offer', async () => {
    const other = newIdentifier(testRandom);
    expect(await opensDeliveryTag(request.deliveryTag, other, preimage)).toBe(false);
  });
});

describe('in a dispute', () => {
  test('offer, goods, receipt and preimage show anyone what was promised, paid and advised', async () => {
    const { payload: promised, sender: merchant } = await mpOffer.open(offerMessage, judge());
    expect(partyIdOf(merchant)).toBe('M1');
    expect(await digestOf(goods)).toBe(promised.goodsDigest);
    expect(JSON.parse(goods).contentDigest).toBe(description.contentDigest);
    const advice = encodeMpAdvice({ res, preimage });
    const { receipt } = await openMpAdvice(advice, { ...judge(), offer: promised, offerMessage });
    expect(receipt.amount).toEqual(promised.amount);
  });
  test('an intermediary can’t deny a payment: wallet and merchant hold its signature', async () => {
    const { payload, sender } = await mpResMessage.open(res, judge());
    expect(partyIdOf(sender)).toBe(intermediaryId);
    expect(payload).toMatchObject({ code: 'approved', offerId: offer.offerId, amount: offer.amount });
  });
  test('a payer can’t deny a purchase: the intermediary holds a signature that only that wallet makes', async () => {
    const { payer, offer: bought } = await openMpReq(requestMessage, { ...judge(), intermediaryId });
    expect(payer.commonName).toBe(shopper.identity.certificate.commonName);
    expect(bought.offerId).toBe(offer.offerId);
    const other = await world.newCardholder('4970100000000014');
    const inTheirName = { ...other.identity.signer, thumb: shopper.identity.signer.thumb };
    const forged = mpReq.sign(request, { ...inTheirName, chain: shopper.identity.signer.chain });
    await expect(openMpReq(await forged, { ...judge(), intermediaryId })).rejects.toMatchObject({
      code: 'ERR_MESSAGE_SIGNATURE',
    });
  });
});

describe('a curious intermediary', () => {
  test('is told neither title, nor description, nor address of what is bought', async () => {
    const { request: received, offer: inside } = await openMpReq(requestMessage, {
      ...judge(),
      intermediaryId,
    });
    const everything = JSON.stringify([received, inside]);
    for (const secret of [description.title, description.description, description.resource, description.salt])
      expect(everything).not.toContain(secret);
  });
  test('can’t see that two payers buy the same goods: each offer’s digest is salted', async () => {
    const again = await encodeGoods({ ...description, salt: encodeBase64Url(testRandom(32)) });
    expect(again.goodsDigest).not.toBe(offer.goodsDigest);
  });
  test('can link payer and goods together with the merchant, by the offer: accepted and documented', async () => {
    const { payer, offer: paid } = await openMpReq(requestMessage, { ...judge(), intermediaryId });
    const soldByMerchant = new Map([[offer.offerId, description.title]]);
    expect(payer.commonName).toHaveLength(44);
    expect(soldByMerchant.get(paid.offerId)).toBe(description.title);
  });
});

describe('a merchant', () => {
  test('learns of its payer neither name, certificate, card number nor what is left to spend', async () => {
    const { commonName, thumb } = shopper.identity.certificate;
    const advice = encodeMpAdvice({ res, preimage });
    const [, payload = ''] = res.split('.');
    const chain = await decodeChain(world.intermediary.signer.chain);
    const seen = [
      advice,
      Buffer.from(payload, 'base64url').toString(),
      ...chain.map(({ subject }) => subject),
    ];
    for (const secret of [commonName, thumb, shopper.card.pan, 'remaining'])
      expect(seen.join('\n')).not.toContain(secret);
  });
});
