/** What closes ask of the gateway for refunds: each step on disk before the next, and one try after the other. */
import {
  type CardCredit,
  type CardCreditOutcome,
  type CardCreditView,
  furtherTryOf,
} from '../../ledger/card-credit.ts';
import type {
  CardCreditLine,
  CardCreditRetry,
  RefundDebts,
  RefundStore,
  RetryStatus,
} from '../../ledger/refund-store.ts';
import { writeAudit } from './audit.ts';
import { all, change, first, put, type SqlEngine, type Steps } from './engine.ts';

type CardCredits = Pick<
  RefundStore,
  | 'readRefundDebts'
  | 'pendingCardCredits'
  | 'saveCardCreditRequest'
  | 'commitCardCredit'
  | 'readCardCredits'
  | 'findCardCredit'
  | 'retryCardCredit'
  | 'settleCardCredit'
>;

interface CardCreditRow extends Omit<CardCredit, 'request' | 'firstSentAt'> {
  readonly request: string | null;
  readonly firstSentAt: number | null;
}

interface CardCreditStateRow extends CardCreditRow {
  readonly state: CardCreditView['state'];
  readonly code: string | null;
  readonly settledAt: number | null;
}

const columns = `card_credit.period, card_credit.xid, card_credit.payer, currency, amount_minor AS "amountMinor", attempt, rrpid,
  request, first_sent_at AS "firstSentAt"`;

const lines = `SELECT period, xid, currency, amount_minor AS "amountMinor", attempt, state, code,
  settled_at AS "settledAt" FROM card_credit`;
const stateColumns = `${columns}, state, code, settled_at AS "settledAt"`;

export function cardCredits(engine: SqlEngine): CardCredits {
  return {
    readRefundDebts: () => engine.readAside(readDebts),
    pendingCardCredits: async () => {
      const rows = await engine.read(() =>
        all<CardCreditRow>(`SELECT ${columns} FROM card_credit WHERE state = 'pending' ORDER BY period, xid`),
      );
      return rows.map(({ request, firstSentAt, ...row }) => ({
        ...row,
        request: request ?? undefined,
        firstSentAt: firstSentAt ?? undefined,
      }));
    },
    saveCardCreditRequest: (credit, request, at) => engine.write(() => keepRequest(credit, request, at)),
    commitCardCredit: (credit, outcome) => engine.write(() => keepOutcome(credit, outcome)),
    readCardCredits: (period, most) =>
      engine.readAside(() =>
        all<CardCreditLine>(
          `${lines} WHERE period = ? ORDER BY CASE state WHEN 'done' THEN 1 ELSE 0 END, xid LIMIT ?`,
          ...[period, most],
        ),
      ),
    findCardCredit: (period, xid) => engine.readAside(() => find(period, xid)),
    retryCardCredit: (wanted, by, at) =>
      engine.write(function* () {
        const status = yield* retry(wanted, at);
        if (status === 'again') yield* writeAudit(by, at);
        return status;
      }),
    settleCardCredit: (credit, by, at) =>
      engine.write(function* () {
        const status = yield* settle(credit, at);
        if (status === 'settled') yield* writeAudit(by, at);
        return status;
      }),
  };
}

function* readDebts(): Steps<RefundDebts> {
  return {
    owed: yield* all<RefundDebts['owed'][number]>(
      `SELECT merchant_id AS "merchantId", currency, CAST(sum(left_minor) AS BIGINT) AS "amountMinor",
         count(*) AS count, min(refunded_at) AS since
       FROM refund WHERE left_minor > 0 GROUP BY merchant_id, currency ORDER BY sum(left_minor) DESC, merchant_id`,
    ),
    cardCredits: yield* all<CardCreditLine>(
      `${lines} WHERE state <> 'done' AND settled_at IS NULL ORDER BY period, xid`,
    ),
  };
}

function* keepRequest(credit: CardCredit, request: string, at: number): Steps<string | undefined> {
  const { period, xid, payer, attempt, rrpid, request: known } = credit;
  const kept = yield* first<{ request: string | null }>(
    `SELECT request FROM card_credit
     WHERE period = ? AND xid = ? AND payer = ? AND attempt = ? AND rrpid = ? AND state = 'pending' FOR UPDATE`,
    ...[period, xid, payer, attempt, rrpid],
  );
  if (kept === undefined) return undefined;
  const other = kept.request ?? undefined;
  if (other !== undefined && other !== known) return other;
  yield* put(
    `UPDATE card_credit SET request = ?, first_sent_at = coalesce(first_sent_at, ?)
     WHERE period = ? AND xid = ? AND payer = ?`,
    ...[request, at, period, xid, payer],
  );
  return request;
}

