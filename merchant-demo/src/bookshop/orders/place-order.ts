/** Makes an order of a basket and an address: the payment part opens it, then the shop's books hold it. */
import type { Language } from '../../catalogue/language.ts';
import { bookPriceOf } from '../books/book.ts';
import type { Address } from '../cart/address.ts';
import { booksTotal, type Cart } from '../cart/cart.ts';
import { type Country, postageOf } from '../cart/postage.ts';
import type { OrderBook } from '../store/order-book.ts';
import { orderDescription } from './order-description.ts';
import type { PaymentDesk } from './payment-desk.ts';
import { referenceFrom, type ShopOrder, totalMinorOf } from './shop-order.ts';

export interface OrderPorts {
  readonly origin: string;
  readonly desk: PaymentDesk;
  readonly book: OrderBook;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly random: (byteCount: number) => Uint8Array;
}

export interface Wish {
  readonly cart: Cart;
  readonly address: Address;
  readonly language: Language;
  /** From where the parcel leaves. */
  readonly home: Country;
  readonly currency: string;
  readonly shopper: string;
}

/** Of the last day: more would be a flood, and each takes room for good. */
export const maxKeptOrders = 10_000;

/** `undefined` when there is no room for it today. */
export async function placeOrder(
  { origin, desk, book, now, random }: OrderPorts,
  { cart, address, language, home, currency, shopper }: Wish,
): Promise<ShopOrder | undefined> {
  if (book.keptCount() >= maxKeptOrders) return undefined;
  const draft = {
    reference: referenceFrom(random(8)),
    language,
    currency,
    address,
    lines: cart.map((line) => ({
      slug: line.book.slug,
      title: line.book.title,
      count: line.count,
      eachMinor: bookPriceOf(line.book, currency),
    })),
    postageMinor: postageOf({
      booksMinor: booksTotal(cart, currency),
      from: home,
      to: address.country,
      currency,
    }),
  };
  const page = `${origin}/order/${draft.reference}`;
  const orderId = await desk.openOrder({
    description: orderDescription(draft),
    currency,
    amountMinor: totalMinorOf(draft),
    successUrl: `${page}/success`,
    failureUrl: `${page}/failure`,
    cancelUrl: `${page}/cancel`,
  });
  const order = { ...draft, orderId, shopper, placedAt: now() };
  book.save(order);
  return order;
}
