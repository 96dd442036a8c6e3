/** POST /operator/cards/:cardId/ceiling {ceilingMinor}: what the card may spend in seven days. */
import { parseBoundedJson } from '@ecomm/protocol';
import { Hono } from 'hono';
import * as v from 'valibot';
import { GatewayError } from '../errors.ts';
import type { IssuerStore } from '../store/issuer-store.ts';
import { acceptMessage } from './message-route.ts';

const ceilingSchema = v.strictObject({ ceilingMinor: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) });
const maxBodyBytes = 1024;

export function postCardCeiling(issuer: IssuerStore): Hono {
  return new Hono().post(
    '/operator/cards/:cardId/ceiling',
    acceptMessage('application/json', maxBodyBytes),
    async (context) => {
      const { ceilingMinor } = parseBoundedJson(await context.req.text(), ceilingSchema, maxBodyBytes);
      const cardId = context.req.param('cardId');
      if (issuer.findCardById(cardId) === undefined)
        throw new GatewayError('ERR_GATEWAY_NOT_FOUND', 'there is no such card');
      issuer.setCeiling(cardId, ceilingMinor);
      return context.json({ cardId, ceilingMinor });
    },
  );
}
