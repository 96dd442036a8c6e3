/** GET /operator/refunds: what merchants still owe their payers, and what the gateway has not given back to cards. */
import { Hono } from 'hono';
import type { Intermediary } from '../intermediary.ts';

export function operatorRefunds({ store }: Pick<Intermediary, 'store'>): Hono {
  const route = new Hono();
  route.get('/operator/refunds', async (context) => {
    context.header('cache-control', 'no-store');
    return context.json(await store.readRefundDebts());
  });
  return route;
}
