/** SET purchases of top-ups, from PInitReq to PRes. */
import type { LedgerStore } from '../ledger/ledger-store.ts';
import type { ReceivedPReq, Reversal, SetPurchase, TopUpOffer } from '../ledger/records.ts';
import type { SqliteDatabase } from './open-database.ts';
import { unreachable } from './tables.ts';

export type SetPurchaseOperations = Pick<
  LedgerStore,
  | 'findTopUp'
  | 'findPInitAnswer'
  | 'addSetPurchase'
  | 'findSetPurchase'
  | 'findSetPurchaseByPReq'
  | 'beginAuthorisation'
  | 'saveReversal'
  | 'unfinishedSetPurchases'
>;

export interface SetPurchaseTable {
  readonly operations: SetPurchaseOperations;
  find(xid: string): SetPurchase | undefined;
  /** Whether it was under way. */
  finish(xid: string, state: 'approved' | 'declined', pRes: string): boolean;
}

/** PInitReq is not signed: whoever learns a LID-M can't fill the disk. */
const maxPurchasesPerTopUp = 20;

interface PurchaseRow extends Pick<SetPurchase, 'xid' | 'lidM' | 'payer' | 'challM' | 'state' | 'order'> {
  transIds: string;
  currency: string;
  amountMinor: number;
  preq: string | null;
  reversal: string | null;
  pres: string | null;
}

interface TopUpRow extends Omit<TopUpOffer, 'amount'> {
  currency: string;
  amountMinor: number;
}

const select = `SELECT xid, lid_m AS lidM, payer, trans_ids AS transIds, chall_m AS challM, state,
  order_text AS "order", currency, amount_minor AS amountMinor, preq, reversal, pres
  FROM set_purchase JOIN top_up USING (lid_m)`;

export function setPurchaseTable(database: SqliteDatabase): SetPurchaseTable {
  const byXid = database.prepare<[string], PurchaseRow>(`${select} WHERE xid = ?`);
  const byPReq = database.prepare<[string], PurchaseRow>(`${select} WHERE preq_digest = ?`);
  // Of two purchases of one top-up only one is authorized: the index one_authorization_per_top_up.
  const begin = database.prepare(
    `UPDATE OR IGNORE set_purchase SET state = 'authorising', preq_digest = ?, preq = ?
     WHERE xid = ? AND state = 'initialised'`,
  );
  const reverse = database.prepare(
    `UPDATE set_purchase SET state = 'reversing', reversal = ?
     WHERE xid = ? AND state IN ('authorising', 'reversing')`,
  );
  // What was sealed for the gateway is of no more use once it has answered.
  const finish = database.prepare(
    `UPDATE set_purchase SET state = ?, pres = ?, preq = json_remove(preq, '$.authReq'),
       reversal = json_remove(reversal, '$.authRevReq')
     WHERE xid = ? AND state IN ('authorising', 'reversing')`,
  );
  const unfinished = database
    .prepare<[], string>(`SELECT xid FROM set_purchase WHERE state IN ('authorising', 'reversing')`)
    .pluck();
  const find = (xid: string) => purchaseOf(byXid.get(xid));
  return {
    find,
    finish: (xid, state, pRes) => finish.run(state, pRes, xid).changes === 1,
    operations: {
      ...initialisation(database),
      findSetPurchase: async (xid) => find(xid),
      findSetPurchaseByPReq: async (requestDigest) => purchaseOf(byPReq.get(requestDigest)),
      beginAuthorisation: async (xid, pReq) =>
        begin.run(pReq.requestDigest, JSON.stringify(pReq), xid).changes === 1 ? 'begun' : 'closed',
      saveReversal: async (xid, reversal) => {
        if (reverse.run(JSON.stringify(reversal), xid).changes !== 1)
          unreachable('a reversal is of a purchase under way');
      },
      unfinishedSetPurchases: async () => unfinished.all(),
    },
  };
}

function initialisation(
  database: SqliteDatabase,
): Pick<SetPurchaseOperations, 'findTopUp' | 'findPInitAnswer' | 'addSetPurchase'> {
  const topUp = database.prepare<[string], TopUpRow>(
    `SELECT lid_m AS lidM, payer, order_text AS "order", currency, amount_minor AS amountMinor,
       expires_at AS expiresAt FROM top_up WHERE lid_m = ?`,
  );
  const pInit = database
    .prepare<[string], string>('SELECT pinit_answer FROM set_purchase WHERE pinit_digest = ?')
    .pluck();
  const insert = database.prepare(
    `INSERT INTO set_purchase (xid, lid_m, trans_ids, chall_m, pinit_digest, pinit_answer, state)
     SELECT ?, ?, ?, ?, ?, ?, 'initialised'
     WHERE (SELECT count(*) FROM set_purchase WHERE lid_m = ?) < ${maxPurchasesPerTopUp}`,
  );
  return {
    findTopUp: async (lidM) => {
      const row = topUp.get(lidM);
      if (row === undefined) return undefined;
      const { currency, amountMinor, ...rest } = row;
      return { ...rest, amount: { currency, value: amountMinor } };
    },
    findPInitAnswer: async (requestDigest) => pInit.get(requestDigest),
    addSetPurchase: async ({ xid, lidM, transIds, challM }, { requestDigest, answer }) => {
      const written = insert.run(xid, lidM, JSON.stringify(transIds), challM, requestDigest, answer, lidM);
      return written.changes === 1 ? 'added' : 'tooMany';
    },
  };
}

function purchaseOf(row: PurchaseRow | undefined): SetPurchase | undefined {
  if (row === undefined) return undefined;
  const { transIds, currency, amountMinor, preq, reversal, pres, ...rest } = row;
  return {
    ...rest,
    transIds: JSON.parse(transIds),
    amount: { currency, value: amountMinor },
    pReq: preq === null ? undefined : (JSON.parse(preq) as ReceivedPReq),
    reversal: reversal === null ? undefined : (JSON.parse(reversal) as Reversal),
    pRes: pres ?? undefined,
  };
}
