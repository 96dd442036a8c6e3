/** GET /operator (the page, or the sign-in form), its parts and assets, and the session. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Context, Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Intermediary } from '../intermediary.ts';
import type { Html } from '../operator/html.ts';
import { operatorPage, signInPage } from '../operator/page.ts';
import { panel } from '../operator/panel.ts';
import { dashboardReader } from '../operator/read-dashboard.ts';
import { type OperatorAccess, tooOftenInWords } from '../operator/sign-in.ts';
import { addressOf } from './address.ts';
import { limitBody } from './body-size.ts';
import {
  assertSameOrigin,
  giveSession,
  operatorOf,
  ownPasswordPath,
  requireOperator,
  sessionOperator,
  takeSession,
} from './operator-guard.ts';

const assets = [
  { name: 'operator.css', type: 'text/css; charset=utf-8' },
  { name: 'operator.js', type: 'text/javascript; charset=utf-8' },
  { name: 'users.js', type: 'text/javascript; charset=utf-8' },
  { name: 'icon.svg', type: 'image/svg+xml' },
];

/** To be routed before the guard of /operator/*. */
export function operatorPages(intermediary: Intermediary, access: OperatorAccess): Hono {
  const { id, store, policy, clock, metrics } = intermediary;
  const route = new Hono();
  const pageHeaders = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    // With no-referrer a browser would not say where a form was sent from.
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    strictTransportSecurity: false,
  });
  route.use('/operator', pageHeaders);
  route.use('/operator/*', pageHeaders);
  const readDashboard = dashboardReader({ store, clock, minutes: metrics.minutes });
  const readPanel = async (context: Context) => panel(await readDashboard(), operatorOf(context).role);
  const page = (context: Context, content: Html, status: 200 | 401 | 429 = 200) => {
    context.header('cache-control', 'no-store');
    return context.html(content.text, status);
  };
  route.get('/operator', async (context) => {
    const operator = await sessionOperator(context, access);
    if (operator === undefined) return page(context, signInPage(id, undefined));
    if (operator.mustSetPassword === true) return context.redirect(ownPasswordPath, 303);
    const frame = { intermediaryId: id, operator: operator.name, role: operator.role };
    return page(context, operatorPage(frame, await readPanel(context), policy.settleOpenOtbsAtClose));
  });
  route.post('/operator/session', limitBody, async (context) => {
    assertSameOrigin(context);
    const fields = new URLSearchParams(await context.req.text());
    const result = await access.signIn({
      name: (fields.get('username') ?? '').trim(),
      secret: fields.get('token') ?? '',
      address: addressOf(context, policy.addressHeader),
    });
    if (result === 'wrong') return page(context, signInPage(id, 'Name and password do not fit.'), 401);
    if (result === 'tooOften') return page(context, signInPage(id, tooOftenInWords), 429);
    giveSession(context, result.session);
    return context.redirect('/operator', 303);
  });
  route.post('/operator/session/end', async (context) => {
    assertSameOrigin(context);
    await takeSession(context, access);
    return context.redirect('/operator', 303);
  });
  route.get('/operator/panel', requireOperator(access), async (context) => {
    const content = (await readPanel(context)).text;
    const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
    context.header('cache-control', 'no-cache');
    context.header('etag', etag);
    if (context.req.header('if-none-match') === etag) return context.body(null, 304);
    return context.html(content);
  });
  for (const { name, type } of assets)
    route.get(`/operator/${name}`, async (context) =>
      context.body(await readFile(new URL(`../operator/assets/${name}`, import.meta.url), 'utf8'), 200, {
        'content-type': type,
        'cache-control': 'no-cache',
      }),
    );
  return route;
}
