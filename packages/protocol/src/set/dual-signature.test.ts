/**
 * What the dual signature promises (SET Book 1, "Dual signature"; PROTOCOL.md, section 3), and what eComm adds to it: the
 * gateway is named, and the card's cryptogram can't be taken out unseen.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64Url } from '../encoding/base64url.ts';
import { digestOf } from '../encoding/digest.ts';
import { openSeal } from '../jose/sealed.ts';
import { newIdentifier } from '../random.ts';
import { createTestWorld, type TestCardholder, type TestWorld, testRandom } from '../testing/demo-parties.ts';
import {
  makeAuthReq,
  makePurchase,
  openersOf,
  type PurchaseWish,
  readAsGateway,
  readAsMerchant,
  sealAuthReq,
  type TestPurchase,
} from '../testing/test-purchase.ts';
import { oids } from '../trust/oids.ts';
import { authReq } from './auth.ts';
import { findChipCertificate } from './chip-certificate.ts';
import { hashOrder } from './order.ts';
import { paymentInstructionStepBytes } from './preq.ts';

let world: TestWorld;
let shopper: TestCardholder;

beforeAll(async () => {
  world = await createTestWorld();
  shopper = await world.newCardholder();
});

const buy = (wish?: PurchaseWish, by = shopper) => makePurchase(world, by, wish);
const refusedAs = (code: string, facts: object = {}) =>
  expect.objectContaining({ code, facts: expect.objectContaining(facts) });

interface PReqMembers {
  oiData: string;
  piDigest: string;
  dual: string;
  pi: string;
}
const membersOf = ({ message }: TestPurchase) => JSON.parse(message) as PReqMembers;
const mixedWith = (one: TestPurchase, taken: Partial<PReqMembers>): TestPurchase => ({
  ...one,
  message: JSON.stringify({ ...membersOf(one), ...taken }),
});

/** Everything that is written in a message, also what stands encoded in it: JWS payloads, JWE headers. */
function readable(message: string): string {
  const parts = message.match(/[A-Za-z0-9_-]{16,}/g) ?? [];
  return [message, ...parts.map((part) => Buffer.from(part, 'base64url').toString('latin1'))].join('\n');
}

describe('the merchant learns no card data', () => {
  test('from the message, whatever of it is decoded', async () => {
    const made = await buy();
    const { pan, cardExpiry, panSecret } = shopper.card;
    const { cryptogram, txData, cardData } = findChipCertificate(made.piData.piHead.extensions) ?? {};
    for (const secret of [
      pan,
      pan.slice(6),
      cardExpiry,
      panSecret,
      made.piData.piHead.transStain,
      cryptogram,
      txData,
      cardData,
    ])
      expect(readable(made.message)).not.toContain(secret);
  });
  test('with its own keys, the seal being another’s', async () => {
    const { pi } = await readAsMerchant(world, await buy());
    await expect(openSeal(pi, openersOf(world.merchant1))).rejects.toEqual(
      refusedAs('ERR_MESSAGE_RECIPIENT'),
    );
    const asked = {
      thumb: world.gateway.opener?.thumb ?? '',
      key: openersOf(world.merchant1)[0]?.key as CryptoKey,
    };
    await expect(openSeal(pi, [asked])).rejects.toEqual(refusedAs('ERR_SEAL_BROKEN'));
  });
  test('from the payer’s name, which a guess of the card number does not confirm', async () => {
    const other = await world.newCardholder(shopper.card.pan);
    expect(other.identity.certificate.commonName).not.toBe(shopper.identity.certificate.commonName);
  });
  test('from the digest of the payment half, which is salted by what it does not know', async () => {
    const [one, same] = [await buy(), await buy()];
    expect(membersOf(one).piDigest).not.toBe(membersOf(same).piDigest);
    const guess = {
      ...one.piData,
      panData: { ...one.piData.panData, exNonce: encodeBase64Url(testRandom(20)) },
    };
    expect(await digestOf(JSON.stringify(guess))).not.toBe(membersOf(one).piDigest);
  });
});

