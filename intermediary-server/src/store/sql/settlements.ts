/** What a close asks of the gateway, one row per Open To Buy, each step on disk before the next. */
import type { LedgerStore } from '../../ledger/ledger-store.ts';
import { type Otb, turn } from '../../ledger/otb.ts';
import type { ReceivedPReq, Settlement, SettlementTarget } from '../../ledger/records.ts';
import { all, change, first, piecesOf, put, type SqlEngine, type Steps, unreachable } from './engine.ts';
import { lockOtb, otbColumns, saveOtb } from './rows.ts';

type Settlements = Pick<
  LedgerStore,
  'pendingSettlements' | 'settlementTarget' | 'saveSettlementRequest' | 'commitSettlement'
>;

export interface NewSettlement
  extends Pick<Settlement, 'period' | 'xid' | 'kind' | 'amountMinor' | 'directDebitMinor' | 'rrpid'> {
  readonly payer: string;
}

interface SettlementRow extends Omit<Settlement, 'request' | 'code'> {
  request: string | null;
  code: string | null;
}

interface TargetRow extends Otb {
  transIds: string;
  preq: string;
  capToken: string;
}

export function settlements(engine: SqlEngine): Settlements {
  return {
    pendingSettlements: async (period) =>
      (await engine.read(() => settlementsOf(period))).filter(({ state }) => state === 'pending'),
    settlementTarget: (xid) => engine.read(() => targetOf(xid)),
    saveSettlementRequest: (settlement, request) => engine.write(() => keepRequest(settlement, request)),
    commitSettlement: (settlement, outcome) => engine.write(() => settle(settlement, outcome)),
  };
}

export function* settlementsOf(period: string): Steps<Settlement[]> {
  const rows = yield* all<SettlementRow>(
    `SELECT settlement.period, settlement.xid, kind, otb.currency, amount_minor AS "amountMinor",
       direct_debit_minor AS "directDebitMinor", rrpid, request,
       settlement.state, code
     FROM settlement JOIN otb ON otb.xid = settlement.xid
     WHERE settlement.period = ? ORDER BY kind, otb.opened_at, otb.xid`,
    period,
  );
  return rows.map(({ request, code, ...row }) => ({
    ...row,
    request: request ?? undefined,
    code: code ?? undefined,
  }));
}

export function* addSettlements(added: readonly NewSettlement[]): Steps<void> {
  for (const piece of piecesOf(added))
    yield* put(
      `INSERT INTO settlement (period, xid, payer, kind, amount_minor, direct_debit_minor, rrpid, state)
       VALUES ${piece.map(() => `(?, ?, ?, ?, ?, ?, ?, 'pending')`).join(', ')}`,
      ...piece.flatMap(({ period, xid, payer, kind, amountMinor, directDebitMinor, rrpid }) => [
        ...[period, xid, payer, kind, amountMinor, directDebitMinor, rrpid],
      ]),
    );
}

function* targetOf(xid: string): Steps<SettlementTarget> {
  const row = yield* first<TargetRow>(
    `SELECT ${otbColumns}, trans_ids AS "transIds", preq, cap_token AS "capToken"
     FROM otb JOIN set_purchase ON set_purchase.xid = otb.xid WHERE otb.xid = ?`,
    xid,
  );
  const { transIds, preq, capToken, ...otb } =
    row ?? unreachable('a settlement is of an Open To Buy that was authorized');
  const { authRrpid } = JSON.parse(preq) as ReceivedPReq;
  return { otb, transIds: JSON.parse(transIds), authRrpid, capToken };
}

function* keepRequest({ period, xid, request: known }: Settlement, request: string): Steps<string> {
  const kept = yield* first<{ request: string | null }>(
    'SELECT request FROM settlement WHERE period = ? AND xid = ? FOR UPDATE',
    ...[period, xid],
  );
  const other = kept?.request ?? undefined;
  if (other !== undefined && other !== known) return other;
  yield* put(
    `UPDATE settlement SET request = ? WHERE period = ? AND xid = ? AND state = 'pending'`,
    ...[request, period, xid],
  );
  return request;
}

function* settle(
  { period, xid, kind }: Settlement,
  { state, code }: { readonly state: 'done' | 'refused'; readonly code: string },
): Steps<void> {
  const ended = yield* change(
    `UPDATE settlement SET state = ?, code = ?, request = NULL
     WHERE period = ? AND xid = ? AND state = 'pending'`,
    ...[state, code, period, xid],
  );
  if (ended !== 1 || state === 'refused') return;
  yield* saveOtb(turn(yield* lockOtb(xid), kind === 'capture' ? 'captured' : 'released'));
  yield* put('UPDATE otb SET cleared_period = ? WHERE xid = ?', period, xid);
}
