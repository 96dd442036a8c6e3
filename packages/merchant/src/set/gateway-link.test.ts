/** The way to the gateway over real HTTP: what is known, what is refused, and what stays unknown. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpGatewayLink } from './gateway-link.ts';

interface Reply {
  readonly status?: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

let server: Server;
let url: string;
let reply: Reply;
let received: { path: string | undefined; type: string | undefined; body: string };

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received = { path: request.url, type: request.headers['content-type'], body };
    response.writeHead(reply.status ?? 200, reply.headers ?? {});
    response.end(reply.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const send = (given: Reply) => {
  reply = given;
  return httpGatewayLink(url).send('/set/authreq', '{"enc":"x"}');
};
const error = (code: string) => JSON.stringify({ code, setCode: 'decodingFailure', message: 'no' });

describe('the gateway', () => {
  test('gets the message as it is, and answers', async () => {
    expect(await send({ body: '{"enc":"y"}' })).toEqual({ status: 'answered', body: '{"enc":"y"}' });
    expect(received).toEqual({ path: '/set/authreq', type: 'application/json', body: '{"enc":"x"}' });
  });
  test('gets a PCertReq as the JWS that it is', async () => {
    reply = { body: 'a.b.c' };
    await httpGatewayLink(url).send('/set/pcertreq', 'd.e.f');
    expect(received).toEqual({ path: '/set/pcertreq', type: 'application/jose', body: 'd.e.f' });
  });
  test.each([400, 401, 404, 409, 413])(
    'refuses with %i and SET’s Error: nothing was executed',
    async (status) => {
      expect(await send({ status, body: error('ERR_SEAL_BROKEN') })).toEqual({
        status: 'refused',
        code: 'ERR_SEAL_BROKEN',
      });
    },
  );
  test.each<[string, Reply]>([
    ['a failure of its own', { status: 500, body: error('ERR_GATEWAY_INTERNAL') }],
    ['that it is busy', { status: 503, body: error('ERR_GATEWAY_BUSY') }],
    ['that it waited too long', { status: 408, body: error('ERR_GATEWAY_BUSY') }],
    ['that it was asked too often', { status: 429, body: error('ERR_GATEWAY_BUSY') }],
    ['a page of some proxy', { status: 404, body: '<h1>Not found</h1>' }],
    ['another address', { status: 302, body: '', headers: { location: '/elsewhere' } }],
    ['without end', { body: 'y'.repeat(200_000) }],
  ])('that answers %s leaves the outcome unknown', async (_what, given) => {
    expect(await send(given)).toMatchObject({ status: 'unreachable' });
  });
  test('that is not there leaves the outcome unknown', async () => {
    const nowhere = httpGatewayLink('http://127.0.0.1:1');
    expect(await nowhere.send('/set/authreq', '{"enc":"x"}')).toMatchObject({ status: 'unreachable' });
  });
});