describe('the gateway learns no order', () => {
  const order = 'Les Fleurs du mal, 1 copy, gift-wrapped for Jeanne';
  test('from AuthReq, its baggage, and all that its keys open', async () => {
    const made = await buy({ order });
    const { pi } = await readAsMerchant(world, made);
    const body = await sealAuthReq(world, await makeAuthReq(world, made), pi);
    const { enc } = JSON.parse(body) as { enc: string };
    const opened = [
      body,
      await openSeal(enc, openersOf(world.gateway)),
      await openSeal(pi, openersOf(world.gateway)),
    ];
    const seen = opened.map(readable).join('\n');
    expect(seen).toContain(shopper.card.pan);
    for (const word of ['Fleurs', 'Jeanne', made.oiData.odSalt, made.oiData.challM])
      expect(seen).not.toContain(word);
  });
  test('by guessing it: the hash is salted, and the salt stays with wallet and merchant', async () => {
    const [one, same] = [await buy({ order }), await buy({ order })];
    expect(one.piData.piHead.hod).not.toBe(same.piData.piHead.hod);
    const guess = await hashOrder(order, one.piData.piHead.purchAmt, encodeBase64Url(testRandom(20)));
    expect(guess).not.toBe(one.piData.piHead.hod);
  });
});

describe('an order half can’t be paired with another payment half', () => {
  test('of the same shopper: the merchant refuses the digest, the signature, or both', async () => {
    const [one, other] = [await buy(), await buy()];
    const { piDigest, dual, pi } = membersOf(other);
    for (const taken of [{ piDigest }, { dual }, { dual, pi }, { piDigest, pi }])
      await expect(readAsMerchant(world, mixedWith(one, taken))).rejects.toEqual(
        refusedAs('ERR_DUAL_SIGNATURE'),
      );
  });
  test('of another shopper', async () => {
    const [one, other] = [await buy(), await buy({}, await world.newCardholder('4970100000000022'))];
    const { piDigest, dual, pi } = membersOf(other);
    await expect(readAsMerchant(world, mixedWith(one, { piDigest, dual, pi }))).rejects.toEqual(
      refusedAs('ERR_DUAL_SIGNATURE'),
    );
  });
  test('whose seal alone was exchanged: the merchant can’t see it, the gateway does', async () => {
    const [one, other] = [await buy(), await buy()];
    const { pi } = await readAsMerchant(world, mixedWith(one, { pi: membersOf(other).pi }));
    expect(await readAsGateway(world, pi, await makeAuthReq(world, one))).toEqual({
      ...{ status: 'piAuthMismatch', field: 'transIds' },
    });
  });
  test('for a dearer order at the same price, when merchant and gateway compare', async () => {
    const made = await buy();
    const hodOf = (salt: string) => hashOrder('Something dearer', made.piData.piHead.purchAmt, salt);
    await expect(readAsMerchant(world, made, { hodOf })).rejects.toEqual(
      refusedAs('ERR_MESSAGE_MISMATCH', { field: 'hod' }),
    );
  });
});

