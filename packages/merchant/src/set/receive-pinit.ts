/** PInitReq → PInitRes: the order becomes a SET transaction with an XID (SET Book 2, purchase initialization). */
import {
  decodePInitReq,
  digestOf,
  newIdentifier,
  type PInitRes,
  ProtocolError,
  pInitRes,
} from '@ecomm/protocol';
import { MerchantError } from '../errors.ts';
import { changeOrder } from './change-order.ts';
import { isPayable } from './create-order.ts';
import type { SetMerchant } from './set-merchant.ts';

/** How long a shopper may take with card and PIN. */
const pInitLifeSeconds = 3600;
/** A wallet that starts over gets a new XID each time. */
const maxInitiations = 10;

/** Throws a ProtocolError, ERR_ORDER_UNKNOWN or ERR_ORDER_CLOSED. */
export async function receivePInit(merchant: SetMerchant, message: string): Promise<string> {
  const request = decodePInitReq(message);
  const requestDigest = await digestOf(message);
  if (request.brand !== merchant.brand) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'brand' });
  const { lidM } = request;
  if (lidM === undefined) throw new MerchantError('ERR_ORDER_UNKNOWN');
  const { rrpid, lidC, challC, language, thumbs = [] } = request;
  const at = merchant.now();
  const gateway = await merchant.gatewayCertificate();
  const transIds = { lidC, lidM, xid: newIdentifier(merchant.random), preqDate: at, language };
  const challM = newIdentifier(merchant.random);
  const answer = await pInitRes.sign(
    {
      ...{ transIds, rrpid, challC, challM },
      gatewayThumb: gateway.thumb,
      ...(thumbs.includes(gateway.thumb) ? {} : { gatewayChain: [...gateway.chain] }),
      origin: merchant.origin,
      ...revocationFor(merchant, thumbs),
      iat: at,
      exp: at + pInitLifeSeconds,
    },
    merchant.identity.signer,
  );
  const initiated = { transIds, challM, requestDigest, answer };
  const order = await changeOrder(merchant, lidM, (current) => {
    if (current.initiations.some((earlier) => earlier.requestDigest === requestDigest)) return undefined;
    if (!isPayable(current)) throw new MerchantError('ERR_ORDER_CLOSED');
    if (current.initiations.length >= maxInitiations) throw new MerchantError('ERR_ORDER_CLOSED');
    return { ...current, initiations: [...current.initiations, initiated] };
  });
  return order.initiations.find((earlier) => earlier.requestDigest === requestDigest)?.answer ?? answer;
}

function revocationFor({ revocation }: SetMerchant, thumbs: readonly string[]): Pick<PInitRes, 'revocation'> {
  const list = revocation?.listUnlessHeld(thumbs);
  return list === undefined ? {} : { revocation: list };
}
