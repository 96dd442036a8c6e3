/**
 * Sends MPAdvice to the merchant and takes where the goods are. It opens the hash lock: from here on the merchant
 * can claim what it delivers, and the same advice again only delivers the same goods again.
 */
import { encodeMpAdvice } from '@ecomm/protocol';
import * as v from 'valibot';
import { problemOf, WalletError } from '../../shared/errors.ts';
import type { Approved, Delivered, Lapsed } from '../journal/purchase.ts';
import { isOutcomeUnknown } from '../network/network.ts';
import type { WalletPorts } from '../ports.ts';
import { isSameOrigin } from './check-offer.ts';
import { nextRetry } from './retry.ts';

const deliverySchema = v.object({
  deliverUrl: v.pipe(v.string(), v.maxLength(4096)),
});

export async function sendAdvice(
  purchase: Approved,
  ports: WalletPorts,
): Promise<Approved | Delivered | Lapsed> {
  const { retry: previous, problem: _problem, ...base } = purchase;
  try {
    const deliverUrl = await requestDelivery(purchase, ports);
    return { ...base, state: 'delivered', updatedAt: ports.now(), deliverUrl, opened: false };
  } catch (error) {
    const now = ports.now();
    const problem = problemOf(error);
    if (now > purchase.adviceDeadline) return { ...base, state: 'lapsed', updatedAt: now, problem };
    if (!isOutcomeUnknown(error)) return { ...base, state: 'approved', updatedAt: now, problem };
    return { ...base, state: 'approved', updatedAt: now, retry: nextRetry(previous, problem, now) };
  }
}

/** Where to get what was paid. Throws ERR_WALLET_DELIVERY_ORIGIN, ERR_NETWORK_* or the merchant's refusal. */
export async function requestDelivery(
  { res, payment, offer }: Approved | Delivered,
  { network }: WalletPorts,
): Promise<string> {
  const advice = encodeMpAdvice({ res, preimage: payment.preimage });
  const answer = await network.post(offer.adviceUrl, advice, 'application/json');
  const result = v.safeParse(deliverySchema, parseJson(answer));
  if (!result.success) throw new WalletError('ERR_NETWORK_ANSWER', { host: new URL(offer.adviceUrl).host });
  const { deliverUrl } = result.output;
  if (!isSameOrigin(deliverUrl, offer.origin))
    throw new WalletError('ERR_WALLET_DELIVERY_ORIGIN', { origin: offer.origin });
  return deliverUrl;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