describe('a payment half can’t be paired with another order half', () => {
  test('by a merchant who shows it for another order of the same shopper', async () => {
    const [one, other] = [await buy(), await buy({ order: 'another order' })];
    const { pi } = await readAsMerchant(world, one);
    const { checkDigests, transIds } = await makeAuthReq(world, other);
    const honest = await makeAuthReq(world, one);
    expect(await readAsGateway(world, pi, { ...honest, checkDigests, transIds })).toMatchObject({
      field: 'transIds',
    });
    expect(await readAsGateway(world, pi, { ...honest, checkDigests })).toMatchObject({ field: 'hod' });
    const oiAlone = { ...honest.checkDigests, oiDigest: checkDigests.oiDigest };
    expect(await readAsGateway(world, pi, { ...honest, checkDigests: oiAlone })).toEqual({
      ...{ status: 'piAuthMismatch', field: 'oiDigest' },
    });
  });
  test('by another merchant who got hold of it', async () => {
    const made = await buy();
    const { pi } = await readAsMerchant(world, made);
    const request = await makeAuthReq(world, made, { merchantId: 'M2' });
    expect(await readAsGateway(world, pi, request)).toEqual({
      status: 'piAuthMismatch',
      field: 'merchantId',
    });
  });
  test('under a new XID, to be paid twice', async () => {
    const made = await buy();
    const { pi } = await readAsMerchant(world, made);
    const transIds = { ...made.transIds, xid: newIdentifier(testRandom) };
    await expect(readAsMerchant(world, made, { transIds })).rejects.toEqual(
      refusedAs('ERR_MESSAGE_UNKNOWN_XID'),
    );
    expect(await readAsGateway(world, pi, await makeAuthReq(world, made, { transIds }))).toMatchObject({
      status: 'piAuthMismatch',
    });
  });
  test.each([
    ['more', { currency: 'EUR', value: 2001 }, 'amount'],
    ['another currency', { currency: 'USD', value: 2000 }, 'currency'],
  ])('for %s than was signed', async (_, authReqAmt, field) => {
    const made = await buy();
    const { pi } = await readAsMerchant(world, made);
    expect(await readAsGateway(world, pi, await makeAuthReq(world, made, { authReqAmt }))).toEqual({
      ...{ status: 'piAuthMismatch', field },
    });
  });
  test('as baggage of an AuthReq that was signed for another', async () => {
    const [one, other] = [await buy(), await buy()];
    const body = await sealAuthReq(
      world,
      await makeAuthReq(world, one),
      (await readAsMerchant(world, other)).pi,
    );
    const reading = { trust: world.newTrust(), at: one.transIds.preqDate, openers: openersOf(world.gateway) };
    await expect(authReq.open(body, reading)).rejects.toEqual(
      refusedAs('ERR_MESSAGE_MISMATCH', { field: 'baggageDigest' }),
    );
  });
  test('under one signature with a half that was sealed anew by who has no wallet key', async () => {
    const [one, thief] = [await buy(), await buy({}, await world.newCardholder('4970100000000022'))];
    const { pi } = membersOf(thief);
    expect(await readAsGateway(world, pi, await makeAuthReq(world, one))).toMatchObject({
      status: 'piAuthMismatch',
    });
  });
});

describe('the gateway is named', () => {
  const another = () =>
    world.newParty(world.gatewayCa, {
      ...{ partyId: 'GATEWAY-2', type: 'gateway' as const, cardCertRequired: true },
      subject: { country: 'BE', brand: 'CB-demo', commonName: 'GATEWAY-2', unit: 'Banque Trois' },
    });
  test('so that what was sealed to one opens at no other', async () => {
    const made = await buy();
    const { pi } = await readAsMerchant(world, made);
    await expect(
      readAsGateway(world, pi, await makeAuthReq(world, made), { openers: openersOf(await another()) }),
    ).rejects.toEqual(refusedAs('ERR_MESSAGE_RECIPIENT'));
  });
  test('and one that opens it, and seals it on to another, names itself', async () => {
    const second = await another();
    const made = await buy({
      gateway: second,
      change: ({ oiData, piData }) => {
        const gatewayThumb = world.gateway.keyExchangeCertificate?.thumb ?? '';
        return { oiData, piData: { ...piData, piHead: { ...piData.piHead, gatewayThumb } } };
      },
    });
    const { pi } = await readAsMerchant(world, made);
    await expect(
      readAsGateway(world, pi, await makeAuthReq(world, made), {
        openers: openersOf(second),
        gatewayThumb: second.keyExchangeCertificate?.thumb ?? '',
      }),
    ).rejects.toEqual(refusedAs('ERR_MESSAGE_RECIPIENT'));
  });
});

