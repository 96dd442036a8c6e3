/** The addresses of a SET merchant in an Express application: `/set/…`. */
import type { RequestHandler } from 'express';
import { sendWebResponse, webRequestOf } from '../node/web-messages.ts';
import { createSetEndpoints, type SetEndpointsOptions } from '../set/set-endpoints.ts';

/** What is needed of an application. */
interface ExpressApp {
  use(handler: RequestHandler): unknown;
}

/** Call it before the routes are added, and before any body parser. */
export function acceptOrders(app: ExpressApp, options: SetEndpointsOptions): void {
  const endpoints = createSetEndpoints(options);
  app.use(async (request, response, next) => {
    if (!request.originalUrl.startsWith('/set/')) return next();
    const answer = await endpoints.handle(webRequestOf(request, options.merchant.origin));
    return answer === undefined ? next() : sendWebResponse(answer, response);
  });
}
