/** The orders placed in this browser. */
import { html } from 'hono/html';
import { spokenReference, totalMinorOf } from '../orders/shop-order.ts';
import { longDate, wordsOf } from '../words/words.ts';
import { layout, moneyOf, type Sheet } from './layout.ts';
import { type OrderView, orderPathOf, stateMark } from './order-view.ts';

export interface OrdersPage extends Sheet {
  readonly orders: readonly Pick<OrderView, 'order' | 'payment'>[];
}

export function ordersPage(page: OrdersPage): Promise<string> {
  const { language, orders } = page;
  const words = wordsOf(language);
  const content = html`<h1>${words.myOrders}</h1>
<p class="lead">${orders.length === 0 ? words.noOrders : words.ordersNote}</p>
<ul class="orders">${orders.map(
    ({ order, payment }) => html`<li><a class="orders-link" href="${orderPathOf(order)}">
<span class="orders-reference">${spokenReference(order.reference)}</span>
<span class="orders-date">${longDate(order.placedAt, language)}</span>
<span class="orders-books" lang="fr">${order.lines.map(({ title }) => title).join(', ')}</span>
<span class="money">${moneyOf({ language, currency: order.currency }, totalMinorOf(order))}</span>
${stateMark(words, payment.state)}</a></li>`,
  )}</ul>
<p><a class="quiet" href="/">${words.home}</a></p>`;
  return layout({ ...page, title: words.myOrders, path: '/orders', place: 'shop', content });
}
