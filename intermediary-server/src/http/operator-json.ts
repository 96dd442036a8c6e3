/**
 * The operator's JSON: GET /operator/state (the whole books, while they are short), GET /operator/receipts/:receiptId (what payer and merchant showed, for a
 * dispute), POST /operator/close, POST /operator/payers/:payer/status, GET /operator/merchants (which are or were frozen), POST
 * /operator/merchants/:merchantId/status.
 */
import { Hono } from 'hono';
import * as v from 'valibot';
import { closePeriod } from '../clearing/close-period.ts';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import { readOperatorState, viewOfClearing } from '../operator/read-state.ts';
import { audited, noteOf } from './audit-note.ts';
import { limitBody } from './body-size.ts';
import { readJson } from './read-json.ts';

const closeSchema = v.strictObject({});
/** As it stands in a certificate. */
const merchantIdPattern = /^[\x21-\x7e]{1,64}$/;
const statusSchema = v.strictObject({
  status: v.picklist(['active', 'suspended']),
  reason: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(200))),
});
/** Longer books are not shown whole: they are searched. */
const wholeMost = 20_000;

export function operatorJson(intermediary: Intermediary): Hono {
  const { store, clock, log } = intermediary;
  const route = new Hono();
  route.use('/operator/*', limitBody);
  route.get('/operator/state', async (context) => {
    context.header('cache-control', 'no-store');
    if ((await store.countPurchases(wholeMost + 1)) > wholeMost)
      throw new IntermediaryError(
        'ERR_INTERMEDIARY_REQUEST',
        `the books have more than ${wholeMost} purchases: search them, at /operator/purchases`,
      );
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
    readJson(closeSchema, await context.req.text());
    const period = (await store.unfinishedRun()) ?? (await store.readRunningPeriod());
    const result = await audited(intermediary, noteOf(context, 'period.close', period), () =>
      closePeriod(intermediary),
    );
    return context.json(viewOfClearing(result));
  });
  route.post('/operator/payers/:payer/status', async (context) => {
    const payer = context.req.param('payer');
    const { status, reason } = readJson(statusSchema, await context.req.text());
    const action = status === 'suspended' ? 'payer.suspend' : 'payer.release';
    if (!(await store.setPayerStatus(payer, status, noteOf(context, action, payer, reason), clock())))
      throw new IntermediaryError('ERR_INTERMEDIARY_NOT_FOUND', 'there is no such payer');
    log.info({ payer, status }, 'payer status set');
    return context.json({ payer, status });
  });
  route.get('/operator/merchants', async (context) => {
    context.header('cache-control', 'no-store');
    return context.json(await store.readMerchantStatuses());
  });
  route.post('/operator/merchants/:merchantId/status', async (context) => {
    const merchantId = context.req.param('merchantId');
    const { status, reason } = readJson(statusSchema, await context.req.text());
    if (!merchantIdPattern.test(merchantId))
      throw new IntermediaryError('ERR_INTERMEDIARY_REQUEST', 'this is no merchant’s identifier');
    const action = status === 'suspended' ? 'merchant.freeze' : 'merchant.release';
    await store.setMerchantStatus(merchantId, status, noteOf(context, action, merchantId, reason), clock());
    log.info({ merchantId, status }, 'merchant status set');
    return context.json({ merchantId, status });
  });
  return route;
}

function mainCurrencyOf({ policy }: Pick<Intermediary, 'policy'>): string {
  return Object.keys(policy.topUp)[0] ?? 'EUR';
}
