/**
 * PReq → PRes: the merchant checks its half, and the bank decides over the sealed other (SET-FACTS section 3.5, "M").
 *
 * What is sent to the gateway is journalled first. As long as the bank's answer is not known there is no PRes: the
 * wallet is told to send the same PReq again.
 */
import {
  digestOf,
  hashOrder,
  type OpenedPReq,
  openPReq,
  ProtocolError,
  transIdsOfPReq,
} from '@ecomm/protocol';
import { MerchantError } from '../errors.ts';
import { changeOrder } from './change-order.ts';
import { isPayable } from './create-order.ts';
import { makeAuthorize } from './gateway-requests.ts';
import type { OrderSettler } from './order-settler.ts';
import type { SetMerchant } from './set-merchant.ts';
import type { SetOrder, SetPayment } from './set-order.ts';

/** Throws a ProtocolError, ERR_ORDER_CLOSED or ERR_GATEWAY_UNREACHABLE. */
export async function receivePReq(
  merchant: SetMerchant,
  settler: OrderSettler,
  message: string,
): Promise<string> {
  const requestDigest = await digestOf(message);
  const order = await orderOf(merchant, message);
  const isKnown = order.payment?.requestDigest === requestDigest;
  if (isKnown && order.payment?.pRes !== undefined) return order.payment.pRes;
  if (!isKnown) await begin(merchant, order, message, requestDigest);
  await settler.settleSoon(order.orderId);
  const { payment } = (await merchant.orders.find(order.orderId)) ?? {};
  if (payment?.requestDigest === requestDigest && payment.pRes !== undefined) return payment.pRes;
  throw new MerchantError('ERR_GATEWAY_UNREACHABLE');
}

async function orderOf({ orders }: SetMerchant, message: string): Promise<SetOrder> {
  const order = await orders.findByXid(transIdsOfPReq(message).xid);
  if (order === undefined) throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID');
  return order;
}

async function begin(
  merchant: SetMerchant,
  order: SetOrder,
  message: string,
  requestDigest: string,
): Promise<void> {
  const opened = await openHalf(merchant, order, message);
  if (!isPayable(order)) throw new MerchantError('ERR_ORDER_CLOSED');
  const payment = paymentOf(opened, requestDigest);
  const operation = await makeAuthorize(merchant, order, {
    payment,
    amountMinor: order.amount.value,
    captureNow: merchant.policy.captureAtOnce,
    baggage: opened.pi,
    piKind: 'pReq',
  });
  await changeOrder(merchant, order.orderId, (current) => {
    // The same bytes may have come twice at once.
    if (current.payment?.requestDigest === requestDigest) return undefined;
    if (!isPayable(current)) throw new MerchantError('ERR_ORDER_CLOSED');
    return { ...current, payment, operation };
  });
}

async function openHalf(
  { trust, now, brand, policy }: SetMerchant,
  order: SetOrder,
  message: string,
): Promise<OpenedPReq> {
  const { xid } = transIdsOfPReq(message);
  const initiated = order.initiations.find(({ transIds }) => transIds.xid === xid);
  if (initiated === undefined) throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID');
  const opened = await openPReq(message, {
    trust,
    at: now(),
    transIds: initiated.transIds,
    challM: initiated.challM,
    hodOf: (odSalt) => hashOrder(order.description, order.amount, odSalt),
    acceptsUnsigned: policy.acceptsUnsigned,
  });
  if (opened.oiData.brand !== brand) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'brand' });
  return opened;
}

function paymentOf({ oiData, oiDigest, cardholder }: OpenedPReq, requestDigest: string): SetPayment {
  const { transIds, rrpid, challC, hod } = oiData;
  return { transIds, requestDigest, rrpid, challC, hod, oiDigest, cardholder: cardholder?.commonName };
}
