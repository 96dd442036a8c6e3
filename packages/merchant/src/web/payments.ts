/**
 * The payment part as a Web `fetch` handler: `/mpoffer`, `/mpadvice`, `/deliver`, and the door before what is paid.
 *
 *     const payments = createPayments({ merchant, quote });
 *     const answer = (await payments.handle(request)) ?? (await payments.protect(request, showArticle));
 */
import { maxMessageBytes } from '@ecomm/protocol';
import { type AdviceOutcome, receiveAdvice } from '../advice/receive-advice.ts';
import { issueCredential, openCredential } from '../delivery/credential.ts';
import { MerchantError } from '../errors.ts';
import type { Merchant } from '../merchant.ts';
import { makeOffer } from '../offers/make-offer.ts';
import { checkResource, isLanguageTag } from '../offers/resource.ts';
import { refundSale, type SaleRefundOutcome, type SaleRefundWish } from '../refunds/refund-sale.ts';
import { accessOf, cookieFor } from './access.ts';
import { errorResponse, resourceInvalid, unspecifiedFailure } from './error-response.ts';
import type { PaymentPage } from './payment-page.ts';
import { paymentRequired } from './payment-required.ts';
import { checkQuote, type Quote, type QuoteResource } from './quote.ts';
import { readBounded } from './read-bounded.ts';

export interface PaymentsOptions {
  readonly merchant: Merchant;
  readonly quote: QuoteResource;
  /** The 402 page for people. */
  readonly page?: PaymentPage;
  /** A sale was recorded: time to claim it. */
  readonly onSale?: (sale: AdviceOutcome) => void;
  /** A bug, already answered as an unspecified failure. */
  readonly onFailure?: (error: unknown) => void;
  /** The page for a person whose delivery link can't be used; programs get the error as JSON. */
  readonly onDeliveryRefused?: (request: Request, error: Response) => Response | Promise<Response>;
}

export interface Payments {
  /** Gives a small purchase back, in whole or in part: see `refundSale`. */
  refund(wish: SaleRefundWish): Promise<SaleRefundOutcome>;
  /** Answers the payment part's own addresses; `undefined` for every other. */
  handle(request: Request): Promise<Response | undefined>;
  /** Runs `paid` for who has paid (or where nothing is asked), and answers 402 otherwise. */
  protect(request: Request, paid: (request: Request) => Response | Promise<Response>): Promise<Response>;
  /** The same door for frameworks: `undefined` in `refusal` opens it; `headers` go into the answer. */
  admit(request: Request, quote: Quote | undefined, page?: PaymentPage): Promise<Admission>;
}

export interface Admission {
  readonly refusal: Response | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

export function createPayments(options: PaymentsOptions): Payments {
  const { merchant, quote } = options;
  const admit: Payments['admit'] = async (request, asked, page = options.page) => {
    if (asked === undefined) return { refusal: undefined, headers: {} };
    const resource = resourceOf(request);
    const access = await accessOf(merchant, request, resource);
    if (access !== undefined) return { refusal: undefined, headers: access.headers };
    const refusal = await paymentRequired(merchant, request, resource, checkQuote(asked), page);
    return { refusal, headers: {} };
  };
  return {
    admit,
    refund: (wish) => refundSale(merchant, wish),
    async handle(request) {
      const { pathname } = new URL(request.url);
      const endpoint = Object.hasOwn(endpoints, pathname) ? endpoints[pathname] : undefined;
      if (endpoint === undefined) return undefined;
      try {
        if (request.method === 'OPTIONS' && endpoint.crossOrigin) return preflight(endpoint);
        if (request.method !== endpoint.method)
          throw new MerchantError('ERR_REQUEST_METHOD', { allowed: endpoint.method });
        return shared(endpoint, await endpoint.answer(options, request));
      } catch (error) {
        const refusal = errorResponse(error);
        if (refusal === undefined) options.onFailure?.(error);
        const response = shared(endpoint, refusal ?? unspecifiedFailure());
        const isForPeople = pathname === '/deliver' && request.headers.get('accept')?.includes('text/html');
        return (isForPeople && (await options.onDeliveryRefused?.(request, response))) || response;
      }
    },
    async protect(request, paid) {
      const resource = resourceOf(request);
      const asked = await quote(resource, request);
      // The price list knows one spelling; a page that takes others would be free under them.
      const plain = plainSpellingOf(resource);
      if (asked === undefined && plain !== resource && (await quote(plain, request)) !== undefined)
        return resourceInvalid();
      const { refusal, headers } = await admit(request, asked);
      return refusal ?? withHeaders(await paid(request), headers);
    },
  };
}

/** A copy of the answer with these headers; answers of `fetch` can't be changed. */
export function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  const copy = new Response(response.body, response);
  for (const [name, value] of Object.entries(headers)) copy.headers.set(name, value);
  return copy;
}

interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** Wallets call it from an origin of their own. */
  readonly crossOrigin: boolean;
  readonly answer: (options: PaymentsOptions, request: Request) => Promise<Response>;
}

const endpoints: Readonly<Record<string, Endpoint>> = {
  '/mpoffer': { method: 'GET', crossOrigin: true, answer: answerOffer },
  '/mpadvice': { method: 'POST', crossOrigin: true, answer: answerAdvice },
  '/deliver': { method: 'GET', crossOrigin: false, answer: answerDelivery },
};

const noStore = { 'cache-control': 'no-store' };

async function answerOffer({ merchant, quote }: PaymentsOptions, request: Request): Promise<Response> {
  const resource = checkResource(parameterOf(request, 'resource'), merchant.origin);
  const asked = await quote(resource, inLanguageOf(request));
  if (asked === undefined) throw new MerchantError('ERR_RESOURCE_UNKNOWN');
  return Response.json(await makeOffer(merchant, { ...checkQuote(asked), resource }), { headers: noStore });
}

async function answerAdvice({ merchant, onSale }: PaymentsOptions, request: Request): Promise<Response> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/json(;|$)/i.test(type.trim())) throw new MerchantError('ERR_REQUEST_CONTENT_TYPE');
  const outcome = await receiveAdvice(merchant, await readBounded(request, maxMessageBytes));
  if (outcome.status === 'sold') onSale?.(outcome);
  const { deliverUrl, resource } = outcome;
  return Response.json({ deliverUrl, resource }, { headers: noStore });
}

async function answerDelivery({ merchant }: PaymentsOptions, request: Request): Promise<Response> {
  const grant = await openCredential(merchant, 'deliver', parameterOf(request, 'credential'));
  const cookie = await cookieFor(merchant, grant.resource, await issueCredential(merchant, 'read', grant));
  // The link is a secret for an hour: no page that it leads to may learn it.
  const headers = { location: grant.resource, 'set-cookie': cookie, 'referrer-policy': 'no-referrer' };
  return new Response(null, { status: 303, headers: { ...noStore, ...headers } });
}

/** The page's language takes the place of the browser's. */
function inLanguageOf(request: Request): Request {
  if (!new URL(request.url).searchParams.has('lang')) return request;
  const language = parameterOf(request, 'lang');
  if (!isLanguageTag(language)) throw new MerchantError('ERR_REQUEST_INVALID', { parameter: 'lang' });
  const headers = new Headers(request.headers);
  headers.set('accept-language', language);
  return new Request(request, { headers });
}

function parameterOf(request: Request, name: string): string {
  const [value, ...others] = new URL(request.url).searchParams.getAll(name);
  if (value === undefined || others.length > 0)
    throw new MerchantError('ERR_REQUEST_INVALID', { parameter: name });
  return value;
}

/** The path alone: a query such as `?lang=en` does not make other goods of it. */
function resourceOf(request: Request): string {
  return new URL(request.url).pathname;
}

/** Without `%` before what needs none (RFC 3986, section 6.2.2.2). */
function plainSpellingOf(resource: string): string {
  return resource.replace(/%[0-9a-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : encoded.toUpperCase();
  });
}

function preflight({ method }: Endpoint): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': method,
      'access-control-allow-headers': 'Content-Type',
      'access-control-max-age': '600',
    },
  });
}

function shared({ crossOrigin }: Endpoint, response: Response): Response {
  return crossOrigin ? withHeaders(response, { 'access-control-allow-origin': '*' }) : response;
}
