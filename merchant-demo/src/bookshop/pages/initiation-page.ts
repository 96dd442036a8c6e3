/** What a browser without a wallet sees where a wallet would have read the payment initiation. */
import { html } from 'hono/html';
import { wordsOf } from '../words/words.ts';
import { layout } from './layout.ts';
import { cardFormPathOf, payPathOf } from './order-view.ts';
import type { PayPage } from './pay-page.ts';

export function initiationPage(page: PayPage): Promise<string> {
  const { language, order, initiationPath, hasCardForm } = page;
  const words = wordsOf(language);
  const content = html`<section class="notice notice-wide">
<h1>${words.initiationTitle}</h1>
<p>${words.initiation}</p>
<div class="ways">
<div class="way"><h2>${words.initiationInstall}</h2><p>${words.initiationInstallDo}</p>
<p><a class="button" href="${payPathOf(order)}">${words.initiationBack}</a></p></div>
${
  hasCardForm
    ? html`<div class="way"><h2>${words.initiationForm}</h2><p>${words.payFormDo}</p>
<p><a class="button button-quiet" href="${cardFormPathOf(order)}">${words.payFormButton}</a></p></div>`
    : ''
}
</div></section>`;
  return layout({ ...page, title: words.initiationTitle, path: initiationPath, place: 'till', content });
}
