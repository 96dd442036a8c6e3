/** A shop that sells by SET, its gateway, and a wallet, all with real keys. Only tests import this. */
import {
  chipCertificateExtension,
  encodeBase64Url,
  encodePInitReq,
  hashOrder,
  hmacSha256,
  inqReq,
  type MessageExtension,
  makePReq,
  makeUnsignedPReq,
  newIdentifier,
  type OiData,
  oids,
  openPInitRes,
  openPRes,
  type PInitRes,
  type PRes,
  type SealRecipient,
  type TransIds,
  type TrustStore,
  utf8,
} from '@ecomm/protocol';
import { expect } from 'vitest';
import {
  createTestWorld,
  type TestCardholder,
  type TestWorld,
  testBrand,
  testRandom,
  testTime,
} from '../../../protocol/src/testing/demo-parties.ts';
import { createOrder, type NewOrder } from '../set/create-order.ts';
import { gatewayCertificateOf } from '../set/gateway-certificate.ts';
import { MemoryOrderStore } from '../set/memory-order-store.ts';
import { OrderSettler } from '../set/order-settler.ts';
import { receivePInit } from '../set/receive-pinit.ts';
import { receivePReq } from '../set/receive-preq.ts';
import { defaultSetPolicy, type SetMerchant, type SetPolicy } from '../set/set-merchant.ts';
import { type SetOrder, totalsOf } from '../set/set-order.ts';
import { FakeGateway } from './fake-gateway.ts';

export const shopOrigin = 'https://librairie.example';

export const testOrder: NewOrder = {
  description: '1 × Vingt mille lieues sous les mers\nby post to Paris',
  amount: { currency: 'EUR', value: 4250 },
  successUrl: `${shopOrigin}/thanks`,
  failureUrl: `${shopOrigin}/failed`,
  cancelUrl: `${shopOrigin}/basket`,
};

/** How a wallet pays; `alter` is what a hostile one would change in the halves that it signs. */
export interface PayWith {
  readonly withChip?: boolean;
  readonly isSigned?: boolean;
  readonly shopper?: TestCardholder;
  readonly order?: string;
  readonly amount?: NewOrder['amount'];
  readonly oiData?: Partial<OiData>;
  readonly piTransIds?: TransIds;
  readonly gateway?: SealRecipient;
}

export interface TestPurchase {
  readonly pReq: string;
  readonly oiData: OiData;
  readonly shopper: TestCardholder;
}

export interface TestSetShop {
  readonly world: TestWorld;
  readonly merchant: SetMerchant;
  readonly gateway: FakeGateway;
  readonly shopper: TestCardholder;
  /** What the shop's log was told. */
  readonly notes: string[];
  /** A new one where the program was stopped. */
  settler: OrderSettler;
  now: number;
  order(changes?: Partial<NewOrder>): Promise<SetOrder>;
  /** PInitRes, checked as a wallet does. */
  initialise(order: SetOrder, thumbs?: readonly string[]): Promise<PInitRes>;
  /** PInit, and the PReq made of its answer. */
  prepare(order: SetOrder, how?: PayWith): Promise<TestPurchase>;
  /** Sends PReq and checks PRes as a wallet does. */
  pay(purchase: TestPurchase): Promise<PRes>;
  /** An order that is authorized, or captured where the policy says so. */
  paidOrder(changes?: Partial<NewOrder>, how?: PayWith): Promise<SetOrder>;
  /** InqReq as it travels, and the check of its answer. */
  inquiry(purchase: TestPurchase): Promise<{ message: string; open(answer: string): Promise<PRes> }>;
  read(order: SetOrder): Promise<SetOrder>;
  /** The orders' sums are the gateway's, and none takes more than it was ordered for. */
  expectBalanced(): Promise<void>;
}

export interface TestSetShopOptions {
  readonly policy?: Partial<SetPolicy>;
  readonly merchant?: Partial<SetMerchant>;
  /** In place of one that knows nobody revoked. */
  readonly trust?: TrustStore;
}

let sharedWorld: Promise<{ world: TestWorld; shopper: TestCardholder }> | undefined;

export async function createTestSetShop(options: TestSetShopOptions = {}): Promise<TestSetShop> {
  sharedWorld ??= createTestWorld().then(async (world) => ({ world, shopper: await world.newCardholder() }));
  const { world, shopper } = await sharedWorld;
  const trust = options.trust ?? world.newTrust();
  const now = () => shop.now;
  const gateway = new FakeGateway(world.gateway, world.newTrust(), now);
  const notes: string[] = [];
  const merchant: SetMerchant = {
    identity: world.merchant1,
    ...{ trust, gateway, now, origin: shopOrigin, brand: testBrand, random: testRandom },
    gatewayCertificate: await gatewayCertificateOf(world.gateway.keyExchangeChain, { trust, now }),
    orders: new MemoryOrderStore(),
    sleep: (durationMs) => sleepWith(gateway, durationMs),
    policy: { ...defaultSetPolicy, answerWaitMs, retryLeastMs: 1, retryMostMs: 4, ...options.policy },
    onNote: (facts, event) => notes.push(`${event} ${JSON.stringify(facts)}`),
    ...options.merchant,
  };
  const shop: TestSetShop = {
    ...{ world, merchant, gateway, shopper, notes, now: testTime },
    settler: new OrderSettler(merchant),
    order: (changes) => createOrder(merchant, { ...testOrder, ...changes }),
    initialise: async (order, thumbs) => (await initialise(shop, order, shopper, thumbs)).payload,
    prepare: (order, how) => prepare(shop, order, how),
    async pay(purchase) {
      const answer = await receivePReq(merchant, shop.settler, purchase.pReq);
      return checkPRes(shop, answer, purchase.oiData);
    },
    async paidOrder(changes, how) {
      const order = await shop.order(changes);
      await shop.pay(await shop.prepare(order, how));
      return shop.read(order);
    },
    inquiry: (purchase) => inquiry(shop, purchase),
    async read({ orderId }) {
      const order = await merchant.orders.find(orderId);
      if (order === undefined) throw new Error('the order is gone');
      return order;
    },
    expectBalanced: () => expectBalanced(shop),
  };
  return shop;
}

