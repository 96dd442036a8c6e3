/**
 * The back office: sales, claims and what was credited, behind the operator's token. Programs send it as a bearer
 * token; people post it to the sign-in form and get a session cookie, which no other site can make them use.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Merchant, nameOf, readBounded } from '@ecomm/merchant';
import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { languageOf } from '../../http/language-of.ts';
import { operatorPage, signInPage } from './operator-page.ts';

export interface OperatorPorts {
  readonly merchant: Merchant;
  readonly currency: string;
  readonly operatorToken: string;
}

const sessionCookie = 'operator';
const sessionSeconds = 8 * 3600;
const listedSales = 10_000;
const shownSales = 200;
const noStore = { 'cache-control': 'no-store' };

export function operatorRoutes({ merchant, currency, operatorToken }: OperatorPorts): Hono {
  const app = new Hono();
  const keys = sessionKeys(operatorToken);
  const isSignedIn = (context: Context) =>
    sameSecret(bearerOf(context), operatorToken) ||
    keys.isValid(getCookie(context, sessionCookie) ?? '', merchant.now());
  const sheet = (context: Context) => ({ language: languageOf(context), paper: nameOf(merchant).name });

  app.get('/', async (context) => {
    if (!isSignedIn(context)) return context.html(await signInPage(sheet(context)), 401, noStore);
    const { store } = merchant;
    const [sales, totals] = [await store.listSales(shownSales), await store.totals()];
    return context.html(await operatorPage({ ...sheet(context), currency, sales, totals }), 200, noStore);
  });
  app.get('/books', async (context) => {
    if (!isSignedIn(context)) return context.json(refused, 401, { ...noStore, 'www-authenticate': 'Bearer' });
    const sales = await merchant.store.listSales(listedSales);
    const { soldCount: deliveredCount, creditedMinor } = await merchant.store.totals();
    const books = sales.map(({ offerId, resource, amount, receiptId, state }) => ({
      offerId,
      resource,
      amountMinor: amount.value,
      currency: amount.currency,
      receiptId,
      state,
    }));
    return context.json({ sales: books, deliveredCount, creditedMinor }, 200, noStore);
  });
  app.post('/sign-in', async (context) => {
    if (!isOwnForm(context, merchant.origin)) return context.json(refused, 403, noStore);
    const form = new URLSearchParams(await readBounded(context.req.raw, 1024));
    if (!sameSecret(form.get('token')?.trim() ?? '', operatorToken))
      return context.html(await signInPage({ ...sheet(context), wrong: true }), 401, noStore);
    return backToPage(merchant.origin, keys.issue(merchant.now() + sessionSeconds), sessionSeconds);
  });
  app.post('/sign-out', (context) => {
    if (!isOwnForm(context, merchant.origin)) return context.json(refused, 403, noStore);
    return backToPage(merchant.origin, '', 0);
  });
  return app;
}

const refused = {
  code: 'ERR_OPERATOR_REFUSED',
  setCode: 'unspecifiedFailure',
  message: 'the operator’s token is needed',
};

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

/** Browsers send `Origin` with every POST; a form of another site has another one. */
function isOwnForm(context: Context, origin: string): boolean {
  const type = context.req.header('content-type') ?? '';
  return (
    context.req.header('origin') === origin &&
    type.toLowerCase().startsWith('application/x-www-form-urlencoded')
  );
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
