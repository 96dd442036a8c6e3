/**
 * Lets operators pass, each to what its role may do (`routes.ts`). A session's cookie goes along with whatever a foreign page
 * makes a browser send, so with it only requests of our own page may change anything (Fetch Metadata, with Origin for older
 * browsers).
 */
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { IntermediaryError } from '../errors.ts';
import { isAtLeast } from '../operator/roles.ts';
import { type Operator, type OperatorAccess, tokenHolder } from '../operator/sign-in.ts';
import { leastRoleFor } from './routes.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** Who asks, once the guard knows it. */
    operator?: Operator;
  }
}

const cookieName = 'operator';
export const ownPasswordPath = '/operator/password';
const cookie = { path: '/operator', httpOnly: true, sameSite: 'Strict' } as const;

export function requireOperator(access: OperatorAccess): MiddlewareHandler {
  return async (context, next) => {
    const operator = hasToken(context, access) ? tokenHolder : await sessionOperator(context, access);
    if (operator === undefined) {
      // A person whose session is over is shown the form, a program why.
      if (context.req.method === 'GET' && wantsPage(context)) return context.redirect('/operator', 303);
      context.header('www-authenticate', 'Bearer realm="operator"');
      throw new IntermediaryError(
        'ERR_INTERMEDIARY_OPERATOR_TOKEN',
        'sign in, or show the token of the file operator-token',
      );
    }
    if (context.req.method !== 'GET' && !hasToken(context, access)) assertSameOrigin(context);
    if (operator.mustSetPassword === true && context.req.path !== ownPasswordPath) {
      if (context.req.method === 'GET' && wantsPage(context)) return context.redirect(ownPasswordPath, 303);
      throw new IntermediaryError('ERR_OPERATOR_PASSWORD_DUE', 'set a password of your own first');
    }
    context.set('operator', operator);
    const least = leastRoleFor(context.req.method, context.req.path);
    if (!isAtLeast(operator.role, least))
      throw new IntermediaryError(
        'ERR_INTERMEDIARY_OPERATOR_ROLE',
        `only for operators with the role ${least}`,
      );
    return next();
  };
}

/** Whom the guard let pass. */
export function operatorOf(context: Context): Operator {
  const operator = context.get('operator');
  if (operator === undefined) throw new Error('internal error: no guard stands before this address');
  return operator;
}

/** Of the session's cookie; then it is also whom `operatorOf` names. */
export async function sessionOperator(
  context: Context,
  access: OperatorAccess,
): Promise<Operator | undefined> {
  const operator = await access.operatorOf(getCookie(context, cookieName) ?? '');
  if (operator !== undefined) context.set('operator', operator);
  return operator;
}

export function giveSession(context: Context, session: string): void {
  setCookie(context, cookieName, session, { ...cookie, secure: isHttps(context) });
}

export async function takeSession(context: Context, access: OperatorAccess): Promise<void> {
  await access.end(getCookie(context, cookieName) ?? '');
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

function hasToken(context: Context, access: OperatorAccess): boolean {
  const [scheme, token, ...rest] = (context.req.header('authorization') ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' && rest.length === 0 && access.isToken(token ?? '');
}

/** A person's browser asks, not a program. */
export function wantsPage(context: Context): boolean {
  return (context.req.header('accept') ?? '').startsWith('text/html');
}

function isHttps(context: Context): boolean {
  return (context.req.header('x-forwarded-proto') ?? '') === 'https';
}
