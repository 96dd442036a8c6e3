/** Who asks, by the connection: behind a proxy that is the proxy. Empty where there is no connection, as in a test. */
import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';

export function addressOf(context: Context): string {
  const { incoming } = (context.env ?? {}) as { incoming?: Pick<IncomingMessage, 'socket'> };
  return incoming?.socket?.remoteAddress ?? '';
}
