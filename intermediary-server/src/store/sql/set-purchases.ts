/** SET purchases of top-ups, from PInitReq to PRes. */
import type { LedgerStore } from '../../ledger/ledger-store.ts';
import type { ReceivedPReq, Reversal, SetPurchase, TopUpOffer } from '../../ledger/records.ts';
import { all, change, first, places, put, type SqlEngine, type Steps, unreachable } from './engine.ts';
import { readExposed } from './recent-payments.ts';

type SetPurchases = Pick<
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

const select = `SELECT xid, top_up.lid_m AS "lidM", top_up.payer, trans_ids AS "transIds", chall_m AS "challM", state,
  order_text AS "order", currency, amount_minor AS "amountMinor", preq, reversal, pres
  FROM set_purchase JOIN top_up ON top_up.lid_m = set_purchase.lid_m`;

export function setPurchases(engine: SqlEngine): SetPurchases {
  return {
    findTopUp: (lidM) => engine.read(() => findTopUp(lidM)),
    findPInitAnswer: async (requestDigest) => {
      const text = 'SELECT pinit_answer AS answer FROM set_purchase WHERE pinit_digest = ?';
      return (await engine.read(() => first<{ answer: string }>(text, requestDigest)))?.answer;
    },
    addSetPurchase: (purchase, init) => engine.write(() => add(purchase, init)),
    findSetPurchase: (xid) => engine.read(() => find('xid = ?', xid)),
    findSetPurchaseByPReq: (requestDigest) => engine.read(() => find('preq_digest = ?', requestDigest)),
    beginAuthorisation: (xid, pReq, mostMinor) => engine.write(() => begin(xid, pReq, mostMinor), 'closed'),
    saveReversal: (xid, reversal, replaced) => engine.write(() => reverse(xid, reversal, replaced)),
    unfinishedSetPurchases: async () => {
      const text = `SELECT xid FROM set_purchase WHERE state IN ('authorising', 'reversing')`;
      return (await engine.read(() => all<{ xid: string }>(text))).map(({ xid }) => xid);
    },
  };
}

/** A SET purchase, which nobody else changes until the transaction ends. */
export function* lockSetPurchase(xid: string): Steps<SetPurchase> {
  const row = yield* first<PurchaseRow>(`${select} WHERE xid = ? FOR UPDATE OF set_purchase`, xid);
  return purchaseOf(row) ?? unreachable('a top-up has its purchase');
}

/** Whether it was under way. What is being reversed is approved no more: the bank may have let go of it. */
export function* finishSetPurchase(
  { xid, state, pReq, reversal }: SetPurchase,
  end: 'approved' | 'declined',
  pRes: string,
): Steps<boolean> {
  if (state !== 'authorising' && !(state === 'reversing' && end === 'declined')) return false;
  // What was sealed for the gateway is of no more use once it has answered.
  const { authReq: _request, ...asked } = pReq ?? unreachable('a purchase under way has its PReq');
  const undone = reversal && { ...reversal, authRevReq: undefined };
  yield* put(
    'UPDATE set_purchase SET state = ?, pres = ?, preq = ?, reversal = ? WHERE xid = ?',
    ...[end, pRes, JSON.stringify(asked), undone === undefined ? null : JSON.stringify(undone), xid],
  );
  return true;
}

export function* findTopUp(lidM: string): Steps<TopUpOffer | undefined> {
  const row = yield* first<TopUpRow>(
    `SELECT lid_m AS "lidM", payer, order_text AS "order", currency, amount_minor AS "amountMinor",
       expires_at AS "expiresAt" FROM top_up WHERE lid_m = ?`,
    lidM,
  );
  if (row === undefined) return undefined;
  const { currency, amountMinor, ...rest } = row;
  return { ...rest, amount: { currency, value: amountMinor } };
}

function* add(
  { xid, lidM, payer, transIds, challM }: SetPurchase,
  { requestDigest, answer }: { readonly requestDigest: string; readonly answer: string },
): Steps<'added' | 'tooMany'> {
  yield* first('SELECT lid_m FROM top_up WHERE lid_m = ? FOR UPDATE', lidM);
  const text = 'SELECT count(*) AS begun FROM set_purchase WHERE lid_m = ?';
  const { begun } = (yield* first<{ begun: number }>(text, lidM)) ?? unreachable('a count is a row');
  if (begun >= maxPurchasesPerTopUp) return 'tooMany';
  yield* put(
    `INSERT INTO set_purchase (xid, lid_m, payer, trans_ids, chall_m, pinit_digest, pinit_answer, state)
     VALUES (${places(7)}, 'initialised')`,
    ...[xid, lidM, payer, JSON.stringify(transIds), challM, requestDigest, answer],
  );
  return 'added';
}

function* find(by: 'xid = ?' | 'preq_digest = ?', value: string): Steps<SetPurchase | undefined> {
  return purchaseOf(yield* first<PurchaseRow>(`${select} WHERE ${by}`, value));
}

/** Of two purchases of one top-up only one is authorized. */
function* begin(
  xid: string,
  pReq: ReceivedPReq,
  mostMinor: number | undefined,
): Steps<'begun' | 'closed' | 'tooMuch'> {
  const topUp = yield* first<ToBegin>(
    `SELECT top_up.payer, currency, amount_minor AS "amountMinor" FROM top_up JOIN set_purchase ON set_purchase.lid_m = top_up.lid_m WHERE xid = ?
     FOR UPDATE OF top_up`,
    xid,
  );
  if (topUp !== undefined && mostMinor !== undefined && (yield* readStanding(topUp)) > mostMinor)
    return 'tooMuch';
  const begun = yield* change(
    `UPDATE set_purchase SET state = 'authorising', preq_digest = ?, preq = ?
     WHERE xid = ? AND state = 'initialised' AND NOT EXISTS (SELECT 1 FROM set_purchase AS other
       WHERE other.lid_m = set_purchase.lid_m AND other.state <> 'initialised')`,
    ...[pReq.requestDigest, JSON.stringify(pReq), xid],
  );
  return begun === 1 ? 'begun' : 'closed';
}

type ToBegin = Pick<TopUpRow, 'payer' | 'currency' | 'amountMinor'>;

/**
 * What would stand authorized of a payer with one more: offers are made before any of them is paid, so it is asked again here.
 * The payer's row is held, so that of two that begin at once the second sees the first.
 */
function* readStanding({ payer, currency, amountMinor }: ToBegin): Steps<number> {
  yield* first('SELECT payer FROM payer WHERE payer = ? FOR UPDATE', payer);
  const asked = yield* first<{ sum: number }>(
    `SELECT CAST(coalesce(sum(amount_minor), 0) AS BIGINT) AS sum
     FROM set_purchase JOIN top_up ON top_up.lid_m = set_purchase.lid_m
     WHERE state IN ('authorising', 'reversing') AND top_up.payer = ? AND currency = ?`,
    ...[payer, currency],
  );
  return amountMinor + (asked?.sum ?? 0) + (yield* readExposed(payer, currency));
}

function* reverse(xid: string, reversal: Reversal, replaced: Reversal | undefined): Steps<void> {
  const { state, reversal: kept } = yield* lockSetPurchase(xid);
  const isFirst = state === 'authorising';
  const isReplaced = state === 'reversing' && kept?.authRevReq === replaced?.authRevReq;
  if (!isFirst && !isReplaced) return;
  yield* put(
    `UPDATE set_purchase SET state = 'reversing', reversal = ? WHERE xid = ?`,
    JSON.stringify(reversal),
    xid,
  );
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
