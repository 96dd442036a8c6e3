/**
 * The answer for what is not paid: 402 with the offer's address in three places, for pages (`<link>`), for
 * proxies and header-fed wallets (`Link`), and for programs (`WWW-Authenticate`, the HTTP "Payment" scheme draft).
 *
 * No offer is made here: it is signed when a wallet fetches it, so crawlers cost nothing.
 */
import { encodeBase64Url, hmacSha256, utf8 } from '@ecomm/protocol';
import { type Merchant, nameOf } from '../merchant.ts';
import { offerPathOf } from '../offers/resource.ts';
import { defaultPaymentPage, type PaymentPage } from './payment-page.ts';
import type { Quote } from './quote.ts';

export const offerMediaType = 'application/mpoffer+jwt';

/** What scripts of other origins may read of an answer. */
export const exposedHeaders = 'Link, WWW-Authenticate, Payment-Receipt';

export async function paymentRequired(
  merchant: Merchant,
  request: Request,
  resource: string,
  quote: Quote,
  page: PaymentPage = defaultPaymentPage,
): Promise<Response> {
  const offerPath = offerPathOf(resource, quote.language);
  const headers = {
    'cache-control': 'no-store',
    vary: 'Accept, Cookie, Authorization',
    link: `<${offerPath}>; rel="mpoffer"; type="${offerMediaType}"`,
    'www-authenticate': await challenge(merchant, offerPath, quote),
    'access-control-expose-headers': exposedHeaders,
  };
  const { merchantId, name: merchantName } = nameOf(merchant);
  if (wantsJson(request)) {
    const { title, price: amount } = quote;
    const problem = { type: 'about:blank', title: 'Payment Required', status: 402, merchantId };
    return new Response(JSON.stringify({ ...problem, resource, offerPath, amount, goods: title }), {
      status: 402,
      headers: { ...headers, 'content-type': 'application/problem+json' },
    });
  }
  const html = await page({ resource, quote, merchantName, offerPath });
  return new Response(html, {
    status: 402,
    headers: { ...headers, 'content-type': 'text/html; charset=utf-8' },
  });
}

/** The challenge's `id` authenticates its other parameters, so that nothing need be kept for it. */
async function challenge(merchant: Merchant, offerPath: string, { price }: Quote): Promise<string> {
  const offer = { amount: price, offerUrl: `${merchant.origin}${offerPath}` };
  const parameters = {
    realm: nameOf(merchant).merchantId,
    method: 'mset',
    intent: 'charge',
    request: encodeBase64Url(utf8(JSON.stringify(offer))),
  };
  const mac = await hmacSha256(merchant.credentialKey, utf8(`MSET-402 ${JSON.stringify(parameters)}`));
  const all = { id: encodeBase64Url(mac.subarray(0, 16)), ...parameters };
  return `Payment ${Object.entries(all)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}`;
}

function wantsJson(request: Request): boolean {
  const accept = request.headers.get('accept') ?? '';
  return !accept.includes('html') && /application\/(problem\+)?json/.test(accept);
}
