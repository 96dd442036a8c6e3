/** The page that finds purchases, a page of finds at a time. */
import type { PurchasePage } from '../ledger/operator-views.ts';
import { type Html, html } from './html.ts';
import { framed, type PageFrame } from './page.ts';
import { purchaseTable } from './panel.ts';
import type { SearchFields } from './read-search.ts';

/** `found` is undefined when nothing was asked for, or when it could not be understood: `failure`. */
export function searchPage(
  frame: PageFrame,
  fields: SearchFields,
  found: PurchasePage | undefined,
  failure?: string,
): Html {
  const field = (name: keyof SearchFields, label: string, more: Html = html``) =>
    html`<p><label for="${name}">${label}</label><input id="${name}" name="${name}" value="${fields[name]}" ${more}></p>`;
  return framed(
    frame,
    { title: 'Search' },
    html`<form class="search" method="get" action="/operator/search" role="search" aria-label="Purchases">
      ${field('receipt', 'Receipt')}${field('payer', 'Payer’s fingerprint')}${field('merchant', 'Merchant')}${field('xid', 'Open To Buy (XID)')}
      ${field('currency', 'Currency', html`maxlength="3" size="4"`)}${field('least', 'Amount from', html`inputmode="decimal"`)}${field('most', 'Amount to', html`inputmode="decimal"`)}
      ${field('from', 'Accepted from (UTC)', html`type="datetime-local" step="1"`)}${field('until', 'Accepted until (UTC)', html`type="datetime-local" step="1"`)}
      <p class="go"><button class="primary">Search</button> <a class="button" href="/operator/search">Clear</a></p>
    </form>
    <p class="failure" role="alert">${failure}</p>
    ${found !== undefined && finds(fields, found)}`,
  );
}

function finds(fields: SearchFields, { purchases, next }: PurchasePage): Html {
  const query = new URLSearchParams(
    Object.entries(fields).filter(([name, value]) => value !== '' && name !== 'before'),
  );
  if (next !== undefined) query.set('before', `${next.acceptedAt}.${next.receiptId}`);
  return html`<section aria-labelledby="found-title"><h2 id="found-title">Purchases</h2>
    ${purchases.length === 0 && html`<p class="empty">${next === undefined ? 'Nothing was found.' : 'Nothing was found among those looked through so far.'}</p>`}
    ${purchases.length > 0 && purchaseTable(purchases, 'Purchases that were found, newest first')}
    ${next !== undefined && html`<p class="more"><a class="button" rel="next" href="/operator/search?${query.toString()}">Older ones, before ${new Date(next.acceptedAt * 1000).toISOString().slice(0, 19)}</a></p>`}
  </section>`;
}
