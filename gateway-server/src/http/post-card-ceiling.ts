/** POST /operator/cards/:cardId/ceiling {ceilingMinor}: what the card may spend in seven days. */
import { Hono } from 'hono';
import * as v from 'valibot';
import { GatewayError } from '../errors.ts';
import type { IssuerStore } from '../store/issuer-store.ts';

const ceilingSchema = v.strictObject({ ceilingMinor: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) });

export function postCardCeiling(issuer: IssuerStore): Hono {
  return new Hono().post('/operator/cards/:cardId/ceiling', async (context) => {
    const cardId = context.req.param('cardId');
    const body = v.safeParse(ceilingSchema, await context.req.json().catch(() => undefined));
    if (!body.success)
      throw new GatewayError('ERR_GATEWAY_OPTION', 'the body is {"ceilingMinor": minor units}');
    if (issuer.findCardById(cardId) === undefined)
      throw new GatewayError('ERR_GATEWAY_NOT_FOUND', 'there is no such card');
    issuer.setCeiling(cardId, body.output.ceilingMinor);
    return context.json({ cardId, ...body.output });
  });
}
