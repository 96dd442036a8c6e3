/** The merchant for tests: an offer per resource, and a delivery for a valid advice. */
import {
  encodeBase64Url,
  encodeGoods,
  type MpOffer,
  mpOffer,
  newIdentifier,
  openMpAdvice,
} from '@ecomm/protocol';
import { type TestWorld, testRandom } from '../../../packages/protocol/src/testing/demo-parties.ts';

export const shopOrigin = 'https://journal.example';

export class DemoMerchant {
  readonly #world: TestWorld;
  readonly #now: () => number;
  readonly #offers = new Map<string, { message: string; offer: MpOffer }>();
  /** Offers that were paid for and delivered, each once however often the advice comes. */
  readonly delivered = new Set<string>();
  readonly advices: string[] = [];
  /** Changes an offer before it is signed. */
  bend: (offer: MpOffer) => MpOffer = (offer) => offer;
  deliverFrom = shopOrigin;

  constructor(world: TestWorld, now: () => number) {
    this.#world = world;
    this.#now = now;
  }

  async offer(resource: string): Promise<string> {
    const at = this.#now();
    const { goods, goodsDigest } = await encodeGoods({
      title: `Article ${resource}`,
      description: 'Three pages',
      resource,
      salt: encodeBase64Url(testRandom(32)),
    });
    const offer = this.bend({
      offerId: newIdentifier(testRandom),
      merchantId: 'M1',
      origin: shopOrigin,
      iat: at,
      exp: at + 600,
      amount: { currency: 'EUR', value: 20 },
      goodsDigest,
      challM: newIdentifier(testRandom),
      accepts: [{ intermediaryId: 'INTERMEDIARY-1' }],
      adviceUrl: `${shopOrigin}/mpadvice`,
      use: 'single',
    });
    const message = await mpOffer.sign(offer, this.#world.merchant1.signer);
    this.#offers.set(offer.offerId, { message, offer });
    return JSON.stringify({ offer: message, goods });
  }

  async advice(message: string): Promise<string> {
    this.advices.push(message);
    const { res } = JSON.parse(message) as { res: string };
    const { offerId } = JSON.parse(atob((res.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')));
    const own = this.#offers.get(offerId);
    if (own === undefined) throw new Error('not an offer of mine');
    await openMpAdvice(message, {
      trust: this.#world.newTrust(),
      at: this.#now(),
      offer: own.offer,
      offerMessage: own.message,
    });
    this.delivered.add(offerId);
    return JSON.stringify({ deliverUrl: `${this.deliverFrom}/deliver?credential=${offerId}`, resource: '/' });
  }
}
