/**
 * POST /operator/cards/:cardId/status {"status": "active" | "stolen" | "blocked"}: a report at the bank's desk.
 * Answers {"cardId", "status", "revoked"}, the last the number of certificates that go on the next list.
 */
import { parseBoundedJson } from '@ecomm/protocol';
import { Hono } from 'hono';
import * as v from 'valibot';
import { GatewayError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import { type ReportDesk, reportCard } from '../revocation/report-card.ts';
import type { UnitOfWork } from '../store/unit-of-work.ts';
import { acceptMessage } from './message-route.ts';

const statusSchema = v.strictObject({ status: v.picklist(['active', 'stolen', 'blocked']) });
const maxBodyBytes = 1024;

export interface CardStatusParts {
  readonly desk: ReportDesk;
  readonly work: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  /** Signs and sends out what was revoked. */
  readonly announce: () => Promise<void>;
}

export function postCardStatus({ desk, work, clock, log, announce }: CardStatusParts): Hono {
  return new Hono().post(
    '/operator/cards/:cardId/status',
    acceptMessage('application/json', maxBodyBytes),
    async (context) => {
      const { status } = parseBoundedJson(await context.req.text(), statusSchema, maxBodyBytes);
      const cardId = context.req.param('cardId');
      const revoked = work.perform(() => reportCard(desk, { cardId, status, at: clock() }));
      if (revoked === undefined) throw new GatewayError('ERR_GATEWAY_NOT_FOUND', 'there is no such card');
      log.info({ cardId, status, revoked }, 'card status');
      if (revoked > 0) await announce();
      return context.json({ cardId, status, revoked });
    },
  );
}
