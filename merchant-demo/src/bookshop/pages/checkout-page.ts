/** Where the parcel goes. Works without scripts; what was typed wrong is said beside its field and at the top. */
import { html } from 'hono/html';
import { bookPriceOf } from '../books/book.ts';
import { type AddressField, type AddressForm, countryName } from '../cart/address.ts';
import { booksTotal, type Cart } from '../cart/cart.ts';
import { countries, postageOf } from '../cart/postage.ts';
import { wordsOf } from '../words/words.ts';
import { billOf, bookList } from './bill.ts';
import { type Html, layout, type Sheet } from './layout.ts';

export interface CheckoutPage extends Sheet {
  readonly cart: Cart;
  readonly form: AddressForm;
}

export function checkoutPage(page: CheckoutPage): Promise<string> {
  const { language, home, currency, cart, form } = page;
  const words = wordsOf(language);
  const booksMinor = booksTotal(cart, currency);
  const postageMinor = postageOf({ booksMinor, from: home, to: home, currency });
  const postageLabel = `${words.postageTo} ${countryName(home, language)}`;
  const lines = cart.map(({ book, count }) => ({
    title: book.title,
    count,
    eachMinor: bookPriceOf(book, currency),
  }));
  const content = html`<h1>${words.checkout}</h1>
<p class="lead">${words.checkoutNote}</p>
<div class="split">
<form class="address" method="post" action="/checkout" novalidate>
${wrongList(form, page)}
${textField('name', 'name', page)}
${textField('street', 'street-address', page)}
<div class="pair">${textField('postcode', 'postal-code', page)}${textField('town', 'address-level2', page)}</div>
${countryField(page)}
<p class="actions"><button class="button">${words.toPayment}</button> <a class="quiet" href="/cart">${words.backToBasket}</a></p>
</form>
<aside class="side" aria-label="${words.yourBasket}">
<h2>${words.yourBasket}</h2>
${bookList(page, lines)}
${billOf(page, { booksMinor, postageMinor, postageLabel })}
</aside>
</div>`;
  return layout({ ...page, title: words.checkout, path: '/checkout', place: 'till', content });
}

function wrongList({ wrong }: AddressForm, { language }: Sheet): Html | '' {
  const words = wordsOf(language);
  return wrong.length === 0
    ? ''
    : html`<div class="wrong-list" role="alert"><p>${words.wrongFields}</p>
<ul>${wrong.map((field) => html`<li><a href="#${field}">${words[field]}</a></li>`)}</ul></div>`;
}

function textField(field: AddressField, autocomplete: string, { language, form }: CheckoutPage): Html {
  const words = wordsOf(language);
  const isWrong = form.wrong.includes(field);
  return html`<p class="field${isWrong ? ' field-wrong' : ''}"><label for="${field}">${words[field]}</label>
<input id="${field}" name="${field}" value="${form.typed[field]}" autocomplete="${autocomplete}" maxlength="80" required ${
    isWrong ? html`aria-invalid="true" aria-describedby="${field}-wrong"` : ''
  }>
${isWrong ? html`<span class="field-say" id="${field}-wrong">${words[`${field}Wrong`]}</span>` : ''}</p>`;
}

function countryField({ language, form }: CheckoutPage): Html {
  const words = wordsOf(language);
  return html`<p class="field"><label for="country">${words.country}</label>
<select id="country" name="country" autocomplete="country">${countries.map(
    (country) =>
      html`<option value="${country}" ${country === form.typed.country ? 'selected' : ''}>${countryName(country, language)}</option>`,
  )}</select></p>`;
}
