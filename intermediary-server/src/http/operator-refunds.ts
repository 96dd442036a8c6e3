/**
 * Refunds that wait: GET /operator/refunds (what merchants still owe their payers, and what the gateway has not given back to
 * cards), GET /operator/refunds/:period/:xid (one that goes to a card, as a page), POST …/retry (one more try), POST …/settled (people have
 * settled it past the gateway).
 */
import { newIdentifier } from '@ecomm/protocol';
import { Hono } from 'hono';
import * as v from 'valibot';
import { IntermediaryError } from '../errors.ts';
import type { Intermediary } from '../intermediary.ts';
import { furtherTryOf } from '../ledger/card-credit.ts';
import type { RetryStatus } from '../ledger/refund-store.ts';
import { cardCreditPage } from '../operator/card-credit-page.ts';
import { creditOneCard } from '../refund/credit-cards.ts';
import { noteOf } from './audit-note.ts';
import { limitBody } from './body-size.ts';
import { frameOf } from './operator-frame.ts';
import { readJson, reasonField } from './read-json.ts';

const trySchema = v.strictObject({
  /** The try that was refused. */
  attempt: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  reason: reasonField,
});

export function operatorRefunds(intermediary: Intermediary): Hono {
  const { store, clock, random, log, id: intermediaryId } = intermediary;
  const route = new Hono();
  const find = async (period: string, xid: string) => (await store.findCardCredit(period, xid)) ?? notFound();
  route.get('/operator/refunds', async (context) => {
    context.header('cache-control', 'no-store');
    return context.json(await store.readRefundDebts());
  });
  route.get('/operator/refunds/:period/:xid', async (context) => {
    const credit = await find(context.req.param('period'), context.req.param('xid'));
    context.header('cache-control', 'no-store');
    return context.html(cardCreditPage(frameOf(context, intermediaryId), { credit, at: clock() }).text);
  });
  route.post('/operator/refunds/:period/:xid/retry', limitBody, async (context) => {
    const { period, xid } = context.req.param();
    const { attempt, reason } = readJson(trySchema, await context.req.text());
    const note = noteOf(context, 'cardCredit.retry', `${period} ${xid}`, reason);
    const newRrpid = newIdentifier(random);
    accept(await store.retryCardCredit({ period, xid, attempt, newRrpid }, note, clock()));
    log.info({ period, xid, attempt: attempt + 1 }, 'a refund to a card is tried again');
    await creditOneCard(intermediary, { period, xid });
    const credit = await find(period, xid);
    const { state, code = null } = credit;
    return context.json({
      period,
      xid,
      attempt: credit.attempt,
      state,
      code,
      next: furtherTryOf(credit, clock()),
    });
  });
  route.post('/operator/refunds/:period/:xid/settled', limitBody, async (context) => {
    const { period, xid } = context.req.param();
    const { attempt, reason } = readJson(trySchema, await context.req.text());
    const note = noteOf(context, 'cardCredit.settle', `${period} ${xid}`, reason);
    accept(await store.settleCardCredit({ period, xid, attempt }, note, clock()));
    log.warn({ period, xid }, 'a refund to a card is settled past the gateway');
    return context.json({ period, xid, settled: true });
  });
  return route;
}

function accept(status: RetryStatus | 'settled'): void {
  if (status === 'unknown') notFound();
  if (status === 'inDoubt')
    throw new IntermediaryError(
      'ERR_REFUND_IN_DOUBT',
      'it is not certain that the last try gave nothing back: ask the acquirer',
    );
  if (status === 'changed')
    throw new IntermediaryError(
      'ERR_REFUND_CHANGED',
      'it was tried again, or answered, meanwhile: look at it anew',
    );
}

function notFound(): never {
  throw new IntermediaryError('ERR_INTERMEDIARY_NOT_FOUND', 'there is no such refund to a card');
}
