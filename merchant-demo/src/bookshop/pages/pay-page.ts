/** The till: the button that wakes the wallet, and below it the way for those who have none. */
import { html, raw } from 'hono/html';
import { spokenReference, totalMinorOf } from '../orders/shop-order.ts';
import { wordsOf } from '../words/words.ts';
import { type Html, layout, moneyOf, type Sheet } from './layout.ts';
import { cardFormPathOf, type OrderView, orderPathOf, orderSide, payPathOf } from './order-view.ts';
import { readerDrawing } from './reader-drawing.ts';

export const initiationType = 'application/set-payment-initiation';

export interface PayPage extends Sheet, Pick<OrderView, 'order'> {
  /** Where the payment part describes this payment to wallets. */
  readonly initiationPath: string;
  /** Whether the card form can be offered. */
  readonly hasCardForm: boolean;
}

export function payPage(page: PayPage): Promise<string> {
  const { language, order, initiationPath } = page;
  const words = wordsOf(language);
  const amount = moneyOf({ language, currency: order.currency }, totalMinorOf(order));
  const content = html`<p class="kicker">${words.order} ${spokenReference(order.reference)}</p>
<h1>${words.payTitle}</h1>
<div class="split">
<div>
<section class="way way-wallet">
<div class="way-text">
<h2>${words.payWallet}</h2>
<p>${words.payWalletDo}</p>
<p><a class="button button-large" href="${initiationPath}" type="${initiationType}" data-set-initiation>${words.formPay} ${amount}</a></p>
<ul class="points"><li>${words.payWalletPoint1}</li><li>${words.payWalletPoint2}</li><li>${words.payWalletPoint3}</li></ul>
</div>
<div class="way-picture">${raw(readerDrawing)}</div>
</section>
${page.hasCardForm ? cardFormWay(page) : ''}
${giveUpForm(page)}
</div>
${orderSide(page, page)}
</div>`;
  const head = html`<link rel="payment-initiation" type="${initiationType}" href="${initiationPath}">`;
  return layout({ ...page, title: words.payTitle, path: payPathOf(order), place: 'till', head, content });
}

function cardFormWay({ language, order }: PayPage): Html {
  const words = wordsOf(language);
  return html`<section class="way way-form">
<h2>${words.payForm}</h2>
<p>${words.payFormDo}</p>
<p><a class="button button-quiet" href="${cardFormPathOf(order)}">${words.payFormButton}</a></p>
</section>`;
}

export function giveUpForm({ language, order }: Pick<PayPage, 'language' | 'order'>): Html {
  const words = wordsOf(language);
  return html`<form class="give-up" method="post" action="${orderPathOf(order)}/give-up">
<span class="small">${words.reserved}</span> <button class="link-button">${words.giveUp}</button></form>`;
}
