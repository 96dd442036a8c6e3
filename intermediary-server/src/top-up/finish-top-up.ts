/**
 * The end of a top-up, in one transaction: approved, the new Open To Buy opens, the old one closes, the parked
 * purchase is debited on the new one and MPRes and PRes are stored; declined, the parked purchase is refused and
 * a further top-up is offered with the refusal.
 */
import { answerRetentionSeconds, type PRes, pRes } from '@ecomm/protocol';
import { type Intermediary, maxDecisions } from '../intermediary.ts';
import { decidePayment } from '../ledger/decide-payment.ts';
import type { SetPurchase, StoredRequest, TopUpCommit } from '../ledger/records.ts';
import { rollOver } from '../ledger/roll-over.ts';
import { answerRequest } from '../payment/answer-request.ts';
import type { AuthorisationOutcome } from './ask-gateway.ts';
import { offerTopUp } from './offer-top-up.ts';

type Approved = Extract<AuthorisationOutcome, { status: 'approved' }>;

/** How long a shopper may think about another card after a refusal. */
const nextTopUpSeconds = 3600;

export function finishApproved(
  intermediary: Intermediary,
  purchase: SetPurchase,
  { authorisation, authDate, authorizationNumber, acqCardMsg }: Approved,
): Promise<void> {
  const { store, clock, log, metrics, policy: rules } = intermediary;
  const { xid, payer } = purchase;
  return repeatUntilCommitted(intermediary, payer, async () => {
    const at = clock();
    const answer = await signPRes(intermediary, purchase, at, {
      completionCode: 'authorizationPerformed',
      authStatus: { authDate, ...(authorizationNumber === undefined ? {} : { authorizationNumber }) },
      ...(acqCardMsg === undefined ? {} : { acqCardMsg }),
    });
    const parked = await store.findParked(purchase.lidM);
    const payment = parked && (await payParked(intermediary, purchase, parked, authorisation, at));
    const status = await store.commitTopUp({ xid, at, pRes: answer, authorisation, rules, payment });
    if (status === 'changed') return status;
    if (payment !== undefined) metrics.decided(payment.decision.code);
    log.info({ xid, parked: payment?.decision.code }, 'Open To Buy opened');
    return status;
  });
}

export function finishDeclined(
  intermediary: Intermediary,
  purchase: SetPurchase,
  { authCode, authDate }: { readonly authCode: string; readonly authDate: number },
): Promise<void> {
  const { store, clock, metrics } = intermediary;
  const { xid, payer } = purchase;
  return repeatUntilCommitted(intermediary, payer, async () => {
    const at = clock();
    const answer = await signPRes(intermediary, purchase, at, {
      completionCode: 'orderRejected',
      authStatus: { authDate, authCode },
    });
    const parked = await store.findParked(purchase.lidM);
    const refusal = parked && (await refuseParked(intermediary, parked, at));
    const status = await store.commitDecline({ xid, at, pRes: answer, parked: refusal });
    if (status === 'committed' && refusal !== undefined) metrics.decided('topUpDeclined');
    return status;
  });
}

async function payParked(
  intermediary: Intermediary,
  purchase: SetPurchase,
  parked: StoredRequest,
  { captureExpiresAt }: Approved['authorisation'],
  at: number,
): Promise<TopUpCommit['payment']> {
  const facts = await intermediary.store.readPaymentFacts(parked, { limits: intermediary.policy.limits, at });
  const { opened } = rollOver(undefined, purchase, { at, captureExpiresAt });
  const after = { ...facts, otb: opened, isTopUpPending: false };
  const decision = decidePayment(parked.order, parked.faults, after, intermediary.policy, at);
  const answered = await answerRequest(intermediary, parked, decision, at);
  return { request: parked, decision, ...answered };
}

async function refuseParked(intermediary: Intermediary, parked: StoredRequest, at: number) {
  const { payer, order } = parked;
  if (order === undefined) throw new Error('internal error: a top-up is for an order');
  const facts = await intermediary.store.readPaymentFacts(parked, { limits: intermediary.policy.limits, at });
  const decision = { code: 'topUpDeclined' as const, otb: facts.otb, period: facts.period };
  const expiresAt = at + nextTopUpSeconds;
  const topUp = offerTopUp(intermediary, { payer, price: order.amount, expiresAt });
  const { answer } = await answerRequest(intermediary, parked, decision, at, topUp);
  return { answer, topUp };
}

function signPRes(
  { identity }: Intermediary,
  { transIds, pReq }: SetPurchase,
  at: number,
  payload: Pick<PRes, 'completionCode' | 'authStatus' | 'acqCardMsg'>,
): Promise<string> {
  if (pReq === undefined) throw new Error('internal error: a PRes answers a PReq');
  const { rrpid, challC } = pReq;
  return pRes.sign(
    { transIds, rrpid, challC, ...payload, iat: at, exp: at + answerRetentionSeconds },
    identity.signer,
  );
}

/** The payer's own requests wait; others' may still change the facts while the answers are being signed. */
function repeatUntilCommitted(
  { payerLock }: Intermediary,
  payer: string,
  attempt: () => Promise<'committed' | 'changed'>,
): Promise<void> {
  return payerLock.run(payer, async () => {
    for (let count = 0; count < maxDecisions; count += 1) if ((await attempt()) === 'committed') return;
    throw new Error('internal error: the end of a top-up could not be committed');
  });
}
