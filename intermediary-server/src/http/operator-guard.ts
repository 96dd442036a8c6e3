/**
 * Lets operators pass. A session's cookie goes along with whatever a foreign page makes a browser send, so with it
 * only requests of our own page may change anything (Fetch Metadata, with Origin for older browsers).
 */
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { IntermediaryError } from '../errors.ts';
import type { OperatorRole } from '../operator/roles.ts';
import type { OperatorAccess } from '../operator/sign-in.ts';

const cookieName = 'operator';
const cookie = { path: '/operator', httpOnly: true, sameSite: 'Strict' } as const;

export function requireOperator(access: OperatorAccess): MiddlewareHandler {
  return async (context, next) => {
    const [scheme, token, ...rest] = (context.req.header('authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() === 'bearer' && rest.length === 0 && access.isToken(token ?? '')) return next();
    if (!hasSession(context, access)) {
      context.header('www-authenticate', 'Bearer realm="operator"');
      throw new IntermediaryError(
        'ERR_INTERMEDIARY_OPERATOR_TOKEN',
        'show the token of the file operator-token',
      );
    }
    if (context.req.method !== 'GET') assertSameOrigin(context);
    return next();
  };
}

/** Whom the guard let pass. */
export function operatorOf(_context: Context): { readonly name: string; readonly role: OperatorRole } {
  return { name: 'operator', role: 'admin' };
}

export function hasSession(context: Context, access: OperatorAccess): boolean {
  return access.isSession(getCookie(context, cookieName) ?? '');
}

export function giveSession(context: Context, access: OperatorAccess): void {
  setCookie(context, cookieName, access.begin(), { ...cookie, secure: isHttps(context) });
}

export function takeSession(context: Context, access: OperatorAccess): void {
  access.end(getCookie(context, cookieName) ?? '');
  deleteCookie(context, cookieName, { path: cookie.path });
}

/** Throws ERR_INTERMEDIARY_CROSS_SITE. */
export function assertSameOrigin(context: Context): void {
  const site = context.req.header('sec-fetch-site');
  const origin = context.req.header('origin');
  const isSame =
    site === undefined
      ? origin !== undefined && URL.canParse(origin) && new URL(origin).host === context.req.header('host')
      : site === 'same-origin';
  if (!isSame)
    throw new IntermediaryError('ERR_INTERMEDIARY_CROSS_SITE', 'only the operator’s own page may do that');
}

function isHttps(context: Context): boolean {
  return (context.req.header('x-forwarded-proto') ?? '') === 'https';
}
