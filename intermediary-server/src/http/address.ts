/**
 * Who tries to sign in, as tries are counted and noted: as for every other limit, and this machine by its own address. Empty
 * where there is no connection, as in a test.
 */
import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import { callerAddress } from '../risk/caller-address.ts';

export function addressOf(context: Context, header: string | undefined): string {
  const { incoming } = (context.env ?? {}) as { incoming?: Pick<IncomingMessage, 'socket'> };
  return callerAddress(context, header) ?? incoming?.socket?.remoteAddress ?? '';
}
