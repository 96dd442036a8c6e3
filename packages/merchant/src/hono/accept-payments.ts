/**
 * Payments for a Hono application; protecting a route is one line more:
 *
 *     const { protect } = acceptPayments(app, { merchant });
 *     app.get('/article/:slug', protect({ title: 'The Minitel', price: { currency: 'EUR', value: 20 } }), show);
 *
 * Prices stand at the routes alone: when a wallet asks for an offer, the application is asked for that resource,
 * and the route's own `protect` says what it costs.
 */
import type { Context, Env, Hono, MiddlewareHandler } from 'hono';
import type { PaymentPage } from '../web/payment-page.ts';
import { createPayments, type PaymentsOptions } from '../web/payments.ts';
import { checkQuote, type Quote } from '../web/quote.ts';

/** A fixed quote, or what the catalogue says of this request; `undefined` lets everyone pass. */
export type RouteQuote = Quote | ((context: Context) => Quote | undefined | Promise<Quote | undefined>);

export interface HonoPayments {
  protect(quote: RouteQuote, page?: (context: Context) => PaymentPage): MiddlewareHandler;
}

export type HonoPaymentsOptions = Omit<PaymentsOptions, 'quote'>;

/** Adds `/mpoffer`, `/mpadvice` and `/deliver` to the application. Call it before the routes are added. */
export function acceptPayments<E extends Env>(app: Hono<E>, options: HonoPaymentsOptions): HonoPayments {
  const asked = new WeakMap<Request, { quote?: Quote | undefined }>();
  const payments = createPayments({
    ...options,
    quote: async (resource, request) => {
      const headers = { 'accept-language': request.headers.get('accept-language') ?? '' };
      const question = new Request(new URL(resource, options.merchant.origin), { headers });
      const answer: { quote?: Quote | undefined } = {};
      asked.set(question, answer);
      await app.fetch(question);
      return answer.quote;
    },
  });
  app.use(async (context, next) => {
    // A question for a price never leads to another one.
    const answer = asked.has(context.req.raw) ? undefined : await payments.handle(context.req.raw);
    return answer ?? next();
  });
  return {
    protect(quote, page) {
      // A price that can't be is told at start-up where it stands fixed.
      if (typeof quote !== 'function') checkQuote(quote);
      return async (context, next) => {
        const price = typeof quote === 'function' ? await quote(context) : quote;
        const question = asked.get(context.req.raw);
        if (question !== undefined) {
          question.quote = price;
          return context.body(null, 204);
        }
        const { refusal, headers } = await payments.admit(context.req.raw, price, page?.(context));
        if (refusal !== undefined) return refusal;
        await next();
        for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
        return undefined;
      };
    },
  };
}
