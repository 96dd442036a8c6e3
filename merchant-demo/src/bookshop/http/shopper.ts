/** Who may see an order: the browser that placed it, by a secret of its own. The shop keeps only its digest. */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

const shopperCookie = 'shopper';
const secretBytes = 16;
const secretPattern = /^[A-Za-z0-9_-]{22}$/;
const keptSeconds = 365 * 86_400;

/** `undefined` for a browser that never ordered. */
export function shopperOf(context: Context): string | undefined {
  const secret = getCookie(context, shopperCookie) ?? '';
  return secretPattern.test(secret) ? digestOf(secret) : undefined;
}

/** The browser's shopper, with a new secret when it has none. */
export function rememberShopper(
  context: Context,
  origin: string,
  random: (byteCount: number) => Uint8Array,
): string {
  const known = shopperOf(context);
  if (known !== undefined) return known;
  const secret = Buffer.from(random(secretBytes)).toString('base64url');
  setCookie(context, shopperCookie, secret, {
    path: '/',
    maxAge: keptSeconds,
    httpOnly: true,
    sameSite: 'Lax',
    secure: origin.startsWith('https:'),
  });
  return digestOf(secret);
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
