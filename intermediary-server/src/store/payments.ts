/** MPReq in the database: idempotency record, debit and answer in one transaction. */
import { decidePayment, type PaymentFacts, sameDecision } from '../ledger/decide-payment.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { postAccepted } from '../ledger/posting.ts';
import type { Purchase } from '../ledger/purchase.ts';
import type { PaymentCommit, PaymentRequest, StoredRequest, TopUpOffer } from '../ledger/records.ts';
import type { GroupCommit } from './group-commit.ts';
import type { SqliteDatabase } from './open-database.ts';
import { type RequestTable, requestTable } from './request-table.ts';
import { type Tables, unreachable } from './tables.ts';

type Operations = Pick<
  LedgerStore,
  'findRequestByRrpid' | 'readPaymentFacts' | 'commitPayment' | 'findParked'
>;

/** The parts of a payment's transaction, which the end of a top-up shares. */
export interface Payments {
  readonly operations: Operations;
  facts(request: PaymentRequest): PaymentFacts;
  parked(lidM: string): StoredRequest | undefined;
  /** Writes what was decided; the caller has decided again, in this transaction. */
  write(commit: Omit<PaymentCommit, 'rules'>): void;
  addTopUp(topUp: TopUpOffer): void;
  finish(request: PaymentRequest, answer: string, at: number): void;
}

export function payments(database: SqliteDatabase, rows: Tables, commits: GroupCommit): Payments {
  const requests = requestTable(database);
  const facts = factsReader(database, rows, requests);
  const addTopUp = topUpWriter(database);
  const finish = (request: PaymentRequest, answer: string, at: number) =>
    requests.save(request, { state: 'final', answer, lidM: undefined, at });
  const write = (commit: Omit<PaymentCommit, 'rules'>) => {
    const { request, decision, answer, at, topUp } = commit;
    rows.addPayer(request.payer);
    if (decision.code === 'approved') addApproved(rows, commit);
    if (decision.code !== 'otbInsufficient') {
      finish(request, answer, at);
      return;
    }
    if (topUp === undefined) unreachable('a request is parked for a top-up');
    addTopUp(topUp);
    requests.save(request, { state: 'parked', answer, lidM: topUp.lidM, at });
  };
  const commit = (payment: PaymentCommit) => {
    const { request, rules, at, decision } = payment;
    const stored = requests.find(request.payerThumb, request.rrpid);
    if (stored !== undefined) {
      // Finished, parked, or taken by other bytes since it was looked up.
      const isParkedSame = stored.state === 'parked' && stored.requestDigest === request.requestDigest;
      if (!isParkedSame || decision.code === 'otbInsufficient') return 'changed';
    }
    const again = decidePayment(request.order, request.faults, facts(request), rules, at);
    if (!sameDecision(again, decision)) return 'changed';
    write(payment);
    return 'committed';
  };
  const operations: Operations = {
    findRequestByRrpid: async (payerThumb, rrpid) => requests.find(payerThumb, rrpid),
    findParked: async (lidM) => requests.findParked(lidM),
    readPaymentFacts: async (request) => facts(request),
    commitPayment: (payment) => commits.run(() => commit(payment)),
  };
  return { operations, facts, parked: requests.findParked, write, addTopUp, finish };
}

function factsReader(database: SqliteDatabase, rows: Tables, requests: RequestTable) {
  const isPending = database
    .prepare<[string], number>(
      `SELECT 1 FROM set_purchase WHERE lid_m = ? AND state IN ('authorising', 'reversing')`,
    )
    .pluck();
  return ({ payer, payerThumb, rrpid, order }: PaymentRequest): PaymentFacts => {
    const lidM = requests.find(payerThumb, rrpid)?.lidM;
    return {
      payerStatus: rows.payerStatus(payer),
      isOfferPaid: order !== undefined && rows.isOfferPaid(order.merchantId, order.offerId),
      otb: order && rows.openOtb(payer, order.amount.currency),
      isTopUpPending: lidM !== undefined && isPending.get(lidM) !== undefined,
      period: rows.period(),
    };
  };
}

function topUpWriter(database: SqliteDatabase) {
  const insert = database.prepare('INSERT INTO top_up VALUES (?, ?, ?, ?, ?, ?)');
  return ({ lidM, payer, order, amount, expiresAt }: TopUpOffer) =>
    void insert.run(lidM, payer, order, amount.currency, amount.value, expiresAt);
}

function addApproved(rows: Tables, { request, decision, receipt, at }: Omit<PaymentCommit, 'rules'>): void {
  const { order, payer } = request;
  const { otb, period } = decision;
  if (order === undefined || otb === undefined || receipt === undefined)
    unreachable('an approved payment has an order, an Open To Buy and a receipt');
  const purchase: Purchase = {
    ...receipt,
    xid: otb.xid,
    payer,
    merchantId: order.merchantId,
    offerId: order.offerId,
    currency: order.amount.currency,
    amountMinor: order.amount.value,
    deliveryTag: order.deliveryTag,
    acceptedAt: at,
    period,
    state: 'accepted',
  };
  rows.saveOtb(otb);
  rows.addPurchase(purchase, order.use, request.message);
  rows.post(postAccepted(purchase, at));
}
