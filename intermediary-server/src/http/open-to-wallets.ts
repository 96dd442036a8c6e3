/**
 * Wallets are extensions: their pages' origin is not this server's. They read every answer, those that refuse before the
 * message is looked at too, and when to come back. No cookie is sent.
 */
import { cors } from 'hono/cors';

export const openToWallets = cors({
  origin: '*',
  allowMethods: ['POST'],
  allowHeaders: ['content-type'],
  exposeHeaders: ['retry-after'],
  maxAge: 600,
});
