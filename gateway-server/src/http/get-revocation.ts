/** GET /set/revocation: the brand's list of lists and the lists, for wallets, merchants and intermediaries. */
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { etag } from 'hono/etag';
import { GatewayError } from '../errors.ts';

/** `read` gives the published JSON. Answers ERR_GATEWAY_NOT_FOUND when there is none. */
export function getRevocation(read: () => Promise<string | undefined>): Hono {
  return new Hono()
    .use('/set/revocation', cors({ origin: '*', allowMethods: ['GET'] }), etag())
    .get('/set/revocation', async (context) => {
      const published = await read();
      if (published === undefined)
        throw new GatewayError('ERR_GATEWAY_NOT_FOUND', 'no revocation list has been published here');
      return context.body(published, 200, {
        'content-type': 'application/json',
        'cache-control': 'no-cache',
      });
    });
}
