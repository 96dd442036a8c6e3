/** The SET purchase between real keys: who sees what, and every substitution that the dual signature stops. */
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64Url } from '../encoding/base64url.ts';
import { digestOf } from '../encoding/digest.ts';
import { openSeal } from '../jose/sealed.ts';
import { newIdentifier } from '../random.ts';
import {
  createTestWorld,
  recipientOf,
  type TestCardholder,
  type TestWorld,
  testBrand,
  testRandom,
  testTime,
} from '../testing/demo-parties.ts';
import { oids } from '../trust/oids.ts';
import { type AuthReq, authReq } from './auth.ts';
import { chipCertificateExtension } from './chip-certificate.ts';
import { openPaymentInstructions } from './open-payment-instructions.ts';
import { hashOrder } from './order.ts';
import { makePReq, type OiData, openPReq, type PiData } from './preq.ts';

let world: TestWorld;
let shopper: TestCardholder;
const order = 'Open to Buy, 20.00 EUR';
const purchAmt = { currency: 'EUR', value: 2000 };
const odSalt = encodeBase64Url(testRandom(20));

beforeAll(async () => {
  world = await createTestWorld();
  shopper = await world.newCardholder();
});

const chip = chipCertificateExtension({
  tokenType: oids.tokenB0Prime,
  profile: 1,
  txData: encodeBase64Url(testRandom(62)),
  cardData: encodeBase64Url(testRandom(7)),
  cryptogram: encodeBase64Url(testRandom(8)),
  cvm: 'pinPad',
});

async function purchase(pi: (piData: PiData) => PiData = (piData) => piData, withChip = true) {
  const transIds = {
    lidC: newIdentifier(testRandom),
    xid: newIdentifier(testRandom),
    preqDate: testTime,
    language: 'fr',
  };
  const hod = await hashOrder(order, purchAmt, odSalt);
  const challM = newIdentifier(testRandom);
  const gateway = await recipientOf(world.gateway);
  const oiData: OiData = {
    transIds,
    rrpid: newIdentifier(testRandom),
    challC: newIdentifier(testRandom),
    hod,
    odSalt,
    challM,
    brand: testBrand,
    bin: '497010',
  };
  const piData: PiData = {
    piHead: {
      transIds,
      hod,
      purchAmt,
      merchantId: 'M1',
      transStain: encodeBase64Url(testRandom(32)),
      gatewayThumb: gateway.thumb,
      ...(withChip ? { extensions: [chip] } : {}),
    },
    panData: {
      pan: shopper.card.pan,
      cardExpiry: shopper.card.cardExpiry,
      panSecret: shopper.card.panSecret,
      exNonce: newIdentifier(testRandom),
    },
  };
  const message = await makePReq(oiData, pi(piData), shopper.identity.signer, gateway);
  return { message, oiData, piData, transIds, challM };
}

const atMerchant = (
  { message, transIds, challM }: Awaited<ReturnType<typeof purchase>>,
  changes: object = {},
) =>
  openPReq(message, {
    trust: world.newTrust(),
    at: testTime,
    transIds,
    challM,
    hodOf: (salt) => hashOrder(order, purchAmt, salt),
    ...changes,
  });

async function authReqFor(
  made: Awaited<ReturnType<typeof purchase>>,
  changes: object = {},
): Promise<AuthReq> {
  const opened = await atMerchant(made);
  return {
    rrpid: newIdentifier(testRandom),
    merchantId: 'M1',
    transIds: made.transIds,
    authReqAmt: purchAmt,
    captureNow: false,
    checkDigests: { oiDigest: opened.oiDigest, hod: opened.oiData.hod },
    baggageDigest: await digestOf(opened.pi),
    merchantChain: [...world.merchant1.keyExchangeChain],
    iat: testTime,
    exp: testTime + 300,
    ...changes,
  };
}

const atGateway = async (pi: string, request: AuthReq, changes: object = {}) =>
  openPaymentInstructions(pi, {
    trust: world.newTrust(),
    at: testTime,
    openers: world.gateway.opener === undefined ? [] : [world.gateway.opener],
    authReq: request,
    gatewayThumb: world.gateway.keyExchangeCertificate?.thumb ?? '',
    brand: testBrand,
    ...changes,
  });

describe('a purchase', () => {
  test('goes through merchant and gateway, which compare what each was given', async () => {
    const made = await purchase();
    const opened = await atMerchant(made);
    const request = await authReqFor(made);
    const sealed = await authReq.make(
      request,
      world.merchant1.signer,
      await recipientOf(world.gateway),
      opened.pi,
    );
    const openers = world.gateway.opener === undefined ? [] : [world.gateway.opener];
    const received = await authReq.open(sealed, { trust: world.newTrust(), at: testTime, openers });
    const result = await atGateway(received.baggage ?? '', received.payload);
    expect(result).toMatchObject({ status: 'valid', instructions: { piData: made.piData } });
  });
  test('shows the merchant no card number, and the gateway no order', async () => {
    const made = await purchase();
    expect(made.message).not.toContain(shopper.card.pan);
    expect(JSON.stringify(await atMerchant(made))).not.toContain(shopper.card.pan);
    const opener = world.gateway.opener;
    const seen = opener === undefined ? '' : await openSeal((await atMerchant(made)).pi, [opener]);
    expect(seen).toContain(shopper.card.pan);
    expect(seen).not.toContain('Open to Buy');
  });
  test('looks the same to the merchant with a card’s cryptogram and without', async () => {
    const [withChip, without] = [await purchase(undefined, true), await purchase(undefined, false)];
    const lengths = [withChip, without].map(({ message }) => JSON.parse(message).pi.length);
    expect(lengths[0]).toBe(lengths[1]);
    expect(Object.keys(JSON.parse(withChip.message))).toEqual(Object.keys(JSON.parse(without.message)));
  });
});

