/** A SET purchase between the test world's parties, each step with real keys, and open to be changed by who cheats. */
import { encodeBase64Url } from '../encoding/base64url.ts';
import { digestOf } from '../encoding/digest.ts';
import { newIdentifier } from '../random.ts';
import { type AuthReq, authReq } from '../set/auth.ts';
import { chipCertificateExtension } from '../set/chip-certificate.ts';
import {
  openPaymentInstructions,
  type PaymentInstructionsExpectation,
} from '../set/open-payment-instructions.ts';
import { hashOrder } from '../set/order.ts';
import { makePReq, type OiData, openPReq, type PiData, type PReqExpectation } from '../set/preq.ts';
import type { TransIds } from '../set/trans-ids.ts';
import type { Identity } from '../trust/identity.ts';
import { oids } from '../trust/oids.ts';
import {
  recipientOf,
  type TestCardholder,
  type TestWorld,
  testBrand,
  testRandom,
  testTime,
} from './demo-parties.ts';

export interface TestPurchase {
  /** PReq. */
  readonly message: string;
  readonly order: string;
  readonly oiData: OiData;
  readonly piData: PiData;
  readonly transIds: TransIds;
  readonly challM: string;
}

export interface PurchaseWish {
  readonly order?: string;
  readonly value?: number;
  readonly withChip?: boolean;
  readonly gateway?: Identity;
  readonly odSalt?: string;
  /** What a cheating wallet changes before it signs. */
  readonly change?: (halves: { oiData: OiData; piData: PiData }) => { oiData: OiData; piData: PiData };
}

export const purchaseAmount = { currency: 'EUR', value: 2000 };

const chip = () =>
  chipCertificateExtension({
    tokenType: oids.tokenB0Prime,
    profile: 1,
    txData: encodeBase64Url(testRandom(62)),
    cardData: encodeBase64Url(testRandom(7)),
    cryptogram: encodeBase64Url(testRandom(8)),
    cvm: 'pinPad',
  });

export async function makePurchase(
  world: TestWorld,
  shopper: TestCardholder,
  wish: PurchaseWish = {},
): Promise<TestPurchase> {
  const { order = 'Open to Buy, 20.00 EUR', withChip = true, change = (halves) => halves } = wish;
  const purchAmt = { ...purchaseAmount, value: wish.value ?? purchaseAmount.value };
  const id = () => newIdentifier(testRandom);
  const transIds = { lidC: id(), xid: id(), preqDate: testTime, language: 'fr' };
  const odSalt = wish.odSalt ?? encodeBase64Url(testRandom(20));
  const hod = await hashOrder(order, purchAmt, odSalt);
  const challM = id();
  const gateway = await recipientOf(wish.gateway ?? world.gateway);
  const { pan, cardExpiry, panSecret } = shopper.card;
  const halves = change({
    oiData: {
      transIds,
      rrpid: id(),
      challC: id(),
      hod,
      odSalt,
      challM,
      brand: testBrand,
      bin: pan.slice(0, 6),
    },
    piData: {
      piHead: {
        ...{ transIds, hod, purchAmt, merchantId: 'M1', gatewayThumb: gateway.thumb },
        transStain: encodeBase64Url(testRandom(32)),
        ...(withChip ? { extensions: [chip()] } : {}),
      },
      panData: { pan, cardExpiry, panSecret, exNonce: id() },
    },
  });
  const message = await makePReq(halves.oiData, halves.piData, shopper.identity.signer, gateway);
  return { message, order, ...halves, transIds, challM };
}

/** The merchant reads a PReq for the order that it offered. */
export function readAsMerchant(
  world: TestWorld,
  { message, order, transIds, challM, piData }: TestPurchase,
  changes: Partial<PReqExpectation> = {},
) {
  const { purchAmt } = piData.piHead;
  return openPReq(message, {
    trust: world.newTrust(),
    at: testTime,
    transIds,
    challM,
    hodOf: (salt) => hashOrder(order, purchAmt, salt),
    ...changes,
  });
}

/** What an honest merchant M1 asks of the gateway. */
export async function makeAuthReq(
  world: TestWorld,
  made: TestPurchase,
  changes: Partial<AuthReq> = {},
): Promise<AuthReq> {
  const opened = await readAsMerchant(world, made);
  return {
    rrpid: newIdentifier(testRandom),
    merchantId: 'M1',
    transIds: made.transIds,
    authReqAmt: made.piData.piHead.purchAmt,
    captureNow: false,
    checkDigests: { oiDigest: opened.oiDigest, hod: opened.oiData.hod },
    baggageDigest: await digestOf(opened.pi),
    merchantChain: [...world.merchant1.keyExchangeChain],
    iat: testTime,
    exp: testTime + 300,
    ...changes,
  };
}

/** Signed and sealed to a gateway, with the payment half as baggage. */
export async function sealAuthReq(world: TestWorld, request: AuthReq, pi: string, gateway = world.gateway) {
  return authReq.make(request, world.merchant1.signer, await recipientOf(gateway), pi);
}

export function openersOf({ opener }: Identity) {
  return opener === undefined ? [] : [opener];
}

/** The gateway opens a payment half beside an AuthReq. */
export function readAsGateway(
  world: TestWorld,
  pi: string,
  request: AuthReq,
  changes: Partial<PaymentInstructionsExpectation> = {},
) {
  return openPaymentInstructions(pi, {
    trust: world.newTrust(),
    at: testTime,
    openers: openersOf(world.gateway),
    authReq: request,
    gatewayThumb: world.gateway.keyExchangeCertificate?.thumb ?? '',
    brand: testBrand,
    ...changes,
  });
}
