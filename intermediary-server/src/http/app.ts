/** All routes of the intermediary and its operator, as one application without a port. */
import { Hono, type MiddlewareHandler } from 'hono';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import type { OperatorAccess } from '../operator/sign-in.ts';
import { addressLimit } from '../risk/address-limit.ts';
import type { Authoriser } from '../top-up/authoriser.ts';
import { answerError, codeOf } from './answer-error.ts';
import { bankAccountRoutes } from './bank-accounts.ts';
import { clearingFiles } from './clearing-files.ts';
import { getMetrics, type MetricsAccess } from './get-metrics.ts';
import { type Health, healthRoutes } from './health.ts';
import { preflight } from './open-to-wallets.ts';
import { openApi } from './openapi.ts';
import { operatorAudit } from './operator-audit.ts';
import { requireOperator } from './operator-guard.ts';
import { operatorJson } from './operator-json.ts';
import { operatorPages } from './operator-page.ts';
import { operatorPassword } from './operator-password.ts';
import { inWords } from './operator-problem.ts';
import { operatorRefunds } from './operator-refunds.ts';
import { operatorUserRoutes } from './operator-users.ts';
import { operatorViews } from './operator-views.ts';
import { postMpClaim } from './post-mpclaim.ts';
import { postMpInq } from './post-mpinq.ts';
import { postMpRefund } from './post-mprefund.ts';
import { postMpReq } from './post-mpreq.ts';
import { postPInit } from './post-pinit.ts';
import { postPReq } from './post-preq.ts';
import { postRevocation } from './post-revocation.ts';

export interface IntermediaryAppPorts {
  readonly intermediary: Intermediary;
  readonly authoriser: Authoriser;
  readonly access: OperatorAccess;
  readonly metricsAccess: MetricsAccess;
  readonly health: Health;
}

export function createIntermediaryApp(ports: IntermediaryAppPorts): Hono {
  const { intermediary, authoriser, access, metricsAccess, health } = ports;
  const { log, metrics } = intermediary;
  const app = new Hono();
  app.onError((error, context) => {
    metrics.refused(codeOf(error));
    return inWords(context, answerError(context, error, log), intermediary.id);
  });
  app.notFound((context) =>
    answerError(context, new IntermediaryError('ERR_INTERMEDIARY_NOT_FOUND', 'there is nothing here'), log),
  );
  app.route('/', healthRoutes(health));
  const { clock, policy } = intermediary;
  const limitOf = (limit: 'addressRequestsPerMinute' | 'addressPushesPerMinute') =>
    addressLimit({ perMinute: policy[limit], header: policy.addressHeader, clock });
  app.route('/', getMetrics(metrics, metricsAccess));
  app.route('/', openApi());
  const counted: MiddlewareHandler = async (_context, next) => {
    metrics.requestBegins();
    try {
      await next();
    } finally {
      metrics.requestEnds();
    }
  };
  const [requests, pushes] = [limitOf('addressRequestsPerMinute'), limitOf('addressPushesPerMinute')];
  app.on('OPTIONS', ['/mset/*', '/set/*'], preflight);
  app.use('/mset/*', requests);
  app.use('/set/*', (context, next) =>
    (context.req.path === '/set/revocation' ? pushes : requests)(context, next),
  );
  app.use('/mset/*', counted);
  app.use('/set/*', counted);
  for (const route of [
    postMpReq(intermediary),
    postMpClaim(intermediary),
    postMpRefund(intermediary),
    postMpInq(intermediary),
    postPInit(intermediary),
    postPReq(intermediary, authoriser),
    postRevocation(intermediary),
  ])
    app.route('/', route);
  app.route('/', operatorPages(intermediary, access));
  app.use('/operator/*', requireOperator(access));
  app.route('/', bankAccountRoutes(intermediary));
  app.route('/', clearingFiles(intermediary));
  app.route('/', operatorAudit(intermediary));
  app.route('/', operatorViews(intermediary));
  app.route('/', operatorRefunds(intermediary));
  app.route('/', operatorUserRoutes(intermediary));
  app.route('/', operatorPassword(intermediary, access));
  app.route('/', operatorJson(intermediary));
  return app;
}
