/**
 * A shop with real keys, and its intermediary played by the very key that signs receipts. Only tests import this.
 */
import {
  deliveryTagOf,
  digestOf,
  encodeBase64Url,
  encodeMpAdvice,
  type MpOffer,
  makeMpRes,
  newIdentifier,
  offerSchema,
  peekPayload,
  type Receipt,
  type Signer,
} from '@ecomm/protocol';
import {
  createTestWorld,
  type TestWorld,
  testRandom,
  testTime,
} from '../../../protocol/src/testing/demo-parties.ts';
import type { Merchant } from '../merchant.ts';
import { makeOffer, type OfferAnswer, type OfferRequest } from '../offers/make-offer.ts';
import { MemoryOfferStore } from '../store/memory-offer-store.ts';

export const testOrigin = 'https://journal.example';
export const testIntermediaryId = 'INTERMEDIARY-1';

export interface TestShop {
  readonly world: TestWorld;
  readonly merchant: Merchant;
  /** Moves the shop's clock. */
  wait(seconds: number): void;
}

export async function createTestShop(changes: Partial<Merchant> = {}, given?: TestWorld): Promise<TestShop> {
  const world = given ?? (await createTestWorld());
  let now = testTime;
  const merchant: Merchant = {
    identity: world.merchant1,
    trust: world.newTrust(),
    origin: testOrigin,
    intermediaries: [{ id: testIntermediaryId, url: 'https://intermediary.example' }],
    store: new MemoryOfferStore(),
    credentialKey: testRandom(32),
    now: () => now,
    random: testRandom,
    fetch: () => Promise.reject(new TypeError('this test reaches nobody')),
    ...changes,
  };
  return {
    world,
    merchant,
    wait: (seconds) => {
      now += seconds;
    },
  };
}

export const testArticle: OfferRequest = {
  resource: '/article/minitel',
  title: 'Le Minitel tire sa révérence',
  description: 'Trois pages',
  price: { currency: 'EUR', value: 20 },
};

export interface Payment {
  /** MPAdvice as it travels. */
  readonly advice: string;
  readonly res: string;
  readonly preimage: string;
  readonly receiptId: string;
}

export interface PaymentChanges {
  readonly receipt?: Partial<Receipt>;
  readonly signer?: Signer;
  readonly at?: number;
}

/** What a wallet holds after it paid this offer at the intermediary; `changes` are what a hostile one would alter. */
export async function payOffer(
  { intermediary }: Pick<TestWorld, 'intermediary'>,
  { offer: message }: Pick<OfferAnswer, 'offer'>,
  changes: PaymentChanges = {},
): Promise<Payment> {
  const offer: MpOffer = peekPayload(message, offerSchema);
  const at = changes.at ?? offer.iat;
  const preimage = encodeBase64Url(testRandom(32));
  const receiptId = newIdentifier(testRandom);
  const answer = await makeMpRes(
    {
      code: 'approved',
      rrpid: newIdentifier(testRandom),
      iat: at,
      exp: at + 7 * 86_400,
      intermediaryId: testIntermediaryId,
      receiptId,
      offerId: offer.offerId,
      offerDigest: await digestOf(message),
      merchantId: offer.merchantId,
      amount: offer.amount,
      challM: offer.challM,
      deliveryTag: await deliveryTagOf(offer.offerId, preimage),
      acceptedAt: at,
      adviceDeadline: at + 86_400,
      period: '2026-11-23',
      ...changes.receipt,
    },
    { salt: encodeBase64Url(testRandom(32)) },
    changes.signer ?? intermediary.signer,
  );
  const { res } = JSON.parse(answer) as { res: string };
  const advised = changes.receipt?.receiptId ?? receiptId;
  return { advice: encodeMpAdvice({ res, preimage }), res, preimage, receiptId: advised };
}

/** An offer of this shop with its payment. */
export async function buy(
  { world, merchant }: Pick<TestShop, 'world' | 'merchant'>,
  request: Partial<OfferRequest> = {},
  changes: PaymentChanges = {},
): Promise<Payment> {
  return payOffer(world, await makeOffer(merchant, { ...testArticle, ...request }), changes);
}
