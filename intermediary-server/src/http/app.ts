/** All routes of the intermediary and its operator, as one application without a port. */
import { Hono } from 'hono';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import type { OperatorAccess } from '../operator/sign-in.ts';
import type { Authoriser } from '../top-up/authoriser.ts';
import { answerError } from './answer-error.ts';
import { bankAccountRoutes } from './bank-accounts.ts';
import { clearingFiles } from './clearing-files.ts';
import { requireOperator } from './operator-guard.ts';
import { operatorJson } from './operator-json.ts';
import { operatorPages } from './operator-page.ts';
import { postMpClaim } from './post-mpclaim.ts';
import { postMpReq } from './post-mpreq.ts';
import { postPInit } from './post-pinit.ts';
import { postPReq } from './post-preq.ts';
import { postRevocation } from './post-revocation.ts';

export interface IntermediaryAppPorts {
  readonly intermediary: Intermediary;
  readonly authoriser: Authoriser;
  readonly access: OperatorAccess;
}

export function createIntermediaryApp({ intermediary, authoriser, access }: IntermediaryAppPorts): Hono {
  const { log } = intermediary;
  const app = new Hono();
  app.onError((error, context) => answerError(context, error, log));
  app.notFound((context) =>
    answerError(context, new IntermediaryError('ERR_INTERMEDIARY_NOT_FOUND', 'there is nothing here'), log),
  );
  app.get('/healthz', (context) => context.json({ ok: true }));
  for (const route of [
    postMpReq(intermediary),
    postMpClaim(intermediary),
    postPInit(intermediary),
    postPReq(intermediary, authoriser),
    postRevocation(intermediary),
  ])
    app.route('/', route);
  app.route('/', operatorPages(intermediary, access));
  app.use('/operator/*', requireOperator(access));
  app.route('/', bankAccountRoutes(intermediary));
  app.route('/', clearingFiles(intermediary));
  app.route('/', operatorJson(intermediary));
  return app;
}
