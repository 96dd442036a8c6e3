/** The end of a top-up in the database: Open To Buys, the parked payment and the answers in one transaction. */
import { decidePayment, sameDecision } from '../../ledger/decide-payment.ts';
import type { LedgerStore, PayerState } from '../../ledger/ledger-store.ts';
import type { Otb } from '../../ledger/otb.ts';
import type { CommitStatus, DeclineCommit, TopUpCommit, TopUpOffer } from '../../ledger/records.ts';
import { rollOver } from '../../ledger/roll-over.ts';
import { first, places, put, type SqlEngine, type Steps } from './engine.ts';
import { lockFacts } from './payment-facts.ts';
import { addTopUp, writePayment } from './payments.ts';
import { addRecent, readExposed } from './recent-payments.ts';
import { finishRequest, lockParked } from './requests.ts';
import { addPayer, lockOpenOtb, otbColumns, saveOtb } from './rows.ts';
import { findTopUp, finishSetPurchase, lockSetPurchase } from './set-purchases.ts';
import { wholeText } from './signed-text.ts';

type TopUps = Pick<LedgerStore, 'readPayerState' | 'offerTopUpAhead' | 'commitTopUp' | 'commitDecline'>;

export function topUps(engine: SqlEngine): TopUps {
  return {
    readPayerState: (payer, currency) => engine.readTogether(() => readPayer(payer, currency)),
    offerTopUpAhead: (topUp, issuer) => engine.write(() => offerAhead(topUp, issuer)),
    commitTopUp: (commit) => engine.write(() => open(commit), 'changed'),
    commitDecline: (commit) => engine.write(() => decline(commit), 'changed'),
  };
}

function* readPayer(payer: string, currency: string): Steps<PayerState> {
  const known = yield* first<Pick<PayerState, 'status'>>('SELECT status FROM payer WHERE payer = ?', payer);
  const otb = yield* first<Otb>(
    `SELECT ${otbColumns} FROM otb WHERE payer = ? AND currency = ? AND state = 'open'`,
    ...[payer, currency],
  );
  const exposedMinor = yield* readExposed(payer, currency);
  return { status: known?.status ?? 'active', otb, exposedMinor };
}

function* offerAhead(topUp: TopUpOffer, issuer: string | undefined): Steps<TopUpOffer> {
  yield* addPayer(topUp.payer, issuer);
  const known = yield* findTopUp(topUp.lidM);
  if (known !== undefined) return known;
  yield* addTopUp(topUp);
  return topUp;
}

function* open({ xid, at, pRes, authorisation, rules, payment }: TopUpCommit): Steps<CommitStatus> {
  const purchase = yield* lockSetPurchase(xid);
  if (!(yield* finishSetPurchase(purchase, 'approved', pRes))) return 'changed';
  const parked = yield* lockParked(purchase.lidM);
  if (parked?.rrpid !== payment?.request.rrpid) return 'changed';
  const { captureExpiresAt, capToken } = authorisation;
  const old = yield* lockOpenOtb(purchase.payer, purchase.amount.currency);
  const { closing, opened } = rollOver(old, purchase, { at, captureExpiresAt });
  if (closing !== undefined) yield* saveOtb(closing);
  yield* addOtb(opened, capToken);
  if (payment === undefined) return 'committed';
  const { order, faults } = payment.request;
  const limiting = { limits: rules.limits, at };
  const facts = yield* lockFacts(payment.request, limiting);
  if (!sameDecision(decidePayment(order, faults, facts, rules, at), payment.decision)) return 'changed';
  yield* writePayment({ ...payment, answer: wholeText(payment.answer), at }, facts);
  if (payment.decision.code === 'approved') yield* addRecent(payment.request, limiting);
  return 'committed';
}

function* decline({ xid, at, pRes, parked }: DeclineCommit): Steps<CommitStatus> {
  const purchase = yield* lockSetPurchase(xid);
  const request = yield* lockParked(purchase.lidM);
  if ((request === undefined) !== (parked === undefined)) return 'changed';
  if (!(yield* finishSetPurchase(purchase, 'declined', pRes))) return 'changed';
  if (request === undefined || parked === undefined) return 'committed';
  yield* addTopUp(parked.topUp);
  yield* finishRequest(request, wholeText(parked.answer), at);
  return 'committed';
}

/** Fails when the payer has opened another meanwhile. */
function* addOtb(otb: Otb, capToken: string): Steps<void> {
  const { xid, payer, currency, limitMinor, spentMinor, state, openedAt, spendableUntil } = otb;
  yield* put(
    `INSERT INTO otb (xid, payer, currency, limit_minor, spent_minor, state, cap_token, opened_at, spendable_until)
     VALUES (${places(9)})`,
    ...[xid, payer, currency, limitMinor, spentMinor, state, capToken, openedAt, spendableUntil],
  );
}
