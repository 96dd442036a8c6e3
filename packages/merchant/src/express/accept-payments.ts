/**
 * Payments for an Express application; protecting a route is one line more:
 *
 *     const { protect } = acceptPayments(app, { merchant });
 *     app.get('/article/:slug', protect({ title: 'The Minitel', description, price }), show);
 *
 * Prices stand at the routes alone: when a wallet asks for an offer, the application is asked for that resource, and
 * the route's own `protect` says what it costs.
 */
import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Request as ExpressRequest, RequestHandler } from 'express';
import { isPlainTarget, sendWebResponse, setHeaders, webRequestOf } from '../node/web-messages.ts';
import { resourceInvalid } from '../web/error-response.ts';
import type { PaymentPage } from '../web/payment-page.ts';
import { createPayments, type PaymentsOptions } from '../web/payments.ts';
import { checkQuote, type Quote } from '../web/quote.ts';

/** A fixed quote, or what the catalogue says of this request; `undefined` lets everyone pass. */
export type RouteQuote =
  | Quote
  | ((request: ExpressRequest) => Quote | undefined | Promise<Quote | undefined>);

export interface ExpressPayments {
  protect(quote: RouteQuote, page?: (request: ExpressRequest) => PaymentPage): RequestHandler;
}

export type ExpressPaymentsOptions = Omit<PaymentsOptions, 'quote'>;

/** What is needed of an application: middleware, and to be asked. */
interface ExpressApp {
  (request: IncomingMessage, response: ServerResponse): unknown;
  use(handler: RequestHandler): unknown;
}

interface Answer {
  quote?: Quote | undefined;
}

/** Adds `/mpoffer`, `/mpadvice` and `/deliver`. Call it before the routes are added, and before any body parser. */
export function acceptPayments(app: ExpressApp, options: ExpressPaymentsOptions): ExpressPayments {
  const { origin } = options.merchant;
  const asked = new WeakMap<object, Answer>();
  const payments = createPayments({
    ...options,
    async quote(resource, request) {
      const answer: Answer = {};
      const question = questionFor(resource, request.headers.get('accept-language') ?? '');
      asked.set(question, answer);
      await answered(app, question);
      return answer.quote;
    },
  });
  app.use(async (request, response, next) => {
    // A question for a price never leads to another one.
    const answer = asked.has(request) ? undefined : await payments.handle(webRequestOf(request, origin));
    return answer === undefined ? next() : sendWebResponse(answer, response);
  });
  return {
    protect(quote, page) {
      // A price that can't be is told at start-up where it stands fixed.
      if (typeof quote !== 'function') checkQuote(quote);
      return async (request, response, next) => {
        const price = typeof quote === 'function' ? await quote(request) : quote;
        const question = asked.get(request);
        if (question !== undefined) {
          question.quote = price;
          response.status(204).end();
          return undefined;
        }
        if (price !== undefined && !isPlainTarget(request, origin))
          return sendWebResponse(resourceInvalid(), response);
        const { refusal, headers } = await payments.admit(
          webRequestOf(request, origin),
          price,
          page?.(request),
        );
        if (refusal !== undefined) return sendWebResponse(refusal, response);
        setHeaders(response, headers);
        return next();
      };
    },
  };
}

/** A request that came over no line. */
function questionFor(resource: string, acceptLanguage: string): IncomingMessage {
  const question = new IncomingMessage(new Socket());
  question.method = 'GET';
  question.url = resource;
  question.headers = { 'accept-language': acceptLanguage };
  question.push(null);
  return question;
}

/** Resolves as soon as anything is answered: what a page would say is not wanted. */
function answered(app: ExpressApp, question: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const response = new ServerResponse(question);
    response.writeHead = (_status: number, ..._rest: (string | OutgoingHttpHeaders | unknown)[]) => {
      resolve();
      return response;
    };
    response.write = () => {
      resolve();
      return true;
    };
    response.end = () => {
      resolve();
      return response;
    };
    app(question, response);
  });
}
