/**
 * Whose request it is, as far as the network says: the socket's address or, behind a proxy, what the proxy writes into the
 * header that the operator names. IPv6 by /64: within it a caller takes whichever address it likes.
 */
import { BlockList, isIP, isIPv6 } from 'node:net';
import type { Context } from 'hono';

/** What @hono/node-server gives along; absent where there is no socket. */
interface SocketBindings {
  readonly incoming?: { readonly socket: { readonly remoteAddress?: string | undefined } };
}

/** From where a proxy of the operator's own may ask: private and link-local networks (RFC 1918, RFC 4193), and this machine. */
const ownNetworks = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  ownNetworks.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  ownNetworks.addSubnet(network, prefix, 'ipv6');

/**
 * Undefined for this machine itself, from which proxies, operators and measurements ask, and where nothing is known.
 *
 * @param header of the operator's own proxy; its last entry counts, as those before it are the caller's own words, and none
 * counts of a caller from elsewhere, who would be another one with each request.
 */
export function callerAddress(context: Context, header: string | undefined): string | undefined {
  const { incoming } = (context.env ?? {}) as SocketBindings;
  const socket = plainAddress(incoming?.socket.remoteAddress ?? '');
  const named = header === undefined ? undefined : context.req.header(header)?.split(',').at(-1)?.trim();
  const address = named !== undefined && isOwn(socket) ? plainAddress(named) : socket;
  if (isIP(address) === 0 || isLoopback(address)) return undefined;
  return isIPv6(address) ? prefix64(address) : address;
}

/** `::ffff:192.0.2.1` is 192.0.2.1, `fe80::1%eth0` without its zone. */
function plainAddress(address: string): string {
  return address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
}

function isOwn(address: string): boolean {
  return isIP(address) !== 0 && ownNetworks.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
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
