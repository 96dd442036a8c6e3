/**
 * The beginning and the end of a close in the database. Who holds the row of `running_period` begins, who holds the
 * run's own row ends it, so that a period is closed once, however many processes try.
 */
import { type ClearingLine, isClientParty, type LineSide } from '../../ledger/bank-records.ts';
import { clearingResult } from '../../ledger/clearing-result.ts';
import { LineGatherer } from '../../ledger/gather-lines.ts';
import type { LedgerStore } from '../../ledger/ledger-store.ts';
import { type Otb, turn } from '../../ledger/otb.ts';
import { payRefunds, type RefundPayment } from '../../ledger/pay-refunds.ts';
import { nextPeriod } from '../../ledger/period.ts';
import { planSettlement } from '../../ledger/plan-settlement.ts';
import { postCleared } from '../../ledger/posting.ts';
import type { ClearingResult } from '../../ledger/records.ts';
import { addLines, orderDue } from './bank-orders.ts';
import { forEachCleared } from './cleared-items.ts';
import { cardRefundsOf, clearingOf, keptOf } from './clearing-results.ts';
import { all, first, piecesOf, places, put, type SqlEngine, type Steps, unreachable } from './engine.ts';
import { countAgain, countBeside, type PendingReceipts } from './pending-receipts.ts';
import { addRefundPayments, owedRefunds } from './refund-payments.ts';
import { otbColumns, post } from './rows.ts';
import { addSettlements, settlementsOf } from './settlements.ts';
import { sweepAll } from './sweep.ts';

type CloseRuns = Pick<LedgerStore, 'beginClose' | 'unfinishedRun' | 'finishClose'>;
type Close = Parameters<LedgerStore['beginClose']>[0];

interface SettleableRow extends Otb {
  readonly byDirectDebit: number;
}

export function closeRuns(engine: SqlEngine): CloseRuns {
  return {
    unfinishedRun: () => engine.read(unfinished),
    beginClose: async (close) => {
      // Before the close and in small transactions. What becomes due after them is of the next close.
      await sweepAll(engine, close.at);
      const counted = await countBeside(engine);
      return engine.write(() => begin(close, counted));
    },
    finishClose: async (period, at, newRrpid) => {
      const known = await engine.read(() => resultOf(period));
      if (known !== undefined) return known;
      // What is settled stays as it is, so it is read before, and payments need not wait for it.
      const gatherer = new LineGatherer();
      await forEachCleared(engine, period, (item) => gatherer.add(item));
      const owed = await engine.read(owedRefunds);
      const paid = payRefunds(period, owed, (merchantId, currency) =>
        gatherer.creditOf(merchantId, currency),
      );
      for (const payment of paid) gatherer.pay(payment);
      return engine.write(() => finish(period, at, gatherer.lines(period), { paid, newRrpid }));
    },
  };
}

function* unfinished(): Steps<string | undefined> {
  const row = yield* first<{ period: string }>(`SELECT period FROM clearing_run WHERE state = 'settling'`);
  return row?.period;
}

function* begin({ at, settleOpenOtbsAtClose, newRrpid }: Close, counted: PendingReceipts): Steps<string> {
  const running = yield* first<{ period: string }>('SELECT period FROM running_period FOR UPDATE');
  const period = running?.period ?? unreachable('no running period');
  const known = yield* unfinished();
  if (known !== undefined) return known;
  // First the locks: what is counted after them is as it stays.
  const rows = yield* all<SettleableRow>(
    `SELECT ${otbColumns}, ${byDirectDebit} AS "byDirectDebit"
     FROM otb WHERE state IN ('open', 'closing') ORDER BY opened_at, xid FOR UPDATE`,
  );
  const pending = yield* countAgain(counted);
  const settleable = rows.map(({ byDirectDebit: isByDirectDebit, ...otb }) => ({
    otb,
    pendingCount: pending.get(otb.xid) ?? 0,
    byDirectDebit: isByDirectDebit === 1,
  }));
  const plan = planSettlement(settleable, { settleOpenOtbsAtClose }, at);
  yield* put(
    `INSERT INTO clearing_run (period, state, started_at) VALUES (?, 'settling', ?)`,
    ...[period, at],
  );
  yield* put('UPDATE running_period SET period = ?', nextPeriod(period, at));
  for (const piece of piecesOf(plan.closing.map((otb) => turn(otb, 'closing'))))
    yield* put(
      `UPDATE otb SET state = 'closing' WHERE xid IN (${places(piece.length)})`,
      ...piece.map(({ xid }) => xid),
    );
  const asked =
    (kind: 'capture' | 'reversal') =>
    ({ xid, payer, spentMinor }: Otb) => ({
      ...{ period, xid, payer, kind, rrpid: newRrpid() },
      amountMinor: kind === 'capture' ? spentMinor : 0,
      directDebitMinor: kind === 'capture' ? 0 : spentMinor,
    });
  yield* addSettlements([
    ...plan.captures.map(asked('capture')),
    ...[...plan.directDebits, ...plan.reversals].map(asked('reversal')),
  ]);
  return period;
}

/** SEPA collects euros. */
const byDirectDebit = `CASE WHEN otb.currency = 'EUR' AND EXISTS (SELECT 1 FROM mandate
  WHERE mandate.payer = otb.payer AND mandate.state = 'active' AND collect_by = 'directDebit') THEN 1 ELSE 0 END`;

function* resultOf(period: string, lock: '' | ' FOR UPDATE' = ''): Steps<ClearingResult | undefined> {
  const run = yield* first<{ result: string | null }>(
    `SELECT result FROM clearing_run WHERE period = ?${lock}`,
    period,
  );
  if (run === undefined) unreachable('a close that ends was begun');
  return run.result === null ? undefined : yield* clearingOf(period, run.result);
}

function* finish(
  period: string,
  at: number,
  lines: readonly ClearingLine[],
  { paid, newRrpid }: { readonly paid: readonly RefundPayment[]; readonly newRrpid: () => string },
): Steps<ClearingResult> {
  const known = yield* resultOf(period, ' FOR UPDATE');
  if (known !== undefined) return known;
  const currencies = [...new Set(lines.map(({ currency }) => currency))].sort();
  const ofSide = (wanted: LineSide, ofCurrency: string) =>
    lines.flatMap(({ side, currency, party, amountMinor, count }) =>
      side === wanted && currency === ofCurrency ? [{ party, amountMinor, count }] : [],
    );
  const tables = currencies.map((currency) => ({
    currency,
    debits: ofSide('debit', currency),
    credits: ofSide('credit', currency),
  }));
  yield* addRefundPayments(period, paid, newRrpid, at);
  const refunded = yield* cardRefundsOf(period);
  const clearing = clearingResult(period, tables, yield* settlementsOf(period), refunded);
  const merchantsPart = clearing.credits.filter(({ party }) => !isClientParty(party));
  for (const posting of postCleared(period, { ...clearing, credits: merchantsPart }, at))
    yield* post(posting);
  yield* put(
    `UPDATE clearing_run SET state = 'closed', closed_at = ?, result = ? WHERE period = ?`,
    ...[at, keptOf(clearing), period],
  );
  yield* addLines(lines, at);
  yield* orderDue(period, at);
  return clearing;
}
