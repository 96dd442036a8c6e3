/**
 * MPOffer, made and signed afresh for each request and kept byte for byte, so that the receipt that comes back
 * can be compared with it (PROTOCOL.md, section 2).
 */
import {
  type Amount,
  encodeBase64Url,
  encodeGoods,
  type MpOffer,
  maxRequestLifeSeconds,
  mpOffer,
  newIdentifier,
} from '@ecomm/protocol';
import { MerchantError } from '../errors.ts';
import { type Merchant, nameOf } from '../merchant.ts';
import { checkResource } from './resource.ts';

/** How long a wallet may take from showing the price to asking the intermediary. */
export const offerLifeSeconds = 600;

/**
 * An unpaid offer may still be advised this long after it expired: a request with a top-up takes up to
 * `maxRequestLifeSeconds`, and the advice of what it paid comes up to a day later. A day more is kept.
 */
export const unpaidRetentionSeconds = maxRequestLifeSeconds + 2 * 86_400;

/** Some 200 MB of offers that nobody paid, at most. */
export const maxUnpaidOffers = 50_000;

export interface OfferRequest {
  /** Path and query on the shop's origin. */
  readonly resource: string;
  readonly title: string;
  readonly description: string;
  readonly price: Amount;
  /** `single` is paid once; `catalogue` may be paid by many. Default `single`. */
  readonly use?: MpOffer['use'];
  /** SHA-256 of the goods, base64url, for disputes. */
  readonly contentDigest?: string;
}

/** What `/mpoffer` answers. `goods` goes to the wallet only; the offer carries its salted digest. */
export interface OfferAnswer {
  readonly offer: string;
  readonly goods: string;
}

/** Throws ERR_RESOURCE_INVALID, ERR_OFFERS_EXHAUSTED, or ERR_MESSAGE_MALFORMED for texts a wallet would refuse. */
export async function makeOffer(merchant: Merchant, request: OfferRequest): Promise<OfferAnswer> {
  const { random, origin, store } = merchant;
  const now = merchant.now();
  const resource = checkResource(request.resource, origin);
  const { goods, goodsDigest } = await encodeGoods({
    title: request.title,
    description: request.description,
    resource,
    ...(request.contentDigest === undefined ? {} : { contentDigest: request.contentDigest }),
    salt: encodeBase64Url(random(32)),
  });
  const offer: MpOffer = {
    offerId: newIdentifier(random),
    merchantId: nameOf(merchant).merchantId,
    origin,
    iat: now,
    exp: now + offerLifeSeconds,
    amount: request.price,
    goodsDigest,
    challM: newIdentifier(random),
    accepts: merchant.intermediaries.map(({ id }) => ({ intermediaryId: id })),
    adviceUrl: `${origin}/mpadvice`,
    use: request.use ?? 'single',
  };
  const message = await mpOffer.sign(offer, merchant.identity.signer);
  const { offerId, amount, use, exp: expiresAt } = offer;
  const saved = await store.saveOffer(
    { offerId, resource, amount, use, message, expiresAt },
    { now, forgetBefore: now - unpaidRetentionSeconds, maxUnpaid: maxUnpaidOffers },
  );
  if (saved === 'full') throw new MerchantError('ERR_OFFERS_EXHAUSTED');
  return { offer: message, goods };
}