describe('the merchant refuses', () => {
  test('one order’s half with another payment’s half', async () => {
    const [one, other] = [await purchase(), await purchase()];
    const mixed = JSON.stringify({
      ...JSON.parse(one.message),
      piDigest: JSON.parse(other.message).piDigest,
    });
    await expect(atMerchant({ ...one, message: mixed })).rejects.toMatchObject({
      code: 'ERR_DUAL_SIGNATURE',
    });
  });
  test('a dual signature of another purchase', async () => {
    const [one, other] = [await purchase(), await purchase()];
    const mixed = JSON.stringify({ ...JSON.parse(one.message), dual: JSON.parse(other.message).dual });
    await expect(atMerchant({ ...one, message: mixed })).rejects.toMatchObject({
      code: 'ERR_DUAL_SIGNATURE',
    });
  });
  test('another order than it offered', async () => {
    const hodOf = (salt: string) => hashOrder('Something dearer', purchAmt, salt);
    await expect(atMerchant(await purchase(), { hodOf })).rejects.toMatchObject({ facts: { field: 'hod' } });
  });
  test('another amount than it offered', async () => {
    const hodOf = (salt: string) => hashOrder(order, { currency: 'EUR', value: 1 }, salt);
    await expect(atMerchant(await purchase(), { hodOf })).rejects.toMatchObject({ facts: { field: 'hod' } });
  });
  test('a challenge that is not its own', async () => {
    const challM = newIdentifier(testRandom);
    await expect(atMerchant(await purchase(), { challM })).rejects.toMatchObject({
      code: 'ERR_MESSAGE_CHALLENGE',
    });
  });
  test('a purchase under another XID', async () => {
    const transIds = (await purchase()).transIds;
    await expect(atMerchant(await purchase(), { transIds })).rejects.toMatchObject({
      code: 'ERR_MESSAGE_UNKNOWN_XID',
    });
  });
});

describe('the gateway', () => {
  const refused = async (changes: object) => {
    const made = await purchase();
    return atGateway((await atMerchant(made)).pi, await authReqFor(made, changes));
  };
  test.each([
    ['asks for more than was signed', { authReqAmt: { currency: 'EUR', value: 2001 } }, 'amount'],
    ['asks in another currency', { authReqAmt: { currency: 'FRF', value: 2000 } }, 'currency'],
    ['is not the one that was signed for', { merchantId: 'M2' }, 'merchantId'],
  ])('answers piAuthMismatch when the merchant %s', async (_, changes, field) => {
    expect(await refused(changes)).toEqual({ status: 'piAuthMismatch', field });
  });
  test('answers piAuthMismatch when the merchant had another order', async () => {
    const digests = { oiDigest: await digestOf('x'), hod: await digestOf('y') };
    expect(await refused({ checkDigests: digests })).toMatchObject({ status: 'piAuthMismatch' });
  });
  test('answers cardMerchBrandMismatch for a card of another brand', async () => {
    const made = await purchase();
    const result = await atGateway((await atMerchant(made)).pi, await authReqFor(made), { brand: 'Other' });
    expect(result).toMatchObject({ status: 'cardMerchBrandMismatch' });
  });
  test('refuses instructions that name another gateway', async () => {
    const made = await purchase((piData) => ({
      ...piData,
      piHead: { ...piData.piHead, gatewayThumb: encodeBase64Url(testRandom(32)) },
    }));
    await expect(atGateway((await atMerchant(made)).pi, await authReqFor(made))).rejects.toMatchObject({
      code: 'ERR_MESSAGE_RECIPIENT',
    });
  });
  test('refuses a card number that is not the certified one', async () => {
    const made = await purchase((piData) => ({
      ...piData,
      panData: { ...piData.panData, pan: '4970109999999999' },
    }));
    await expect(atGateway((await atMerchant(made)).pi, await authReqFor(made))).rejects.toMatchObject({
      code: 'ERR_PAN_NOT_CERTIFIED',
    });
  });
  test('refuses a seal for somebody else, and a broken one', async () => {
    const made = await purchase();
    const request = await authReqFor(made);
    const { pi } = await atMerchant(made);
    await expect(atGateway(pi, request, { openers: [] })).rejects.toMatchObject({
      code: 'ERR_MESSAGE_RECIPIENT',
    });
    await expect(atGateway(`${pi.slice(0, -4)}AAAA`, request)).rejects.toMatchObject({
      code: 'ERR_SEAL_BROKEN',
    });
  });
  test('refuses baggage that is not what the merchant signed for', async () => {
    const [one, other] = [await purchase(), await purchase()];
    const request = await authReqFor(one);
    const pi = (await atMerchant(other)).pi;
    const body = await authReq.make(request, world.merchant1.signer, await recipientOf(world.gateway), pi);
    const openers = world.gateway.opener === undefined ? [] : [world.gateway.opener];
    await expect(
      authReq.open(body, { trust: world.newTrust(), at: testTime, openers }),
    ).rejects.toMatchObject({
      facts: { field: 'baggageDigest' },
    });
  });
});
