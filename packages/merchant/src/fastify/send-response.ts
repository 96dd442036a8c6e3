/** A Web answer as Fastify's, and its request as the Web's. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { webRequestOf } from '../node/web-messages.ts';

/** The body is still on its line: an `onRequest` hook runs before Fastify's parsers. */
export function requestOf(request: FastifyRequest, origin: string): Request {
  return webRequestOf(request.raw, origin);
}

export async function sendResponse(response: Response, reply: FastifyReply): Promise<FastifyReply> {
  for (const [name, value] of response.headers) if (name !== 'set-cookie') reply.header(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  return reply.code(response.status).send(Buffer.from(await response.arrayBuffer()));
}
