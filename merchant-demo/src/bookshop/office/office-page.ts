/** The back office's first page: what waits, what was taken, every order, the bank's open batch. */
import { html } from 'hono/html';
import type { BatchFacts } from '../orders/payment-desk.ts';
import { spokenReference, totalMinorOf } from '../orders/shop-order.ts';
import { type Html, moneyOf } from '../pages/layout.ts';
import { type OrderView, stateMark } from '../pages/order-view.ts';
import { dayAndTime, wordsOf } from '../words/words.ts';
import { type OfficeSheet, officeFrame } from './office-frame.ts';
import { type OfficeNote, officeNote } from './office-note.ts';
import { officeWordsOf } from './office-words.ts';

export interface OfficePage extends OfficeSheet {
  readonly currency: string;
  /** Newest first. */
  readonly orders: readonly Pick<OrderView, 'order' | 'payment'>[];
  /** `undefined` when the bank has none, or does not answer. */
  readonly batch: BatchFacts | undefined;
  readonly note: OfficeNote | undefined;
}

export function officePage(page: OfficePage): Promise<string> {
  const { language, currency, orders, note } = page;
  const words = officeWordsOf(language);
  const countOf = (...states: string[]) =>
    orders.filter(({ payment }) => states.includes(payment.state)).length;
  const takenMinor = orders.reduce(
    (sum, { payment }) => sum + payment.capturedMinor - payment.refundedMinor,
    0,
  );
  const content = html`<div class="office-head"><h1>${words.orders}</h1>
<form method="post" action="/operator/sign-out"><button class="button button-quiet">${words.signOut}</button></form></div>
${officeNote(note, words)}
<dl class="figures">
<div><dt>${words.toShip}</dt><dd>${countOf('authorized', 'partShipped')}</dd><dd class="figure-note">${words.toShipNote}</dd></div>
<div><dt>${words.waiting}</dt><dd>${countOf('open', 'paying', 'unknown')}</dd><dd class="figure-note">${words.waitingNote}</dd></div>
<div><dt>${words.taken}</dt><dd>${moneyOf({ language, currency }, takenMinor)}</dd><dd class="figure-note">${words.takenNote}</dd></div>
</dl>
${orders.length === 0 ? html`<p class="empty">${words.noOrders}</p>` : orderTable(page)}
${batchPanel(page)}`;
  return officeFrame(page, words.orders, content);
}

function orderTable({ language, orders }: OfficePage): Html {
  const words = officeWordsOf(language);
  return html`<div class="table-frame" tabindex="0" role="region" aria-label="${words.orders}"><table>
<thead><tr><th scope="col">${words.order}</th><th scope="col">${words.when}</th><th scope="col">${words.who}</th>
<th scope="col" class="number">${words.amount}</th><th scope="col">${words.state}</th></tr></thead>
<tbody>${orders.map(
    ({ order, payment }) => html`<tr>
<th scope="row"><a href="/operator/order/${order.reference}">${spokenReference(order.reference)}</a></th>
<td>${dayAndTime(order.placedAt, language)}</td><td>${order.address.name}</td>
<td class="number money">${moneyOf({ language, currency: order.currency }, totalMinorOf(order))}</td>
<td>${stateMark(wordsOf(language), payment.state)}</td></tr>
`,
  )}</tbody></table></div>`;
}

function batchPanel({ language, batch }: OfficePage): Html {
  const words = officeWordsOf(language);
  if (batch === undefined)
    return html`<section class="panel"><h2>${words.batch}</h2><p class="small">${words.batchNone}</p></section>`;
  return html`<section class="panel"><h2>${words.batch} ${batch.batchId}</h2><p class="small">${words.batchSay}</p>
${batch.totals.map(
  ({ currency, capturedCount, capturedMinor, creditedCount, creditedMinor }) => html`<dl class="facts">
<div><dt>${words.captured} (${capturedCount})</dt><dd class="money">${moneyOf({ language, currency }, capturedMinor)}</dd></div>
<div><dt>${words.credited} (${creditedCount})</dt><dd class="money">${moneyOf({ language, currency }, creditedMinor)}</dd></div></dl>`,
)}
<form method="post" action="/operator/close-batch"><button class="button button-quiet">${words.closeBatch}</button></form></section>`;
}
