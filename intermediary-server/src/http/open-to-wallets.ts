/**
 * Wallets are extensions: their pages' origin is not this server's. They read every answer, those that refuse before the
 * message is looked at too, and when to come back. No cookie is sent.
 *
 * An answer is made with these headers: to add them to one that is made costs a payment as much as its decision.
 */
import type { Context } from 'hono';
import { cors } from 'hono/cors';

const origin = '*';
const exposed = 'retry-after';

export const openToWallets = {
  'access-control-allow-origin': origin,
  'access-control-expose-headers': exposed,
} as const;

/** Answers an OPTIONS. */
export const preflight = cors({
  origin,
  allowMethods: ['POST'],
  allowHeaders: ['content-type'],
  exposeHeaders: [exposed],
  maxAge: 600,
});

/** For a refusal on its way, whatever refuses: all that is asked where wallets ask. */
export function openRefusalToWallets(context: Context): void {
  if (!/^\/m?set\//.test(context.req.path)) return;
  for (const [name, value] of Object.entries(openToWallets)) context.header(name, value);
}
