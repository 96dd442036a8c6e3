/** One order in the back office, with what may be done about it: send, cancel, refund. */
import { html } from 'hono/html';
import { countryName } from '../cart/address.ts';
import { type OrderLine, spokenReference, totalMinorOf, unsentLines } from '../orders/shop-order.ts';
import { type Html, moneyOf } from '../pages/layout.ts';
import { type OrderView, stateMark } from '../pages/order-view.ts';
import { dayAndTime, wordsOf } from '../words/words.ts';
import { type OfficeSheet, officeFrame } from './office-frame.ts';
import { type OfficeNote, officeNote } from './office-note.ts';
import { type OfficeWords, officeWordsOf } from './office-words.ts';

export interface OfficeOrderPage extends OfficeSheet, OrderView {
  readonly note: OfficeNote | undefined;
}

export interface Actions {
  readonly mayShip: boolean;
  readonly mayCancel: boolean;
  /** Minor units; 0 when nothing can be refunded. */
  readonly refundableMinor: number;
}

export function actionsOf({ payment }: Pick<OrderView, 'payment'>): Actions {
  const { state, capturedMinor, refundedMinor } = payment;
  const isTaken = state === 'captured' || state === 'partRefunded' || state === 'partShipped';
  return {
    mayShip: state === 'authorized' || state === 'partShipped',
    mayCancel: ['open', 'declined', 'authorized', 'partShipped', 'captured'].includes(state),
    refundableMinor: isTaken ? capturedMinor - refundedMinor : 0,
  };
}

export function officeOrderPage(page: OfficeOrderPage): Promise<string> {
  const { language, order, payment, note } = page;
  const words = officeWordsOf(language);
  const { mayShip, mayCancel, refundableMinor } = actionsOf(page);
  const title = `${words.order} ${spokenReference(order.reference)}`;
  const content = html`<p><a class="quiet" href="/operator">${words.back}</a></p>
<div class="office-head"><h1>${title}</h1>${stateMark(wordsOf(language), payment.state)}</div>
${officeNote(note, words)}
<div class="split"><div class="office-actions">
${mayShip ? shipForm(page) : ''}
${refundableMinor > 0 ? refundForm(page, refundableMinor) : ''}
${mayCancel ? cancelForm(page) : ''}
${mayShip || mayCancel || refundableMinor > 0 ? '' : html`<p class="empty">${words.noActions}</p>`}
</div>${side(page)}</div>`;
  return officeFrame(page, title, content);
}

function shipForm({ language, order, payment, parcels }: OfficeOrderPage): Html {
  const words = officeWordsOf(language);
  const unsent = unsentLines(order, parcels);
  return html`<form class="panel" method="post" action="/operator/order/${order.reference}/ship">
<h2>${words.ship}</h2><p class="small">${words.shipSay}</p>
<ul class="ship-lines">${unsent.map((line) => html`<li>${shipLine(line, words.unsent)}</li>`)}</ul>
${payment.maySplit ? restChoice(words) : ''}
<p><button class="button">${words.ship}</button></p></form>`;
}

function restChoice(words: OfficeWords): Html {
  return html`<fieldset><legend>${words.restLabel}</legend>
<label><input type="radio" name="rest" value="kept" checked> ${words.restKept}</label>
<label><input type="radio" name="rest" value="released"> ${words.restReleased}</label></fieldset>`;
}

function shipLine({ slug, title, count }: OrderLine, unsent: string): Html {
  const counts = Array.from({ length: count + 1 }, (_, index) => count - index);
  return html`<label for="send-${slug}" lang="fr">${title}</label>
<span class="small">${count} ${unsent}</span>
<select id="send-${slug}" name="send-${slug}">${counts.map((some) => html`<option value="${some}">${some}</option>`)}</select>`;
}

function refundForm({ language, order }: OfficeOrderPage, refundableMinor: number): Html {
  const words = officeWordsOf(language);
  const most = moneyOf({ language, currency: order.currency }, refundableMinor);
  return html`<form class="panel" method="post" action="/operator/order/${order.reference}/refund">
<h2>${words.refund}</h2><p class="small">${words.refundSay} ${most}.</p>
<div class="pair"><p class="field"><label for="amount">${words.refundAmount} (${order.currency})</label>
<input id="amount" name="amount" inputmode="decimal" required value="${decimalOf(refundableMinor)}"></p>
<p class="field"><label for="reason">${words.reason}</label>
<input id="reason" name="reason" maxlength="80" required value="${words.reasonDefault}"></p></div>
<p><button class="button button-quiet">${words.refund}</button></p></form>`;
}

function cancelForm({ language, order, payment }: OfficeOrderPage): Html {
  const words = officeWordsOf(language);
  return html`<form class="panel" method="post" action="/operator/order/${order.reference}/cancel">
<h2>${words.cancel}</h2><p class="small">${payment.capturedMinor > 0 ? words.cancelTakenSay : words.cancelSay}</p>
<p><button class="button button-quiet button-bad">${words.cancel}</button></p></form>`;
}

function side({ language, order, payment, parcels }: OfficeOrderPage): Html {
  const words = officeWordsOf(language);
  const { address, currency } = order;
  const money = (value: number) => moneyOf({ language, currency }, value);
  return html`<aside class="side" aria-label="${words.order}">
<p class="small">${dayAndTime(order.placedAt, language)}</p>
<ul class="brief">${order.lines.map(
    ({ title, count, eachMinor }) =>
      html`<li><span><span class="times">${count} ×</span> <span lang="fr">${title}</span></span><span class="money">${money(count * eachMinor)}</span></li>`,
  )}</ul>
<dl class="bill"><div><dt>${words.amount}</dt><dd>${money(totalMinorOf(order))}</dd></div>
<div><dt>${words.captured}</dt><dd>${money(payment.capturedMinor)}</dd></div>
<div><dt>${words.credited}</dt><dd>${money(payment.refundedMinor)}</dd></div></dl>
<div class="ship-to"><p class="small">${words.address}</p>
<address>${address.name}<br>${address.street}<br>${address.postcode} ${address.town}<br>${countryName(address.country, language)}</address></div>
${
  parcels.length === 0
    ? ''
    : html`<div class="ship-to"><p class="small">${words.parcels}</p><ul class="plain">${parcels.map(
        ({ lines, amountMinor, sentAt }) =>
          html`<li>${dayAndTime(sentAt, language)}: ${lines.map(({ title, count }) => `${count} × ${title}`).join(', ')} (${money(amountMinor)})</li>`,
      )}</ul></div>`
}
</aside>`;
}

/** As one types it: `12.50`. Both currencies of this shop have two digits. */
export function decimalOf(minor: number): string {
  return `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
}

/** Minor units of `12`, `12.5`, `12.50` or `12,50`; `undefined` for anything else. */
export function minorOf(decimal: string): number | undefined {
  const parts = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(decimal.trim());
  if (parts === null) return undefined;
  return Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
}
