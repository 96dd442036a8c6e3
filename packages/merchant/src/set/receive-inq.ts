/**
 * InqReq → InqRes: how far is my purchase? The answer has the form of PRes, with the inquiry's own challenge
 * (SET Book 2, InqReq). It is given to who paid, and to nobody else.
 */
import { openInqReq, ProtocolError } from '@ecomm/protocol';
import type { SetMerchant } from './set-merchant.ts';
import { signPRes } from './sign-pres.ts';

/** Throws a ProtocolError: ERR_MESSAGE_UNKNOWN_XID for a purchase that is not the asker's, too. */
export async function receiveInq(merchant: SetMerchant, message: string): Promise<string> {
  const at = merchant.now();
  const { request, cardholder } = await openInqReq(message, { trust: merchant.trust, at });
  const { transIds, rrpid, challC2: challC } = request;
  const order = await merchant.orders.findByXid(transIds.xid);
  const initiated = order?.initiations.find((one) => one.transIds.xid === transIds.xid);
  if (order === undefined || initiated === undefined || initiated.transIds.lidC !== transIds.lidC)
    throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID');
  const payment = [order.payment, ...order.declined].find((one) => one?.transIds.xid === transIds.xid);
  // Before it paid, an asker can only learn that nothing was paid.
  if (payment !== undefined && payment.cardholder !== cardholder?.thumb)
    throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID');
  return signPRes(merchant, order, { transIds: initiated.transIds, rrpid, challC }, at);
}
