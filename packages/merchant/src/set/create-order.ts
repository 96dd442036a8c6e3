/** A new order, and the initiation that wakes the wallet up for it. */
import { type Amount, encodeInitiation, newIdentifier } from '@ecomm/protocol';
import { MerchantError } from '../errors.ts';
import { checkPrice } from '../web/check-price.ts';
import type { SetMerchant } from './set-merchant.ts';
import { type SetOrder, stateOf } from './set-order.ts';

export interface NewOrder {
  /** What the shopper reads in the wallet and signs by its hash; at most 8,000 characters. */
  readonly description: string;
  readonly amount: Amount;
  /** Of the shop's own origin. */
  readonly successUrl: string;
  readonly failureUrl: string;
  readonly cancelUrl: string;
}

const maxDescriptionLength = 8_000;

/** Throws a TypeError for an order that no wallet would take: a mistake of the shop. */
export async function createOrder(merchant: SetMerchant, asked: NewOrder): Promise<SetOrder> {
  const { description, amount } = asked;
  if (description.trim() === '' || description.length > maxDescriptionLength)
    throw new TypeError('an order has a description of at most 8,000 characters');
  checkPrice('amount', amount);
  for (const name of ['successUrl', 'failureUrl', 'cancelUrl'] as const) {
    const url = asked[name];
    if (!URL.canParse(url) || new URL(url).origin !== merchant.origin)
      throw new TypeError(`${name} is ${url}, and should be an address that begins with ${merchant.origin}/`);
  }
  const order: SetOrder = {
    orderId: newIdentifier(merchant.random),
    ...asked,
    createdAt: merchant.now(),
    cancelled: false,
    initiations: [],
    payment: undefined,
    declined: [],
    authorizations: [],
    credits: [],
    authToken: undefined,
    operation: undefined,
    version: 0,
  };
  initiationOf(merchant, order);
  await merchant.orders.insert(order);
  return order;
}

/** `application/set-payment-initiation` text for this order. */
export function initiationOf({ origin, brand }: SetMerchant, order: SetOrder): string {
  const { orderId, amount, description, successUrl, failureUrl, cancelUrl } = order;
  return encodeInitiation({
    setUrl: `${origin}/set`,
    queryUrl: `${origin}/set/inq`,
    ...{ successUrl, failureUrl, cancelUrl },
    lidM: orderId,
    purchAmt: amount,
    brands: [brand],
    order: description,
  });
}

/** Throws ERR_ORDER_UNKNOWN. */
export async function findOrder({ orders }: SetMerchant, orderId: string): Promise<SetOrder> {
  const order = await orders.find(orderId);
  if (order === undefined) throw new MerchantError('ERR_ORDER_UNKNOWN');
  return order;
}

/** Whether a wallet may (still) pay it. */
export function isPayable(order: SetOrder): boolean {
  return order.operation === undefined && ['open', 'declined'].includes(stateOf(order));
}
