/** A Fastify application that sells with two lines more. */
import fastify from 'fastify';
import { articleQuote, describeMiddleware, report } from '../testing/middleware-suite.ts';
import { acceptOrders, acceptPayments } from './index.ts';

describeMiddleware('Fastify', async ({ merchant, orders }) => {
  const app = fastify();
  acceptOrders(app, orders);
  const { protect } = acceptPayments(app, { merchant });
  app.get('/report', { onRequest: protect(report) }, async () => 'the report');
  app.get<{ Params: { slug: string } }>(
    '/article/:slug',
    { onRequest: protect(({ params }) => articleQuote((params as { slug: string }).slug)) },
    async ({ params }) => `article ${params.slug}`,
  );
  for (const path of ['/book/:title', '/book/:title/*'])
    app.get<{ Params: { title: string } }>(
      path,
      { onRequest: protect(({ params }) => articleQuote((params as { title: string }).title)) },
      async ({ params }) => `book ${params.title}`,
    );
  app.get('/open', async () => 'open');
  app.post<{ Body: { text: string } }>('/echo', async ({ body }) => body.text);
  return { url: await app.listen({ port: 0, host: '127.0.0.1' }), stop: () => app.close() };
});
