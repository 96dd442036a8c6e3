/** POST /operator/cards/:cardId/status {"status": "active" | "stolen" | "blocked"}: a report at the bank's desk. */
import { parseBoundedJson } from '@ecomm/protocol';
import { Hono } from 'hono';
import * as v from 'valibot';
import { GatewayError } from '../errors.ts';
import type { Log } from '../ports.ts';
import type { IssuerStore } from '../store/issuer-store.ts';
import { acceptMessage } from './message-route.ts';

const statusSchema = v.strictObject({ status: v.picklist(['active', 'stolen', 'blocked']) });
const maxBodyBytes = 1024;

export function postCardStatus({ issuer, log }: { issuer: IssuerStore; log: Log }): Hono {
  return new Hono().post(
    '/operator/cards/:cardId/status',
    acceptMessage('application/json', maxBodyBytes),
    async (context) => {
      const { status } = parseBoundedJson(await context.req.text(), statusSchema, maxBodyBytes);
      const cardId = context.req.param('cardId');
      if (issuer.findCardById(cardId) === undefined)
        throw new GatewayError('ERR_GATEWAY_NOT_FOUND', 'there is no such card');
      issuer.setCardStatus(cardId, status);
      log.info({ cardId, status }, 'card status');
      return context.json({ cardId, status });
    },
  );
}
