/** The way to the gateway over real HTTP: what is known, what is refused, and what stays unknown. */
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpGatewayLink } from './gateway-link.ts';

let server: ServerType;
let url: string;
let answer: () => Response | Promise<Response>;

beforeAll(async () => {
  const app = new Hono();
  app.post('/set/authreq', async (context) => {
    expect(context.req.header('content-type')).toBe('application/json');
    expect(await context.req.text()).toBe('{"enc":"x"}');
    return answer();
  });
  url = await new Promise((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    );
  });
});
afterAll(() => void server.close());

const send = (reply: typeof answer) => {
  answer = reply;
  return httpGatewayLink(url).send('/set/authreq', '{"enc":"x"}');
};
const error = (code: string) => JSON.stringify({ code, setCode: 'decodingFailure', message: 'no' });

describe('the gateway', () => {
  test('answers', async () => {
    expect(await send(() => new Response('{"enc":"y"}'))).toEqual({
      status: 'answered',
      body: '{"enc":"y"}',
    });
  });
  test.each([400, 401, 409, 413])('refuses with %i and SET’s Error: nothing was executed', async (status) => {
    expect(await send(() => new Response(error('ERR_SEAL_BROKEN'), { status }))).toEqual({
      status: 'refused',
      code: 'ERR_SEAL_BROKEN',
    });
  });
  test.each<[string, () => Response]>([
    ['a failure of its own', () => new Response(error('ERR_GATEWAY_INTERNAL'), { status: 500 })],
    ['that it is busy', () => new Response(error('ERR_GATEWAY_BUSY'), { status: 503 })],
    ['that it was asked too often', () => new Response(error('ERR_GATEWAY_BUSY'), { status: 429 })],
    ['a page of some proxy', () => new Response('<h1>Not found</h1>', { status: 404 })],
    ['another address', () => new Response('', { status: 302, headers: { location: '/elsewhere' } })],
    ['without end', () => new Response('y'.repeat(200_000))],
  ])('that answers %s leaves the outcome unknown', async (_what, reply) => {
    expect(await send(reply)).toMatchObject({ status: 'unreachable' });
  });
  test('that is not there leaves the outcome unknown', async () => {
    const nowhere = httpGatewayLink('http://127.0.0.1:1');
    expect(await nowhere.send('/set/authreq', '{"enc":"x"}')).toMatchObject({ status: 'unreachable' });
  });
});
