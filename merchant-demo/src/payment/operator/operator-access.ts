/**
 * Who may enter a back office: programs send the operator's token as a bearer token; people post it to the sign-in
 * form and get a session cookie, which no other site can make them use.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { isOwnForm, readForm } from '../../http/own-form.ts';

export interface OperatorAccessPorts {
  readonly operatorToken: string;
  readonly origin: string;
  /** Seconds since 1970. */
  readonly now: () => number;
}

export interface OperatorAccess {
  /** By bearer token or session. */
  isSignedIn(context: Context): boolean;
  /** Whether a POST may change something: a program's with the token, or a signed-in person's from our own page. */
  mayPost(context: Context): boolean;
  /** Adds `/sign-in` and `/sign-out`. `page` is the form, `wrong` after a wrong token. */
  addRoutes(app: Hono, page: (context: Context, wrong: boolean) => Promise<string>): void;
}

const sessionCookie = 'operator';
const sessionSeconds = 8 * 3600;
const signInBytes = 1024;
export const noStore = { 'cache-control': 'no-store' };

export const operatorRefused = {
  code: 'ERR_OPERATOR_REFUSED',
  setCode: 'unspecifiedFailure',
  message: 'the operator’s token is needed',
};

export function operatorAccess({ operatorToken, origin, now }: OperatorAccessPorts): OperatorAccess {
  const keys = sessionKeys(operatorToken);
  const hasToken = (context: Context) => sameSecret(bearerOf(context), operatorToken);
  const hasSession = (context: Context) => keys.isValid(getCookie(context, sessionCookie) ?? '', now());
  return {
    isSignedIn: (context) => hasToken(context) || hasSession(context),
    mayPost: (context) => hasToken(context) || (hasSession(context) && isOwnForm(context, origin)),
    addRoutes(app, page) {
      app.post('/sign-in', async (context) => {
        if (!isOwnForm(context, origin)) return context.json(operatorRefused, 403, noStore);
        const form = await readForm(context, signInBytes);
        if (!sameSecret(form.get('token')?.trim() ?? '', operatorToken))
          return context.html(await page(context, true), 401, noStore);
        return backToPage(origin, keys.issue(now() + sessionSeconds), sessionSeconds);
      });
      app.post('/sign-out', (context) => {
        if (!isOwnForm(context, origin)) return context.json(operatorRefused, 403, noStore);
        return backToPage(origin, '', 0);
      });
    },
  };
}

/** Sessions are `<expiry>.<HMAC>`; a new token ends them all. */
function sessionKeys(operatorToken: string) {
  const macOf = (expiry: string) =>
    createHmac('sha256', operatorToken).update(`operator session ${expiry}`).digest('base64url');
  return {
    issue: (expiresAt: number) => `${expiresAt}.${macOf(String(expiresAt))}`,
    isValid: (session: string, now: number) => {
      const [expiry = '', mac = ''] = session.split('.', 2);
      return /^\d{1,10}$/.test(expiry) && Number(expiry) > now && sameSecret(mac, macOf(expiry));
    },
  };
}

function bearerOf(context: Context): string {
  return /^Bearer +(\S{1,200})$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? '';
}

/** Compared as digests, so that neither length nor place of a difference shows in the time. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return given !== '' && timingSafeEqual(digest(given), digest(expected));
}

function backToPage(origin: string, session: string, maxAgeSeconds: number): Response {
  const secure = origin.startsWith('https:') ? '; Secure' : '';
  const attributes = `Path=/operator; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
  return new Response(null, {
    status: 303,
    headers: {
      ...noStore,
      location: '/operator',
      'set-cookie': `${sessionCookie}=${session}; ${attributes}`,
    },
  });
}
