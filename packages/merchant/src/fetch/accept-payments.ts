/**
 * Payments for a `fetch` handler, as Deno, Bun, Workers and service workers have them:
 *
 *     const { serve } = acceptPayments({ merchant, quote: (resource) => priceList.get(resource) });
 *     export default { fetch: serve((request) => showPage(request)) };
 *
 * What the price list names is protected; everything else is open.
 */
import { createSetEndpoints, type SetEndpointsOptions } from '../set/set-endpoints.ts';
import { createPayments, type PaymentsOptions } from '../web/payments.ts';

export type FetchHandler = (request: Request) => Promise<Response>;

export interface FetchPaymentsOptions extends PaymentsOptions {
  /** Where the shop sells by SET too. */
  readonly orders?: SetEndpointsOptions;
}

export interface FetchPayments {
  /** The handler with the payment part's addresses, its protected pages behind the door. */
  serve(handler: (request: Request) => Response | Promise<Response>): FetchHandler;
}

export function acceptPayments(options: FetchPaymentsOptions): FetchPayments {
  const payments = createPayments(options);
  const endpoints = options.orders && createSetEndpoints(options.orders);
  return {
    serve: (handler) => async (request) =>
      (await endpoints?.handle(request)) ??
      (await payments.handle(request)) ??
      (await payments.protect(request, handler)),
  };
}

/** The addresses of a SET merchant before a handler, for a shop that sells by SET alone. */
export function acceptOrders(
  options: SetEndpointsOptions,
  handler: (request: Request) => Response | Promise<Response>,
): FetchHandler {
  const endpoints = createSetEndpoints(options);
  return async (request) => (await endpoints.handle(request)) ?? handler(request);
}