function* keepOutcome(
  { period, xid, payer, attempt, rrpid }: CardCredit,
  { state, code }: CardCreditOutcome,
): Steps<void> {
  const key = [period, xid, payer, rrpid];
  if (state === 'done')
    yield* put(
      `UPDATE card_credit SET state = 'done', code = ?, request = NULL
       WHERE period = ? AND xid = ? AND payer = ? AND rrpid = ?`,
      ...[code, ...key],
    );
  else
    yield* put(
      `UPDATE card_credit SET state = 'refused', code = ?, request = NULL
       WHERE period = ? AND xid = ? AND payer = ? AND rrpid = ? AND attempt = ? AND state = 'pending'`,
      ...[code, ...key, attempt],
    );
}

function* find(period: string, xid: string): Steps<CardCreditView | undefined> {
  const row = yield* first<CardCreditStateRow & { fingerprint: string }>(
    `SELECT ${stateColumns}, payer.fingerprint FROM card_credit JOIN payer ON payer.payer = card_credit.payer
     WHERE card_credit.period = ? AND card_credit.xid = ?`,
    ...[period, xid],
  );
  if (row === undefined) return undefined;
  const { payer, request: _request, firstSentAt, code, settledAt, ...view } = row;
  const tries = yield* all<CardCreditView['tries'][number]>(
    `SELECT attempt, rrpid, code, retried_at AS "retriedAt" FROM card_credit_try
     WHERE period = ? AND xid = ? AND payer = ? ORDER BY attempt`,
    ...[period, xid, payer],
  );
  const refunds = yield* all<CardCreditView['refunds'][number]>(
    `SELECT refund.receipt_id AS "receiptId", refund.merchant_id AS "merchantId",
       refund_payment.amount_minor AS "amountMinor", refund.reason
     FROM refund_payment JOIN refund ON refund.receipt_id = refund_payment.receipt_id
       AND refund.rrpid = refund_payment.rrpid AND refund.payer = refund_payment.payer
     WHERE refund_payment.period = ? AND refund.payer = ? AND refund.xid = ?
     ORDER BY refund.refunded_at, refund.receipt_id, refund.rrpid`,
    ...[period, payer, xid],
  );
  return {
    ...view,
    firstSentAt: firstSentAt ?? undefined,
    code: code ?? undefined,
    settledAt: settledAt ?? undefined,
    tries,
    refunds,
  };
}

function* retry({ period, xid, attempt, newRrpid }: CardCreditRetry, at: number): Steps<RetryStatus> {
  const row = yield* first<CardCreditStateRow>(
    `SELECT ${stateColumns} FROM card_credit WHERE period = ? AND xid = ? FOR UPDATE`,
    ...[period, xid],
  );
  if (row === undefined) return 'unknown';
  const { payer, rrpid, state, code } = row;
  const firstSentAt = row.firstSentAt ?? undefined;
  const settledAt = row.settledAt ?? undefined;
  const way = furtherTryOf({ state, code: code ?? undefined, firstSentAt, settledAt }, at);
  if (way === 'inDoubt') return 'inDoubt';
  if (row.attempt !== attempt || (way !== 'newRrpid' && way !== 'sameRrpid')) return 'changed';
  yield* put(
    `INSERT INTO card_credit_try (period, xid, payer, attempt, rrpid, code, retried_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ...[period, xid, payer, attempt, rrpid, code, at],
  );
  const next = way === 'newRrpid' ? { rrpid: newRrpid, firstSentAt: null } : row;
  const changed = yield* change(
    `UPDATE card_credit SET state = 'pending', code = NULL, request = NULL, attempt = ?, rrpid = ?, first_sent_at = ?
     WHERE period = ? AND xid = ? AND payer = ? AND attempt = ?`,
    ...[attempt + 1, next.rrpid, next.firstSentAt, period, xid, payer, attempt],
  );
  return changed === 1 ? 'again' : 'changed';
}

function* settle({ period, xid, attempt }: Omit<CardCreditRetry, 'newRrpid'>, at: number) {
  const settled = yield* change(
    `UPDATE card_credit SET settled_at = ?
     WHERE period = ? AND xid = ? AND attempt = ? AND state = 'refused' AND settled_at IS NULL`,
    ...[at, period, xid, attempt],
  );
  if (settled === 1) return 'settled';
  const known = yield* first('SELECT 1 FROM card_credit WHERE period = ? AND xid = ?', period, xid);
  return known === undefined ? 'unknown' : 'changed';
}
