/** The addresses of a SET merchant in a Hono application: `/set/…`. */
import type { Env, Hono } from 'hono';
import { createSetEndpoints, type SetEndpointsOptions } from '../set/set-endpoints.ts';

/** Call it before the routes are added. */
export function acceptOrders<E extends Env>(app: Hono<E>, options: SetEndpointsOptions): void {
  const endpoints = createSetEndpoints(options);
  app.use('/set/*', async (context, next) => (await endpoints.handle(context.req.raw)) ?? next());
}
