/** An Express application that sells with two lines more. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { describe } from 'vitest';
import {
  articleQuote,
  describeMiddleware,
  type RunningServer,
  report,
  type ServedShop,
} from '../testing/middleware-suite.ts';
import { acceptOrders, acceptPayments } from './index.ts';

async function start({ merchant, orders }: ServedShop, parsesFirst: boolean): Promise<RunningServer> {
  const app = express();
  if (parsesFirst) app.use(express.json({ limit: '1mb' }));
  acceptOrders(app, orders);
  const { protect } = acceptPayments(app, { merchant });
  if (!parsesFirst) app.use(express.json());
  app.get('/report', protect(report), (_request, response) => void response.send('the report'));
  app.get(
    '/article/:slug',
    protect(({ params }) => articleQuote(String(params.slug))),
    (request, response) => void response.send(`article ${request.params.slug}`),
  );
  app.get(
    ['/book/:title', '/book/:title/*rest'],
    protect(({ params }) => articleQuote(String(params.title))),
    (request, response) => void response.send(`book ${request.params.title}`),
  );
  app.get('/open', (_request, response) => void response.send('open'));
  app.post('/echo', (request, response) => void response.send(request.body.text));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('with the payment part before the body parser', () =>
  describeMiddleware('Express', (shop) => start(shop, false)));

describe('with the body parser first', () => describeMiddleware('Express', (shop) => start(shop, true)));
