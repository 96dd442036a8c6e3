/** InqReq → InqRes: how far the purchase is, for the wallet that made it and nobody else (SET Book 2). */
import { openInqReq, ProtocolError } from '@ecomm/protocol';
import type { SetMerchant } from './set-merchant.ts';
import { signPRes } from './sign-pres.ts';

/** Throws a ProtocolError: ERR_MESSAGE_UNKNOWN_XID also where another wallet asks. */
export async function receiveInq(merchant: SetMerchant, message: string): Promise<string> {
  const at = merchant.now();
  const { request, cardholder } = await openInqReq(message, { trust: merchant.trust, at });
  const { transIds, rrpid, challC2 } = request;
  const order = await merchant.orders.findByXid(transIds.xid);
  const initiated = order?.initiations.find((entry) => entry.transIds.xid === transIds.xid);
  if (order === undefined || initiated?.transIds.lidC !== transIds.lidC)
    throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID');
  const { payment } = order;
  if (payment?.transIds.xid === transIds.xid && payment.cardholder !== cardholder?.commonName)
    throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID');
  return signPRes(merchant, order, { transIds: initiated.transIds, rrpid, challC: challC2 }, at);
}
