/**
 * MPAdvice: check the receipt against the very offer, consume the offer and record the sale in one transaction,
 * and only then release the goods (SET-FACTS section 10, "M on MPAdvice").
 *
 * The same receipt and preimage release the same goods again, so a wallet may repeat its advice after any crash;
 * another receipt for a consumed offer is refused, and as its preimage is never claimed, its payer gets it back.
 */
import {
  decodeBase64Url,
  equalBytes,
  type MpAdvice,
  offerIdOfAdvice,
  offerSchema,
  openMpAdvice,
  ProtocolError,
  peekPayload,
} from '@ecomm/protocol';
import { deliverUrlOf } from '../delivery/credential.ts';
import { MerchantError } from '../errors.ts';
import type { Merchant } from '../merchant.ts';
import type { Sale } from '../store/offer-store.ts';

/** How long after the sale the goods are released again to whoever shows receipt and preimage. */
export const redeliverySeconds = 30 * 86_400;

export interface Delivery {
  /** Absolute; opens the resource once for this browser and keeps it open. */
  readonly deliverUrl: string;
  readonly resource: string;
}

export interface AdviceOutcome extends Delivery {
  readonly receiptId: string;
  /** `again` when the sale was recorded by an earlier advice. */
  readonly status: 'sold' | 'again';
}

/**
 * `body` is MPAdvice as received. Throws ERR_OFFER_UNKNOWN, ERR_OFFER_CONSUMED, ERR_REDELIVERY_OVER, or what
 * `openMpAdvice` throws.
 */
export async function receiveAdvice(merchant: Merchant, body: string): Promise<AdviceOutcome> {
  const offerId = offerIdOfAdvice(body);
  const { res, preimage } = JSON.parse(body) as MpAdvice;
  const earlier = await redeliver(merchant, res, preimage);
  if (earlier !== undefined) return earlier;
  const stored = await merchant.store.findOffer(offerId);
  if (stored === undefined) throw new MerchantError('ERR_OFFER_UNKNOWN');
  if (stored.consumed) throw new MerchantError('ERR_OFFER_CONSUMED');
  const now = merchant.now();
  const { receipt, intermediary } = await openMpAdvice(body, {
    trust: merchant.trust,
    at: now,
    offer: peekPayload(stored.message, offerSchema),
    offerMessage: stored.message,
  });
  const sale: Sale = {
    offerId,
    resource: stored.resource,
    amount: stored.amount,
    intermediaryId: intermediary.merchantData?.merchantId ?? '',
    receiptId: receipt.receiptId,
    res,
    preimage,
    soldAt: now,
  };
  switch (await merchant.store.recordSale(sale)) {
    case 'recorded':
      return { ...(await deliver(merchant, sale)), status: 'sold' };
    case 'receiptUsed':
      throw new ProtocolError('ERR_ADVICE_RECEIPT', { field: 'receiptId' });
    case 'unknown':
      throw new MerchantError('ERR_OFFER_UNKNOWN');
    case 'consumed': {
      // The same advice may have arrived twice at once: then the other call has recorded this very sale.
      const parallel = await redeliver(merchant, res, preimage);
      if (parallel === undefined) throw new MerchantError('ERR_OFFER_CONSUMED');
      return parallel;
    }
  }
}

/** The receipt was verified when the sale was recorded, byte for byte; only who shows it is in question. */
async function redeliver(
  merchant: Merchant,
  res: string,
  preimage: string,
): Promise<AdviceOutcome | undefined> {
  const sale = await merchant.store.findSale(res);
  if (sale === undefined) return undefined;
  if (!equalBytes(decodeBase64Url(sale.preimage), decodeBase64Url(preimage)))
    throw new ProtocolError('ERR_ADVICE_PREIMAGE');
  if (merchant.now() > sale.soldAt + redeliverySeconds) throw new MerchantError('ERR_REDELIVERY_OVER');
  return { ...(await deliver(merchant, sale)), status: 'again' };
}

async function deliver(merchant: Merchant, sale: Sale): Promise<Delivery & { receiptId: string }> {
  const { resource, receiptId } = sale;
  return { deliverUrl: await deliverUrlOf(merchant, sale), resource, receiptId };
}
