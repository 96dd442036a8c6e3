/** A server with nothing but Web `Request` and `Response` that sells with two lines more; Node's HTTP carries them. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { sendWebResponse, webRequestOf } from '../node/web-messages.ts';
import { articleQuote, describeMiddleware, type RunningServer, report } from '../testing/middleware-suite.ts';
import { createTestSetShop } from '../testing/test-set-shop.ts';
import { createTestShop, testOrigin } from '../testing/test-shop.ts';
import { acceptOrders, acceptPayments, type FetchHandler } from './index.ts';

async function page(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === '/report') return new Response('the report');
  if (pathname.startsWith('/article/')) return new Response(`article ${pathname.slice(9)}`);
  if (pathname.startsWith('/book/')) return new Response(`book ${pathname.split('/')[2]}`);
  if (pathname === '/open') return new Response('open');
  if (pathname === '/echo') return new Response(((await request.json()) as { text: string }).text);
  return new Response('nothing here', { status: 404 });
}

function quote(resource: string) {
  if (resource === '/report') return report;
  if (resource.startsWith('/book/')) return articleQuote(resource.split('/')[2] ?? '');
  return resource.startsWith('/article/') ? articleQuote(resource.slice(9)) : undefined;
}

async function serve(handler: FetchHandler): Promise<RunningServer> {
  const server = createServer(async (request, response) =>
    sendWebResponse(await handler(webRequestOf(request, testOrigin)), response),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describeMiddleware('fetch', ({ merchant, orders }) =>
  serve(acceptPayments({ merchant, quote, orders }).serve(page)),
);

test.each(['/article/%6Fne', '/%61rticle/one', '/article/%6fne?lang=fr'])(
  'what has a price is not open under another spelling of its address: %s',
  async (target) => {
    const { merchant } = await createTestShop();
    const prices = new Map([['/article/one', report]]);
    const { serve } = acceptPayments({ merchant, quote: (resource) => prices.get(resource) });
    const handler = serve((request) => new Response(decodeURI(new URL(request.url).pathname)));
    expect((await handler(new Request(`${testOrigin}${target}`))).status).toBe(400);
    expect(await (await handler(new Request(`${testOrigin}/caf%C3%A9`))).text()).toBe('/café');
  },
);

describe('a shop that sells by SET alone', () => {
  test('answers its orders, and leaves the rest to its pages', async () => {
    const { merchant, settler, order } = await createTestSetShop();
    const handler = acceptOrders({ merchant, settler }, page);
    const { orderId } = await order();
    expect((await handler(new Request(`${testOrigin}/set/initiation/${orderId}`))).status).toBe(200);
    expect(await (await handler(new Request(`${testOrigin}/report`))).text()).toBe('the report');
  });
});
