/** The rules that every framework keeps, for Hono. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import { sendWebResponse, webRequestOf } from '../node/web-messages.ts';
import { articleQuote, describeMiddleware, report } from '../testing/middleware-suite.ts';
import { testOrigin } from '../testing/test-shop.ts';
import { acceptOrders, acceptPayments } from './index.ts';

describeMiddleware('Hono', async ({ merchant, orders }) => {
  const app = new Hono();
  acceptOrders(app, orders);
  const { protect } = acceptPayments(app, { merchant });
  app.get('/report', protect(report), (context) => context.text('the report'));
  app.get(
    '/article/:slug',
    protect((context) => articleQuote(context.req.param('slug') ?? '')),
    (context) => context.text(`article ${context.req.param('slug')}`),
  );
  for (const path of ['/book/:title', '/book/:title/*'])
    app.get(
      path,
      protect((context) => articleQuote(context.req.param('title') ?? '')),
      (context) => context.text(`book ${context.req.param('title')}`),
    );
  app.get('/open', (context) => context.text('open'));
  app.post('/echo', async (context) => context.text(((await context.req.json()) as { text: string }).text));
  const server = createServer(async (request, response) =>
    sendWebResponse(await app.fetch(webRequestOf(request, testOrigin)), response),
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
});
