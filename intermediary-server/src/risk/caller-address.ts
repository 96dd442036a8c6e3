/**
 * Whose request it is, as far as the network says: the socket's address or, behind a proxy, what the proxy writes into the
 * header that the operator names. IPv6 by /64: within it a caller takes whichever address it likes.
 */
import { isIP, isIPv6 } from 'node:net';
import type { Context } from 'hono';

/** What @hono/node-server gives along; absent where there is no socket. */
interface SocketBindings {
  readonly incoming?: { readonly socket: { readonly remoteAddress?: string | undefined } };
}

/**
 * Undefined for this machine itself, from which proxies, operators and measurements ask, and where nothing is known.
 *
 * @param header of the operator's own proxy; its last entry counts, as those before it are the caller's own words.
 */
export function callerAddress(context: Context, header: string | undefined): string | undefined {
  const { incoming } = (context.env ?? {}) as SocketBindings;
  const named = header === undefined ? undefined : context.req.header(header)?.split(',').at(-1)?.trim();
  const address = plainAddress(named ?? incoming?.socket.remoteAddress ?? '');
  if (isIP(address) === 0 || isLoopback(address)) return undefined;
  return isIPv6(address) ? prefix64(address) : address;
}

/** `::ffff:192.0.2.1` is 192.0.2.1, `fe80::1%eth0` without its zone. */
function plainAddress(address: string): string {
  return address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** The first four groups, each without leading zeros. */
function prefix64(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
