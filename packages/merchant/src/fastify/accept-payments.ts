/**
 * Payments for a Fastify application; protecting a route is one line more:
 *
 *     const { protect } = acceptPayments(app, { merchant });
 *     app.get('/article/:slug', { onRequest: protect({ title: 'The Minitel', description, price }) }, show);
 *
 * Prices stand at the routes alone: when a wallet asks for an offer, the application is asked for that resource, and
 * the route's own `protect` says what it costs.
 */
import { encodeBase64Url } from '@ecomm/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isPlainTarget } from '../node/web-messages.ts';
import { resourceInvalid } from '../web/error-response.ts';
import type { PaymentPage } from '../web/payment-page.ts';
import { createPayments, type PaymentsOptions } from '../web/payments.ts';
import { checkQuote, type Quote } from '../web/quote.ts';
import { requestOf, sendResponse } from './send-response.ts';

/** A fixed quote, or what the catalogue says of this request; `undefined` lets everyone pass. */
export type RouteQuote =
  | Quote
  | ((request: FastifyRequest) => Quote | undefined | Promise<Quote | undefined>);

export type FastifyHook = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

export interface FastifyPayments {
  /** An `onRequest` hook of the route. */
  protect(quote: RouteQuote, page?: (request: FastifyRequest) => PaymentPage): FastifyHook;
}

export type FastifyPaymentsOptions = Omit<PaymentsOptions, 'quote'>;

/** Names a question for a price inside this process; nobody outside can guess it. */
const questionHeader = 'x-payment-question';

/** Adds `/mpoffer`, `/mpadvice` and `/deliver`. Call it before the routes are added. */
export function acceptPayments(
  app: Pick<FastifyInstance, 'addHook' | 'inject'>,
  options: FastifyPaymentsOptions,
): FastifyPayments {
  const { origin, random } = options.merchant;
  const questions = new Map<string, { quote?: Quote | undefined }>();
  const questionOf = ({ headers }: FastifyRequest) => questions.get(String(headers[questionHeader] ?? ''));
  const payments = createPayments({
    ...options,
    async quote(resource, request) {
      const name = encodeBase64Url(random(32));
      const question: { quote?: Quote | undefined } = {};
      questions.set(name, question);
      try {
        const language = request.headers.get('accept-language') ?? '';
        const headers = { [questionHeader]: name, 'accept-language': language };
        await app.inject({ method: 'GET', url: resource, headers });
        return question.quote;
      } finally {
        questions.delete(name);
      }
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    // A question for a price never leads to another one.
    if (questionOf(request) !== undefined) return undefined;
    const answer = await payments.handle(requestOf(request, origin));
    return answer && sendResponse(answer, reply);
  });
  return {
    protect(quote, page) {
      // A price that can't be is told at start-up where it stands fixed.
      if (typeof quote !== 'function') checkQuote(quote);
      return async (request, reply) => {
        const price = typeof quote === 'function' ? await quote(request) : quote;
        const question = questionOf(request);
        if (question !== undefined) {
          question.quote = price;
          return reply.code(204).send();
        }
        if (price !== undefined && !isPlainTarget(request.raw, origin))
          return sendResponse(resourceInvalid(), reply);
        const { refusal, headers } = await payments.admit(requestOf(request, origin), price, page?.(request));
        if (refusal !== undefined) return sendResponse(refusal, reply);
        reply.headers(headers);
        return undefined;
      };
    },
  };
}
