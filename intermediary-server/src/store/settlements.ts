/** What a close asks of the gateway, one row per Open To Buy, each step on disk before the next. */
import type { LedgerStore } from '../ledger/ledger-store.ts';
import { type Otb, turn } from '../ledger/otb.ts';
import type { Settlement, SettlementTarget } from '../ledger/records.ts';
import type { SqliteDatabase } from './open-database.ts';
import { type Tables, unreachable } from './tables.ts';

export interface Settlements
  extends Pick<
    LedgerStore,
    'pendingSettlements' | 'settlementTarget' | 'saveSettlementRequest' | 'commitSettlement'
  > {
  ofPeriod(period: string): Settlement[];
  add(settlement: Pick<Settlement, 'period' | 'xid' | 'kind' | 'amountMinor' | 'rrpid'>): void;
}

interface SettlementRow extends Omit<Settlement, 'request' | 'code'> {
  request: string | null;
  code: string | null;
}

interface TargetRow extends Otb {
  transIds: string;
  authRrpid: string;
  capToken: string;
}

export function settlements(database: SqliteDatabase, rows: Tables): Settlements {
  const add = database.prepare<[Pick<Settlement, 'period' | 'xid' | 'kind' | 'amountMinor' | 'rrpid'>]>(
    `INSERT INTO settlement (period, xid, kind, amount_minor, rrpid, state)
     VALUES (@period, @xid, @kind, @amountMinor, @rrpid, 'pending')`,
  );
  const ofPeriod = database.prepare<[string], SettlementRow>(
    `SELECT period, settlement.xid, kind, otb.currency, amount_minor AS amountMinor, rrpid, request,
       settlement.state, code
     FROM settlement JOIN otb ON otb.xid = settlement.xid
     WHERE period = ? ORDER BY kind, otb.opened_at, otb.xid`,
  );
  const target = database.prepare<[string], TargetRow>(
    `SELECT otb.xid, payer, currency, limit_minor AS limitMinor, spent_minor AS spentMinor, otb.state,
       opened_at AS openedAt, spendable_until AS spendableUntil, trans_ids AS transIds,
       preq ->> '$.authRrpid' AS authRrpid, cap_token AS capToken
     FROM otb JOIN set_purchase USING (xid) WHERE otb.xid = ?`,
  );
  const saveRequest = database.prepare('UPDATE settlement SET request = ? WHERE period = ? AND xid = ?');
  const end = database.prepare(
    `UPDATE settlement SET state = ?, code = ?, request = NULL
     WHERE period = ? AND xid = ? AND state = 'pending'`,
  );
  const setCleared = database.prepare('UPDATE otb SET cleared_period = ? WHERE xid = ?');
  const all = (period: string) => ofPeriod.all(period).map(settlementOf);
  return {
    ofPeriod: all,
    add: (settlement) => void add.run(settlement),
    pendingSettlements: async (period) => all(period).filter(({ state }) => state === 'pending'),
    settlementTarget: async (xid) => targetOf(target.get(xid) ?? missing()),
    saveSettlementRequest: async ({ period, xid }, request) => void saveRequest.run(request, period, xid),
    commitSettlement: async ({ period, xid, kind }, { state, code }) =>
      database
        .transaction(() => {
          if (end.run(state, code, period, xid).changes !== 1 || state === 'refused') return;
          rows.saveOtb(turn(rows.otb(xid) ?? missing(), kind === 'capture' ? 'captured' : 'released'));
          setCleared.run(period, xid);
        })
        .immediate(),
  };
}

function settlementOf({ request, code, ...row }: SettlementRow): Settlement {
  return { ...row, request: request ?? undefined, code: code ?? undefined };
}

function targetOf({ transIds, authRrpid, capToken, ...otb }: TargetRow): SettlementTarget {
  return { otb, transIds: JSON.parse(transIds), authRrpid, capToken };
}

function missing(): never {
  return unreachable('a settlement is of an Open To Buy');
}
