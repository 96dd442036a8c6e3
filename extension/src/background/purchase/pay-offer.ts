/**
 * The one click: makes MPReq for a checked offer. Nothing is sent here; the caller saves the request before
 * `post-mpreq` sends it (SET-FACTS section 10, "Persist … before sending").
 */
import { deliveryTagOf, encodeBase64Url, maxRequestLifeSeconds, mpReq } from '@ecomm/protocol';
import { WalletError } from '../../shared/errors.ts';
import type { Ready, Requesting } from '../journal/purchase.ts';
import type { WalletPorts } from '../ports.ts';

const preimageBytes = 32;

/** Throws ERR_WALLET_NOT_ENROLLED or ERR_WALLET_CERTIFICATE_EXPIRED: nothing was promised then. */
export async function payOffer(purchase: Ready, ports: WalletPorts): Promise<Requesting> {
  const { offer, offerMessage } = purchase;
  const now = ports.now();
  const [{ config }, enrolment] = await Promise.all([ports.setup(), ports.store.enrolment()]);
  if (enrolment === undefined) throw new WalletError('ERR_WALLET_NOT_ENROLLED');
  if (now > enrolment.validUntil)
    throw new WalletError('ERR_WALLET_CERTIFICATE_EXPIRED', { validUntil: enrolment.validUntil });
  const preimage = encodeBase64Url(ports.random(preimageBytes));
  const request = {
    rrpid: purchase.id,
    intermediaryId: config.intermediary.id,
    iat: now,
    exp: now + maxRequestLifeSeconds,
    offer: offerMessage,
    goodsDigest: offer.goodsDigest,
    amount: offer.amount,
    deliveryTag: await deliveryTagOf(offer.offerId, preimage),
  };
  const message = await mpReq.sign(request, enrolment.signer);
  const { anew: _anew, ...base } = purchase;
  return {
    ...base,
    state: 'requesting',
    updatedAt: now,
    payment: { preimage, request, mpReq: message },
    toppedUp: false,
  };
}
