/**
 * Opens an MPReq (SET-FACTS section 10, "I on MPReq"). What makes the request itself untrustworthy is thrown; what
 * is wrong with the offer inside is a fault, to be answered by a signed refusal.
 */
import {
  acceptsIntermediary,
  digestOf,
  type MpCode,
  type MpOffer,
  type MpReq,
  mpReq,
  openMpReq,
  ProtocolError,
  type TrustedCertificate,
} from '@ecomm/protocol';
import type { Intermediary } from '../intermediary.ts';
import type { PaymentOrder } from '../ledger/purchase.ts';
import type { PaymentRequest } from '../ledger/records.ts';

/** Throws a ProtocolError when signature, recipient or format of the request are wrong. */
export async function openPaymentRequest(
  { trust, id, brand, clock }: Intermediary,
  message: string,
  requestDigest: string,
): Promise<PaymentRequest> {
  const reading = { trust, at: clock(), intermediaryId: id };
  try {
    const { request, payer, offer } = await openMpReq(message, reading);
    const order = await orderOf(request, offer);
    const accepts = acceptsIntermediary(offer, { id, brand });
    return requestOf(
      request,
      payer,
      { message, requestDigest },
      accepts ? { order } : { fault: 'offerInvalid' },
    );
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    // The request is the wallet's own; only what it carries is bad.
    const { payload, sender } = await mpReq.open(message, reading);
    return requestOf(payload, sender, { message, requestDigest }, { fault });
  }
}

/** The one place where errors of the protocol turn into MPRes codes; undefined when the request itself is bad. */
export function faultOf(error: unknown): MpCode | undefined {
  if (!(error instanceof ProtocolError)) return undefined;
  const { code, facts } = error;
  const isOfOffer = facts.part === 'offer' || facts.field === 'goodsDigest' || facts.field === 'amount';
  if (code === 'ERR_MESSAGE_MISMATCH' && isOfOffer) return 'offerInvalid';
  if (facts.part !== 'offer') return undefined;
  if (code === 'ERR_MESSAGE_TOO_OLD') return 'offerExpired';
  return code.startsWith('ERR_CERTIFICATE_') ? 'merchantUnknown' : 'offerInvalid';
}

function requestOf(
  { rrpid, exp }: MpReq,
  { thumb, commonName, issuer }: TrustedCertificate,
  received: { readonly message: string; readonly requestDigest: string },
  found: { readonly order: PaymentOrder } | { readonly fault: MpCode },
): PaymentRequest {
  return {
    message: received.message,
    requestDigest: received.requestDigest,
    payerThumb: thumb,
    rrpid,
    payer: commonName,
    issuer,
    order: 'order' in found ? found.order : undefined,
    faults: 'fault' in found ? [found.fault] : [],
    expiresAt: exp,
  };
}

async function orderOf({ offer: message, deliveryTag }: MpReq, offer: MpOffer): Promise<PaymentOrder> {
  const { merchantId, offerId, amount, goodsDigest, challM, use } = offer;
  const offerDigest = await digestOf(message);
  return { merchantId, offerId, offerDigest, amount, goodsDigest, challM, deliveryTag, use };
}
