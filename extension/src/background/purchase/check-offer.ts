/**
 * Fetches an offer and makes the wallet's checks (SET-FACTS section 10, "Wallet on MPOffer"): what the sheet shows
 * is what the merchant signed and its bank certified, never what the page says.
 */
import { checkOffer, ProtocolError, parseBoundedJson } from '@ecomm/protocol';
import * as v from 'valibot';
import { problemOf, WalletError } from '../../shared/errors.ts';
import {
  type AlreadyBought,
  type Checking,
  isUnsettled,
  type OfferFacts,
  type Purchase,
  type Ready,
  type Unpayable,
} from '../journal/purchase.ts';
import type { WalletPorts } from '../ports.ts';

const maxOfferAnswerBytes = 65_536;

const offerAnswerSchema = v.strictObject({
  offer: v.pipe(v.string(), v.maxLength(16_384)),
  goods: v.pipe(v.string(), v.maxLength(8192)),
});

/** What a purchase became by its check. */
export async function checkPurchase(
  purchase: Checking,
  ports: WalletPorts,
): Promise<Ready | AlreadyBought | Unpayable> {
  const { state: _state, ...base } = purchase;
  const at = { updatedAt: ports.now() };
  try {
    if ((await ports.store.enrolment()) === undefined) {
      await ports.setup();
      throw new WalletError('ERR_WALLET_NOT_ENROLLED');
    }
    const facts = await fetchOffer(purchase.offerUrl, purchase.pageOrigin, ports);
    const bought = await findBought(facts, ports);
    return bought === undefined
      ? { ...base, ...at, ...facts, state: 'ready' }
      : { ...base, ...at, ...facts, state: 'alreadyBought', boughtAs: bought.id };
  } catch (error) {
    return { ...base, ...at, state: 'unpayable', problem: problemOf(error) };
  }
}

async function fetchOffer(offerUrl: string, pageOrigin: string, ports: WalletPorts): Promise<OfferFacts> {
  const { config, trust } = await ports.setup();
  if (!isSameOrigin(offerUrl, pageOrigin))
    throw new ProtocolError('ERR_OFFER_ORIGIN', { field: 'offerUrl', pageOrigin });
  const { offer: message, goods } = readAnswer(await ports.network.get(offerUrl), offerUrl);
  const checked = await checkOffer(message, goods, {
    trust,
    at: ports.now(),
    pageOrigin,
    intermediary: { id: config.intermediary.id, brand: config.brand },
    ranges: config.ranges,
  });
  return {
    offerMessage: message,
    offer: checked.offer,
    goods,
    merchantName: checked.merchantName,
    title: checked.goods.title,
    resource: checked.goods.resource,
  };
}

function readAnswer(answer: string, offerUrl: string): v.InferOutput<typeof offerAnswerSchema> {
  try {
    return parseBoundedJson(answer, offerAnswerSchema, maxOfferAnswerBytes);
  } catch (cause) {
    throw new WalletError('ERR_NETWORK_ANSWER', { host: new URL(offerUrl).host }, { cause });
  }
}

/**
 * An earlier purchase of the same thing from the same merchant that was paid or may still be: it is delivered
 * again, never paid again. A merchant's other shop has an origin of its own, where the same path names other goods.
 */
export async function findBought(
  { offer, resource }: Pick<OfferFacts, 'offer' | 'resource'>,
  { store, now }: Pick<WalletPorts, 'store' | 'now'>,
): Promise<Purchase | undefined> {
  const time = now();
  return (await store.purchasesOf(offer.merchantId, resource)).find((purchase) => {
    if (!('offer' in purchase) || purchase.offer.origin !== offer.origin) return false;
    if (purchase.state === 'topUpNeeded') return time <= purchase.payment.request.exp;
    return isUnsettled(purchase) || purchase.state === 'delivered';
  });
}

export function isSameOrigin(url: string, origin: string): boolean {
  return URL.canParse(url) && new URL(url).origin === origin;
}
