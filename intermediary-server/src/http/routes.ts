/**
 * Every address of the intermediary: who may call it, what it takes and what it gives. The guard reads the least role from here, and
 * `/openapi.json` is made from it; a test walks it against the routes that there are.
 */
import type { OperatorRole } from '../operator/roles.ts';

export interface RouteDescription {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `:name` for what differs. */
  readonly path: string;
  /** `signed`: whoever signs what it sends. */
  readonly access: 'open' | 'signed' | 'metrics' | OperatorRole;
  readonly summary: string;
  /** Media type of the body. */
  readonly takes?: string;
  /** Media type of the answer; without one there is no content. */
  readonly gives?: string;
}

const json = 'application/json';
const page = 'text/html';
const csv = 'text/csv';
const form = 'application/x-www-form-urlencoded';
const jose = 'application/jose';
const css = 'text/css';

type Row = readonly [
  `${RouteDescription['method']} ${string}`,
  RouteDescription['access'],
  string,
  { readonly takes?: string; readonly gives?: string },
];

const rows: readonly Row[] = [
  ['GET /healthz', 'open', 'The program is alive.', { gives: json }],
  ['GET /readyz', 'open', 'Payments can be taken now; 503 when not.', { gives: json }],
  ['GET /openapi.json', 'open', 'This description.', { gives: json }],
  ['GET /metrics', 'metrics', 'Figures for Prometheus.', { gives: 'text/plain' }],
  ['POST /mset/mpreq', 'signed', 'A wallet pays: MPReq, answered by MPRes.', { takes: jose, gives: json }],
  [
    'POST /mset/mpclaim',
    'signed',
    'A merchant claims receipts: MPClaim, answered by MPClaimRes.',
    { takes: jose, gives: jose },
  ],
  [
    'POST /mset/mprefund',
    'signed',
    'A merchant gives back: MPRefund, answered by MPRefundRes.',
    { takes: jose, gives: jose },
  ],
  [
    'POST /mset/mpinq',
    'signed',
    'A wallet asks what was given back: MPInq, answered by MPInqRes.',
    { takes: jose, gives: jose },
  ],
  [
    'POST /set/pinit',
    'signed',
    'A top-up begins: PInitReq, answered by PInitRes.',
    { takes: json, gives: jose },
  ],
  ['POST /set/preq', 'signed', 'A top-up is paid: PReq, answered by PRes.', { takes: json, gives: jose }],
  ['POST /set/revocation', 'signed', 'The brand’s newest lists of the revoked.', { takes: json }],
  ['GET /operator', 'open', 'The dashboard, or the form to sign in.', { gives: page }],
  ['POST /operator/session', 'open', 'Signs in by name and password.', { takes: form, gives: page }],
  ['POST /operator/session/end', 'open', 'Signs out.', { gives: page }],
  ['GET /operator/operator.css', 'open', 'Stylesheet of the pages.', { gives: css }],
  ['GET /operator/operator.js', 'open', 'Script of the pages.', { gives: 'text/javascript' }],
  ['GET /operator/users.js', 'open', 'Script of the users’ page.', { gives: 'text/javascript' }],
  ['GET /operator/icon.svg', 'open', 'Icon of the pages.', { gives: 'image/svg+xml' }],
  ['GET /operator/password', 'viewer', 'The form for a password of one’s own.', { gives: page }],
  ['POST /operator/password', 'viewer', 'Sets a password of one’s own.', { takes: form, gives: page }],
  ['GET /operator/panel', 'viewer', 'The part of the dashboard that is refreshed.', { gives: page }],
  ['GET /operator/search', 'viewer', 'The form that finds purchases, and its finds.', { gives: page }],
  ['GET /operator/purchases', 'viewer', 'Purchases that are found, a page at a time.', { gives: json }],
  ['GET /operator/purchases/:receiptId', 'viewer', 'The page of a purchase.', { gives: page }],
  ['GET /operator/progress', 'viewer', 'How far a close is, while one runs.', { gives: json }],
  ['GET /operator/state', 'viewer', 'The whole books, while they are short.', { gives: json }],
  [
    'GET /operator/receipts/:receiptId',
    'viewer',
    'What payer and merchant showed for a receipt.',
    { gives: json },
  ],
  [
    'GET /operator/receipts/:receiptId/proof',
    'viewer',
    'A receipt’s place in the lines of its clearing.',
    { gives: json },
  ],
  [
    'GET /operator/refunds',
    'viewer',
    'What merchants owe their payers, and what no card got back.',
    { gives: json },
  ],
  ['GET /operator/refunds/:period/:xid', 'viewer', 'The page of a refund to a card.', { gives: page }],
  ['GET /operator/merchants', 'viewer', 'Merchants that are or were frozen.', { gives: json }],
  ['GET /operator/clearings/:period', 'viewer', 'The page of a closed period.', { gives: page }],
  ['GET /operator/clearings/:period/summary', 'viewer', 'A closed period’s figures.', { gives: json }],
  ['GET /operator/clearings/:period/lines.csv', 'viewer', 'All lines of a closed period.', { gives: csv }],
  ['GET /operator/bank-answers/odd', 'viewer', 'What a bank said and does not fit.', { gives: json }],
  [
    'GET /operator/bank-files/:messageId',
    'clerk',
    'A file for the bank: pain.001 or pain.008.',
    { gives: 'application/xml' },
  ],
  [
    'POST /operator/bank-answers',
    'clerk',
    'Takes a bank’s answer: pain.002 or camt.054.',
    { takes: 'application/xml', gives: json },
  ],
  [
    'POST /operator/payers/:payer/status',
    'clerk',
    'Freezes a payer, or lets it go on.',
    { takes: json, gives: json },
  ],
  [
    'POST /operator/merchants/:merchantId/status',
    'clerk',
    'Freezes a merchant, or lets it go on.',
    { takes: json, gives: json },
  ],
  ['GET /operator/audit-trail', 'clerk', 'The page of the audit trail.', { gives: page }],
  ['GET /operator/audit', 'clerk', 'The audit trail, and whether its chain holds.', { gives: json }],
  ['GET /operator/audit.csv', 'clerk', 'All of the audit trail.', { gives: csv }],
  ['POST /operator/close', 'admin', 'Closes the running period.', { takes: json, gives: json }],
  [
    'POST /operator/refunds/:period/:xid/retry',
    'admin',
    'Tries once more what the gateway refused to give back to a card.',
    { takes: json, gives: json },
  ],
  [
    'POST /operator/refunds/:period/:xid/settled',
    'admin',
    'Notes that people have settled what the gateway refused to give back to a card.',
    { takes: json, gives: json },
  ],
  ['GET /operator/users', 'admin', 'The page of those who may sign in.', { gives: page }],
  ['POST /operator/users', 'admin', 'Adds a user, with a one-time password.', { takes: json, gives: json }],
  [
    'POST /operator/users/:name/status',
    'admin',
    'Locks a user, or unlocks it; never the last admin.',
    { takes: json, gives: json },
  ],
  [
    'POST /operator/users/:name/role',
    'admin',
    'Sets a user’s role; never the last admin’s.',
    { takes: json, gives: json },
  ],
  [
    'POST /operator/users/:name/password',
    'admin',
    'Makes a one-time password for a user.',
    { takes: json, gives: json },
  ],
  ['GET /operator/bank-accounts', 'admin', 'Accounts and mandates, masked.', { gives: json }],
  ['PUT /operator/bank-accounts/house', 'admin', 'Sets the intermediary’s own account.', { takes: json }],
  [
    'PUT /operator/bank-accounts/merchants/:merchantId',
    'admin',
    'Sets a merchant’s account.',
    { takes: json },
  ],
  ['PUT /operator/mandates/:payer', 'admin', 'Sets a payer’s mandate.', { takes: json }],
  ['DELETE /operator/mandates/:payer', 'admin', 'Ends a payer’s mandate.', {}],
];

export const routes: readonly RouteDescription[] = rows.map(([address, access, summary, content]) => {
  const [method, path] = address.split(' ') as [RouteDescription['method'], string];
  return { method, path, access, summary, ...content };
});

const operatorRoutes = routes.flatMap(({ method, path, access }) => {
  if (!path.startsWith('/operator')) return [];
  const pattern = new RegExp(`^${path.replace(/[.]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+')}$`);
  const role: OperatorRole = access === 'clerk' || access === 'admin' ? access : 'viewer';
  return [{ method, pattern, role }];
});

/** What is not described is an admin's. */
export function leastRoleFor(method: string, path: string): OperatorRole {
  const wanted = method === 'HEAD' ? 'GET' : method;
  return operatorRoutes.find((route) => route.method === wanted && route.pattern.test(path))?.role ?? 'admin';
}
