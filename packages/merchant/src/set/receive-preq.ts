/**
 * PReq → PRes (SET Book 2, purchase). What is sent to the gateway is journalled first; as long as the bank's answer is
 * not known there is no PRes, and the wallet is told to send the same PReq again.
 *
 * The merchant reads the order half alone: with a card's cryptogram or without, its record is the same.
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
import type { Initiated, Operation, SetOrder, SetPayment } from './set-order.ts';

/** Throws a ProtocolError, ERR_ORDER_CLOSED or ERR_GATEWAY_UNREACHABLE. */
export async function receivePReq(
  merchant: SetMerchant,
  settler: OrderSettler,
  message: string,
): Promise<string> {
  const { xid } = transIdsOfPReq(message);
  const requestDigest = await digestOf(message);
  const order = await merchant.orders.findByXid(xid);
  if (order === undefined) throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID');
  const repeated = answered(order, requestDigest);
  if (repeated !== undefined) return repeated;
  const begun = await begin(merchant, order, message, requestDigest);
  if (begun.operation !== undefined) await settler.settleSoon(order.orderId, begun.operation.operationId);
  const settled = await merchant.orders.find(order.orderId);
  const pRes = settled && answered(settled, requestDigest);
  if (pRes === undefined) throw new MerchantError('ERR_GATEWAY_UNREACHABLE');
  return pRes;
}

function answered(order: SetOrder, requestDigest: string): string | undefined {
  return paymentOf(order, requestDigest)?.pRes;
}

function paymentOf({ payment, declined }: SetOrder, requestDigest: string): SetPayment | undefined {
  return [payment, ...declined].find((one) => one?.requestDigest === requestDigest);
}

/** The order with the payment under way, begun by this message or by the same one before. */
async function begin(
  merchant: SetMerchant,
  order: SetOrder,
  message: string,
  requestDigest: string,
): Promise<SetOrder> {
  if (paymentOf(order, requestDigest) !== undefined) return order;
  const { xid } = transIdsOfPReq(message);
  const initiated = order.initiations.find(({ transIds }) => transIds.xid === xid);
  if (initiated === undefined) throw new ProtocolError('ERR_MESSAGE_UNKNOWN_XID');
  const opened = await check(merchant, order, initiated, message);
  const payment: SetPayment = {
    transIds: initiated.transIds,
    requestDigest,
    rrpid: opened.oiData.rrpid,
    challC: opened.oiData.challC,
    hod: opened.oiData.hod,
    oiDigest: opened.oiDigest,
    cardholder: opened.cardholder?.thumb,
  };
  const operation = await authorization(merchant, order, payment, opened.pi);
  return changeOrder(merchant, order.orderId, (current) => {
    // The same bytes may have come twice at once.
    if (paymentOf(current, requestDigest) !== undefined) return undefined;
    if (!isPayable(current)) throw new MerchantError('ERR_ORDER_CLOSED');
    const declined = current.payment === undefined ? [] : [current.payment];
    return { ...current, payment, declined: [...current.declined, ...declined], operation };
  });
}

async function check(
  { trust, now, policy, brand }: SetMerchant,
  { description, amount }: SetOrder,
  { transIds, challM }: Initiated,
  message: string,
): Promise<OpenedPReq> {
  const opened = await openPReq(message, {
    trust,
    at: now(),
    transIds,
    challM,
    hodOf: (odSalt) => hashOrder(description, amount, odSalt),
    acceptsUnsigned: policy.acceptsUnsigned,
  });
  if (opened.oiData.brand !== brand) throw new ProtocolError('ERR_MESSAGE_MISMATCH', { field: 'brand' });
  return opened;
}

function authorization(
  merchant: SetMerchant,
  order: SetOrder,
  payment: SetPayment,
  pi: string,
): Promise<Operation> {
  const { captureAtOnce } = merchant.policy;
  return makeAuthorize(merchant, order, {
    payment,
    amountMinor: order.amount.value,
    captureNow: captureAtOnce,
    // What is sent in parts is authorized again for what stays.
    keepsRest: !captureAtOnce,
    baggage: pi,
    piKind: 'pReq',
  });
}
