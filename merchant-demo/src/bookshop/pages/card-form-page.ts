/**
 * The card form, for those who have no wallet. Its inputs have no names and its form no address: what is typed can
 * leave this page only as the script seals it, for the bank. The page says what that is worth beside the wallet.
 */
import { html } from 'hono/html';
import { spokenReference, totalMinorOf } from '../orders/shop-order.ts';
import { refusalsIn } from '../words/refusals.ts';
import { type Words, wordsOf } from '../words/words.ts';
import { type Html, layout, moneyOf, type Sheet } from './layout.ts';
import { cardFormPathOf, type OrderView, orderPathOf, orderSide, payPathOf } from './order-view.ts';

export interface CardFormPage extends Sheet, Pick<OrderView, 'order'> {
  /** Where the script reads what is bought and from whom. */
  readonly initiationPath: string;
}

export function cardFormPage(page: CardFormPage): Promise<string> {
  const { language, order } = page;
  const words = wordsOf(language);
  const content = html`<p class="kicker">${words.order} ${spokenReference(order.reference)}</p>
<h1>${words.formTitle}</h1>
<p class="lead">${words.formLead}</p>
<div class="split">
<div>
${cardForm(page, words)}
${comparison(words)}
<p><a class="button" href="${payPathOf(order)}">${words.payWallet}</a></p>
</div>
${orderSide(page, page)}
</div>`;
  const head = html`<script type="module" src="/card-form/card-form.js"></script>`;
  return layout({
    ...page,
    title: words.formTitle,
    path: cardFormPathOf(order),
    place: 'till',
    head,
    content,
  });
}

function cardForm({ language, order, initiationPath }: CardFormPage, words: Words): Html {
  const amount = moneyOf({ language, currency: order.currency }, totalMinorOf(order));
  return html`<form class="card-form panel" data-card-form autocomplete="on" novalidate
data-initiation="${initiationPath}" data-order-path="${orderPathOf(order)}"
data-pan-wrong="${words.formPanWrong}" data-expiry-wrong="${words.formExpiryWrong}" data-sealing="${words.formSealing}"
data-refusals="${JSON.stringify(refusalsIn(language))}" data-failed="${words.formFailed}" data-declined="${words.formDeclined}"
data-signature-required="${words.formSignatureRequired}" data-unknown="${words.formUnknown}">
<noscript><p class="flash flash-bad">${words.formNoScript}</p></noscript>
<p class="field"><label for="pan">${words.cardNumber}</label>
<input id="pan" inputmode="numeric" autocomplete="cc-number" maxlength="23" spellcheck="false" aria-describedby="pan-help pan-say" data-pan>
<span class="field-help" id="pan-help">${words.cardNumberHelp}</span><span class="field-say" id="pan-say"></span></p>
<p class="field field-short"><label for="expiry">${words.cardExpiry}</label>
<input id="expiry" inputmode="text" autocomplete="cc-exp" maxlength="9" spellcheck="false" aria-describedby="expiry-help expiry-say" data-expiry>
<span class="field-help" id="expiry-help">${words.cardExpiryHelp}</span><span class="field-say" id="expiry-say"></span></p>
<p><button class="button button-large" disabled data-pay>${words.formPay} ${amount}</button></p>
<p class="form-status" role="status" data-status></p>
</form>`;
}

function comparison(words: Words): Html {
  const rows = [
    [words.compareNumber, words.compareNumberForm, words.compareNumberWallet],
    [words.compareProof, words.compareProofForm, words.compareProofWallet],
    [words.compareLimit, words.compareLimitForm, words.compareLimitWallet],
    [words.compareReceipt, words.compareReceiptForm, words.compareReceiptWallet],
  ];
  return html`<section class="compare"><h2>${words.compareTitle}</h2>
<table><thead><tr><td></td><th scope="col">${words.compareForm}</th><th scope="col">${words.compareWallet}</th></tr></thead>
<tbody>${rows.map(
    ([question, form, wallet]) => html`<tr><th scope="row">${question}</th>
<td data-label="${words.compareForm}">${form}</td><td data-label="${words.compareWallet}">${wallet}</td></tr>`,
  )}</tbody></table></section>`;
}
