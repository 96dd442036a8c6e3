/**
 * The operator's JSON: GET /operator/state, GET /operator/receipts/:receiptId (what payer and merchant showed, for a
 * dispute), POST /operator/close, POST /operator/payers/:payer/status.
 */
import { Hono } from 'hono';
import * as v from 'valibot';
import { closePeriod } from '../clearing/close-period.ts';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import { readOperatorState, viewOfClearing } from '../operator/read-state.ts';
import { limitBody } from './body-size.ts';

const closeSchema = v.strictObject({});
const statusSchema = v.strictObject({ status: v.picklist(['active', 'suspended']) });

export function operatorJson(intermediary: Intermediary): Hono {
  const { store, log } = intermediary;
  const route = new Hono();
  route.use('/operator/*', limitBody);
  route.get('/operator/state', async (context) => {
    context.header('cache-control', 'no-store');
    return context.json(await readOperatorState(store, mainCurrencyOf(intermediary)));
  });
  route.get('/operator/receipts/:receiptId', async (context) => {
    const evidence = await store.findEvidence(context.req.param('receiptId'));
    if (evidence === undefined)
      throw new IntermediaryError('ERR_INTERMEDIARY_NOT_FOUND', 'there is no such receipt');
    context.header('cache-control', 'no-store');
    return context.json(evidence);
  });
  route.post('/operator/close', async (context) => {
    read(closeSchema, await context.req.text());
    return context.json(viewOfClearing(await closePeriod(intermediary)));
  });
  route.post('/operator/payers/:payer/status', async (context) => {
    const payer = context.req.param('payer');
    const { status } = read(statusSchema, await context.req.text());
    if (!(await store.setPayerStatus(payer, status)))
      throw new IntermediaryError('ERR_INTERMEDIARY_NOT_FOUND', 'there is no such payer');
    log.info({ payer, status }, 'payer status set');
    return context.json({ payer, status });
  });
  return route;
}

export function mainCurrencyOf({ policy }: Pick<Intermediary, 'policy'>): string {
  return Object.keys(policy.topUp)[0] ?? 'EUR';
}

function read<S extends v.GenericSchema>(schema: S, text: string): v.InferOutput<S> {
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (cause) {
    throw new IntermediaryError('ERR_INTERMEDIARY_REQUEST', 'the body is not what this address takes', {
      cause,
    });
  }
}