describe('the chip downgrade is refused', () => {
  test('when the cryptogram is taken out of the signed half: the signature breaks', async () => {
    const [withChip, without] = [await buy(), await buy({ withChip: false })];
    const stripped = mixedWith(withChip, {
      pi: membersOf(without).pi,
      piDigest: membersOf(without).piDigest,
    });
    await expect(readAsMerchant(world, stripped)).rejects.toEqual(refusedAs('ERR_DUAL_SIGNATURE'));
  });
  test('when it is marked as one that may be ignored: it is read all the same', async () => {
    const made = await buy({
      change: ({ oiData, piData }) => {
        const extensions = piData.piHead.extensions?.map((extension) => ({ ...extension, critical: false }));
        return { oiData, piData: { ...piData, piHead: { ...piData.piHead, extensions } } };
      },
    });
    const { pi } = await readAsMerchant(world, made);
    const result = await readAsGateway(world, pi, await makeAuthReq(world, made));
    expect(result).toMatchObject({ status: 'valid', instructions: { chipCertificate: { cvm: 'pinPad' } } });
  });
  test.each([
    ['another kind of token', { tokenType: '2.23.42.3.2.9' }],
    ['a shorter cryptogram', { cryptogram: encodeBase64Url(new Uint8Array(4)) }],
    ['a profile that does not exist', { profile: 2 }],
    ['no certified data', { txData: '' }],
  ])('when it becomes %s', async (_, changed) => {
    const made = await buy({
      change: ({ oiData, piData }) => {
        const extensions = piData.piHead.extensions?.map((extension) => ({
          ...extension,
          value: { ...(extension.value as object), ...changed },
        }));
        return { oiData, piData: { ...piData, piHead: { ...piData.piHead, extensions } } };
      },
    });
    const { pi } = await readAsMerchant(world, made);
    await expect(readAsGateway(world, pi, await makeAuthReq(world, made))).rejects.toEqual(
      refusedAs('ERR_MESSAGE_MALFORMED'),
    );
  });
  test('when a critical extension that nobody knows stands in its place', async () => {
    const made = await buy({
      change: ({ oiData, piData }) => {
        const extensions = [{ oid: `${oids.chipCertificate}.9`, critical: true, value: {} }];
        return { oiData, piData: { ...piData, piHead: { ...piData.piHead, extensions } } };
      },
    });
    const { pi } = await readAsMerchant(world, made);
    await expect(readAsGateway(world, pi, await makeAuthReq(world, made))).rejects.toEqual(
      refusedAs('ERR_MESSAGE_EXTENSION'),
    );
  });
});

describe('with and without a card the merchant reads the same shape', () => {
  /** Names, types and sizes of all that it receives and can open: JSON, JWS, and the outside of JWE. */
  function shapeOf(value: unknown): unknown {
    if (typeof value === 'string') {
      const parts = value.split('.');
      if (parts.length === 3 || parts.length === 5)
        return parts.map((part, index) => (index === 0 ? shapeOf(textOf(part)) : part.length));
      if (value.startsWith('{')) return { text: value.length, json: shapeOf(JSON.parse(value)) };
      return value.length;
    }
    if (Array.isArray(value)) return value.map(shapeOf);
    if (typeof value === 'object' && value !== null)
      return Object.entries(value).map(([name, member]) => [name, shapeOf(member)]);
    return typeof value;
  }
  const textOf = (part: string) => Buffer.from(part, 'base64url').toString();

  test('for every order and amount', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, maxLength: 200 }),
        fc.integer({ min: 1, max: 9_999_999 }),
        async (order, value) => {
          const [withCard, without] = [
            await buy({ order, value }),
            await buy({ order, value, withChip: false }),
          ];
          expect(shapeOf(withCard.message)).toEqual(shapeOf(without.message));
          expect(withCard.message).toHaveLength(without.message.length);
          const [seen, seenWithout] = [
            await readAsMerchant(world, withCard),
            await readAsMerchant(world, without),
          ];
          expect(shapeOf(seen.oiData)).toEqual(shapeOf(seenWithout.oiData));
          expect(seen.pi).toHaveLength(seenWithout.pi.length);
        },
      ),
      { numRuns: 20 },
    );
  });
  test('up to a whole step of padding, which the largest instructions fill', async () => {
    const { pi } = membersOf(await buy({ value: 999_999_999_999 }));
    const ciphertext = pi.split('.')[3] ?? '';
    expect(Buffer.from(ciphertext, 'base64url').length % paymentInstructionStepBytes).toBe(0);
  });
  test('while the gateway tells them apart', async () => {
    for (const withChip of [true, false]) {
      const made = await buy({ withChip });
      const result = await readAsGateway(
        world,
        (await readAsMerchant(world, made)).pi,
        await makeAuthReq(world, made),
      );
      if (result.status !== 'valid') throw new Error(result.status);
      expect(result.instructions.chipCertificate !== undefined).toBe(withChip);
    }
  });
});
