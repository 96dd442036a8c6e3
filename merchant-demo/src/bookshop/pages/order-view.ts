/** Everything a page may show of one order. */
import { html } from 'hono/html';
import { countryName } from '../cart/address.ts';
import type { PaymentFacts, PaymentState } from '../orders/payment-facts.ts';
import { booksMinorOf, type Parcel, type ShopOrder } from '../orders/shop-order.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { billOf, bookList } from './bill.ts';
import type { Html, Sheet } from './layout.ts';

export interface OrderView {
  readonly order: ShopOrder;
  readonly payment: PaymentFacts;
  readonly parcels: readonly Parcel[];
}

export function payPathOf({ reference }: Pick<ShopOrder, 'reference'>): string {
  return `/pay/${reference}`;
}

export function orderPathOf({ reference }: Pick<ShopOrder, 'reference'>): string {
  return `/order/${reference}`;
}

export function cardFormPathOf({ reference }: Pick<ShopOrder, 'reference'>): string {
  return `/card-form/${reference}`;
}

/** What one buys, what it comes to and where it goes, for the side of a page. */
export function orderSide(sheet: Sheet, { order }: Pick<OrderView, 'order'>): Html {
  const words = wordsOf(sheet.language);
  const { lines, postageMinor, address, currency } = order;
  const inItsCurrency = { ...sheet, currency };
  const country = countryName(address.country, sheet.language);
  const postageLabel = `${words.postageTo} ${country}`;
  return html`<aside class="side" aria-label="${words.order}">
${bookList(inItsCurrency, lines)}
${billOf(inItsCurrency, { booksMinor: booksMinorOf(order), postageMinor, postageLabel })}
<div class="ship-to"><p class="small">${words.shipsTo}</p>
<address>${address.name}<br>${address.street}<br>${address.postcode} ${address.town}<br>${country}</address></div>
</aside>`;
}

const stateKeys: Readonly<Record<PaymentState, string>> = {
  open: 'stateOpen',
  paying: 'statePaying',
  unknown: 'stateUnknown',
  authorized: 'stateAuthorized',
  declined: 'stateDeclined',
  partShipped: 'statePartShipped',
  captured: 'stateCaptured',
  partRefunded: 'statePartRefunded',
  refunded: 'stateRefunded',
  cancelled: 'stateCancelled',
};

export function stateTitle(words: Words, state: PaymentState): string {
  return words[stateKeys[state] as keyof Words];
}

export function stateSays(words: Words, state: PaymentState): string {
  return words[`${stateKeys[state]}Say` as keyof Words];
}

export function stateMark(words: Words, state: PaymentState): Html {
  return html`<span class="state state-${state}">${stateTitle(words, state)}</span>`;
}
