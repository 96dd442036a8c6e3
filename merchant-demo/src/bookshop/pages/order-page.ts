/**
 * An order as its shopper sees it. The wallet leads here after a payment, by one of three addresses; but what the
 * page says is what the payment part knows, whatever address was asked for.
 */
import { html } from 'hono/html';
import { isPayable } from '../orders/payment-facts.ts';
import { spokenReference } from '../orders/shop-order.ts';
import { refusalSays } from '../words/refusals.ts';
import { dayAndTime, longDate, type Words, wordsOf } from '../words/words.ts';
import { type Html, layout, moneyOf, type Sheet } from './layout.ts';
import { type OrderView, orderPathOf, orderSide, payPathOf, stateSays, stateTitle } from './order-view.ts';
import { giveUpForm } from './pay-page.ts';

export type Arrival = 'success' | 'failure' | 'cancel';

export interface OrderPage extends Sheet, OrderView {
  /** By which of SET's addresses the wallet led here; `undefined` for a visit. */
  readonly arrival: Arrival | undefined;
}

export function orderPage(page: OrderPage): Promise<string> {
  const { language, order, payment, arrival } = page;
  const words = wordsOf(language);
  const title = titleOf(page, words);
  const path = arrival === undefined ? orderPathOf(order) : `${orderPathOf(order)}/${arrival}`;
  const content = html`<p class="kicker">${words.order} ${spokenReference(order.reference)} · ${words.orderDate} ${longDate(order.placedAt, language)}</p>
<h1>${title}</h1>
<div class="split">
<div>
${steps(page, words)}
<section class="standing standing-${payment.state}" role="status">
<h2>${stateTitle(words, payment.state)}</h2>
<p>${saysOf(page, words)}</p>
${isPayable(payment) ? payAgain(page, words) : ''}
</section>
${moneyTable(page, words)}
${parcelList(page, words)}
${isPayable(payment) ? giveUpForm(page) : ''}
<p><a class="quiet" href="/orders">${words.backToOrders}</a></p>
</div>
${orderSide(page, page)}
</div>`;
  const head = payment.isMoving
    ? html`<script type="module" src="/assets/order-status.js" data-state-path="${orderPathOf(order)}/state"></script>`
    : undefined;
  return layout({ ...page, title, path, place: 'shop', head, content });
}

function titleOf({ payment, arrival }: OrderPage, words: Words): string {
  const isPaid = payment.state === 'authorized' || payment.state === 'captured';
  if (arrival === 'success' && isPaid) return words.successTitle;
  if (arrival === 'failure' && isPayable(payment)) return words.failureTitle;
  if (arrival === 'cancel' && isPayable(payment)) return words.cancelTitle;
  return words.orderTitle;
}

function saysOf({ language, payment, arrival }: OrderPage, words: Words): string {
  if (arrival === 'success' && payment.state === 'open') return words.successPending;
  if (arrival === 'cancel' && payment.state === 'open') return words.cancelSay;
  if (payment.state === 'declined')
    return `${refusalSays(payment.authCode, language) ?? ''} ${stateSays(words, 'declined')}`.trim();
  return stateSays(words, payment.state);
}

function payAgain({ order, payment }: OrderPage, words: Words): Html {
  const label = payment.state === 'declined' ? words.tryAgain : words.toPayment;
  return html`<p><a class="button" href="${payPathOf(order)}">${label}</a></p>`;
}

/** Placed, paid, posted; nothing for an order that left that road. */
function steps({ payment: { state, capturedMinor } }: OrderPage, words: Words): Html | '' {
  if (state === 'cancelled' || state === 'refunded' || state === 'declined') return '';
  const isPaid = state === 'authorized' || capturedMinor > 0;
  const isPosted = state === 'captured' || state === 'partRefunded';
  const reached = isPosted ? 2 : isPaid ? 1 : 0;
  const labels = [words.stepPlaced, words.stepPaid, words.stepPosted];
  return html`<ol class="steps" aria-label="${words.steps}">${labels.map(
    (label, index) =>
      html`<li class="${index <= reached ? 'reached' : ''}" ${index === reached ? html`aria-current="step"` : ''}>${label}</li>`,
  )}</ol>`;
}

/** What is reserved, taken and given back: only the rows that say something. */
function moneyTable({ language, order, payment }: OrderPage, words: Words): Html | '' {
  const money = (value: number) => moneyOf({ language, currency: order.currency }, value);
  const { heldMinor, capturedMinor, refundedMinor } = payment;
  const rows: [string, number][] = [
    [words.reservedSum, heldMinor],
    [words.taken, capturedMinor],
    [words.refunded, refundedMinor],
  ];
  const shown = rows.filter(([, value]) => value > 0);
  const { authorizationNumber } = payment;
  if (shown.length === 0) return '';
  return html`<dl class="facts">${shown.map(
    ([label, value]) => html`<div><dt>${label}</dt><dd class="money">${money(value)}</dd></div>`,
  )}${
    authorizationNumber === undefined
      ? ''
      : html`<div><dt>${words.authorizationNumber}</dt><dd>${authorizationNumber}</dd></div>`
  }</dl>`;
}

function parcelList({ language, parcels }: OrderPage, words: Words): Html | '' {
  return parcels.length === 0
    ? ''
    : html`<section class="parcels"><h2>${words.parcels}</h2><ol>${parcels.map(
        ({
          lines,
          sentAt,
        }) => html`<li><p>${words.parcel}, ${words.sentOn} ${dayAndTime(sentAt, language)}</p>
<ul>${lines.map(({ title, count }) => html`<li>${count} × <span lang="fr">${title}</span></li>`)}</ul></li>`,
      )}</ol></section>`;
}