/** Who waits for an answer gives up only where none can come, however slow the machine is. */
const answerWaitMs = 20_000;

async function sleepWith(gateway: FakeGateway, durationMs: number): Promise<void> {
  const pause = (pauseMs: number) => new Promise((resolve) => setTimeout(resolve, pauseMs));
  if (durationMs !== answerWaitMs) return void (await pause(durationMs));
  for (let waitedMs = 0; waitedMs === 0 || (gateway.line === 'up' && waitedMs < durationMs); waitedMs += 30)
    await pause(30);
}

async function initialise(
  { merchant, world, now }: TestSetShop,
  { orderId: lidM }: SetOrder,
  { card }: TestCardholder,
  thumbs?: readonly string[],
) {
  const request = {
    rrpid: newIdentifier(testRandom),
    language: 'fr',
    lidC: newIdentifier(testRandom),
    lidM,
    challC: newIdentifier(testRandom),
    brand: testBrand,
    bin: card.pan.slice(0, 6),
    ...(thumbs === undefined ? {} : { thumbs: [...thumbs] }),
  };
  const answer = await receivePInit(merchant, encodePInitReq(request));
  return openPInitRes(answer, { trust: world.newTrust(), at: now, request });
}

async function prepare(shop: TestSetShop, order: SetOrder, how: PayWith = {}): Promise<TestPurchase> {
  const { world } = shop;
  const { withChip = true, isSigned = true, shopper = shop.shopper } = how;
  const { card } = shopper;
  const { payload, sender } = await initialise(shop, order, shopper);
  const trust = world.newTrust();
  const { transIds, gatewayThumb: thumb, gatewayChain: x5c, challM } = payload;
  const roles = ['gateway'] as const;
  const gateway =
    how.gateway ?? (await trust.certificateFor({ thumb, x5c, roles, purpose: 'keyExchange', at: shop.now }));
  const odSalt = newIdentifier(testRandom);
  const purchAmt = how.amount ?? order.amount;
  const hod = await hashOrder(how.order ?? order.description, purchAmt, odSalt);
  const { challC } = payload;
  const [bin, brand] = [card.pan.slice(0, 6), testBrand];
  const oiData = {
    ...{ transIds, rrpid: newIdentifier(testRandom), challC, hod, odSalt, challM, brand, bin },
    ...how.oiData,
  };
  const piHead = {
    ...{ transIds: how.piTransIds ?? transIds, hod, purchAmt, gatewayThumb: gateway.thumb },
    merchantId: sender.merchantData?.merchantId ?? '',
    transStain: encodeBase64Url(await hmacSha256(card.cardSecret, utf8(transIds.xid))),
    ...(withChip && isSigned ? { extensions: [cardCertificate()] } : {}),
  };
  const { pan, cardExpiry, panSecret } = card;
  const piData = { piHead, panData: { pan, cardExpiry, panSecret, exNonce: newIdentifier(testRandom) } };
  const pReq = isSigned
    ? await makePReq(oiData, piData, shopper.identity.signer, gateway)
    : await makeUnsignedPReq(oiData, piData, gateway);
  return { pReq, oiData, shopper };
}

/** The shape of a card's certificate; the fake gateway has no bank to check it. */
function cardCertificate(): MessageExtension {
  return chipCertificateExtension({
    tokenType: oids.tokenB0Prime,
    profile: 1,
    txData: encodeBase64Url(testRandom(62)),
    cardData: encodeBase64Url(testRandom(7)),
    cryptogram: encodeBase64Url(testRandom(8)),
    cvm: 'pinPad',
  });
}

async function inquiry({ world, now }: TestSetShop, { oiData, shopper }: TestPurchase) {
  const { transIds } = oiData;
  const asked = { rrpid: newIdentifier(testRandom), challC2: newIdentifier(testRandom) };
  const message = await inqReq.sign(
    { transIds, ...asked, iat: now, exp: now + 300 },
    shopper.identity.signer,
  );
  const expected = { transIds, rrpid: asked.rrpid, challC: asked.challC2, trust: world.newTrust(), at: now };
  return { message, open: async (answer: string) => (await openPRes(answer, expected)).payload };
}

async function checkPRes({ world, now }: TestSetShop, answer: string, oiData: OiData): Promise<PRes> {
  const { transIds, rrpid, challC } = oiData;
  const { payload } = await openPRes(answer, { trust: world.newTrust(), at: now, transIds, rrpid, challC });
  return payload;
}

async function expectBalanced({ merchant, gateway }: TestSetShop): Promise<void> {
  const sums = { heldMinor: 0, capturedMinor: 0, creditedMinor: 0 };
  for (const order of await merchant.orders.list(1000)) {
    const { heldMinor, capturedMinor, creditedMinor } = totalsOf(order);
    expect(heldMinor + capturedMinor).toBeLessThanOrEqual(order.amount.value);
    expect(creditedMinor).toBeLessThanOrEqual(capturedMinor);
    const creditsMinor = order.credits
      .filter(({ isReversed }) => !isReversed)
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    expect(creditsMinor).toBe(creditedMinor);
    sums.heldMinor += heldMinor;
    sums.capturedMinor += capturedMinor;
    sums.creditedMinor += creditedMinor;
  }
  expect(sums).toEqual(gateway.books);
}
