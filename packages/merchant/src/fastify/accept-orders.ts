/** The addresses of a SET merchant in a Fastify application: `/set/…`. */
import type { FastifyInstance } from 'fastify';
import { createSetEndpoints, type SetEndpointsOptions } from '../set/set-endpoints.ts';
import { requestOf, sendResponse } from './send-response.ts';

/** Call it before the routes are added. */
export function acceptOrders(app: Pick<FastifyInstance, 'addHook'>, options: SetEndpointsOptions): void {
  const endpoints = createSetEndpoints(options);
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/set/')) return undefined;
    const answer = await endpoints.handle(requestOf(request, options.merchant.origin));
    return answer && sendResponse(answer, reply);
  });
}
