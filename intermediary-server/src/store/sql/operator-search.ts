/**
 * Finds purchases. A receipt, an Open To Buy or a payer leads to few rows by an index. Merchants, amounts and times are looked
 * for along the index of times, so many purchases for a page: an index more would be paid for by every payment.
 */
import type {
  PurchaseCursor,
  PurchasePage,
  PurchaseSearch,
  PurchaseView,
} from '../../ledger/operator-views.ts';
import { all, first, type SqlValue, type Steps } from './engine.ts';
import { refundedTo } from './rows.ts';

/** For one page. */
const scannedMost = 50_000;

export interface ViewRow extends Omit<PurchaseView, 'decidedAt' | 'clearedPeriod'> {
  readonly decidedAt: number | null;
  readonly clearedPeriod: string | null;
}

/** Of rows named `purchase`. */
export const selectView = (
  from: string,
) => `SELECT purchase.receipt_id AS "receiptId", purchase.xid, payer.fingerprint,
    purchase.merchant_id AS "merchantId", purchase.offer_id AS "offerId", purchase.currency,
    purchase.amount_minor AS "amountMinor", ${refundedTo('otb')} + ${refundedTo('owed')} AS "givenMinor",
    purchase.accepted_at AS "acceptedAt", coalesce(outcome.kind, 'accepted') AS state,
    outcome.decided_at AS "decidedAt", purchase.period, otb.cleared_period AS "clearedPeriod"
  FROM ${from} AS purchase JOIN payer ON payer.payer = purchase.payer
  JOIN otb ON otb.xid = purchase.xid AND otb.payer = purchase.payer
  LEFT JOIN outcome ON outcome.receipt_id = purchase.receipt_id AND outcome.payer = purchase.payer`;

export function viewOfRow({ decidedAt, clearedPeriod, ...row }: ViewRow): PurchaseView {
  return { ...row, decidedAt: decidedAt ?? undefined, clearedPeriod: clearedPeriod ?? undefined };
}

interface Source {
  readonly text: string;
  readonly values: readonly SqlValue[];
  readonly isScan: boolean;
}

export function* search(wanted: PurchaseSearch, limit: number): Steps<PurchasePage> {
  const source = sourceOf(wanted, limit);
  const { text, values } = conditionOf(wanted);
  const rows = yield* all<ViewRow>(
    `WITH source AS MATERIALIZED (${source.text}), found AS MATERIALIZED (SELECT * FROM source WHERE ${text}
       ORDER BY accepted_at DESC, receipt_id DESC LIMIT ?)
     ${selectView('found')} ORDER BY purchase.accepted_at DESC, purchase.receipt_id DESC`,
    ...[...source.values, ...values, limit + 1],
  );
  const purchases = rows.slice(0, limit).map(viewOfRow);
  const last = purchases.at(-1);
  if (rows.length > limit && last !== undefined) return { purchases, next: cursorOf(last) };
  return { purchases, next: source.isScan ? yield* endOfScan(source) : undefined };
}

function sourceOf(wanted: PurchaseSearch, limit: number): Source {
  const { receiptId, xid, payer, before, from, until } = wanted;
  if (receiptId !== undefined)
    return { text: `${columns} FROM purchase WHERE receipt_id = ?`, values: [receiptId], isScan: false };
  if (xid !== undefined)
    return { text: `${columns} FROM purchase WHERE xid = ?`, values: [xid], isScan: false };
  if (payer !== undefined)
    return {
      text: `${columns} FROM payer JOIN otb ON otb.payer = payer.payer
        JOIN purchase ON purchase.xid = otb.xid AND purchase.payer = otb.payer WHERE payer.fingerprint = ?`,
      values: [payer],
      isScan: false,
    };
  const { merchantId, currency, leastMinor, mostMinor } = wanted;
  const isPicky = [merchantId, currency, leastMinor, mostMinor].some((mark) => mark !== undefined);
  const latest = Math.min(until ?? Number.MAX_SAFE_INTEGER, before?.acceptedAt ?? Number.MAX_SAFE_INTEGER);
  const after = before === undefined ? '' : 'AND (accepted_at < ? OR receipt_id < ?)';
  return {
    text: `${columns} FROM purchase WHERE accepted_at BETWEEN ? AND ? ${after}
      ORDER BY accepted_at DESC, receipt_id DESC LIMIT ${isPicky ? scannedMost : limit + 1}`,
    values: [from ?? 0, latest, ...(before === undefined ? [] : [before.acceptedAt, before.receiptId])],
    isScan: isPicky,
  };
}

const columns = `SELECT purchase.receipt_id, purchase.xid, purchase.payer, purchase.merchant_id, purchase.offer_id,
  purchase.currency, purchase.amount_minor, purchase.accepted_at, purchase.period`;

function conditionOf(wanted: PurchaseSearch) {
  const { receiptId, payer, merchantId, xid, currency, leastMinor, mostMinor, from, until, before } = wanted;
  const conditions: [string, SqlValue | undefined][] = [
    ['receipt_id = ?', receiptId],
    ['payer = (SELECT payer.payer FROM payer WHERE fingerprint = ?)', payer],
    ['merchant_id = ?', merchantId],
    ['xid = ?', xid],
    ['currency = ?', currency],
    ['amount_minor >= ?', leastMinor],
    ['amount_minor <= ?', mostMinor],
    ['accepted_at >= ?', from],
    ['accepted_at <= ?', until],
  ];
  const held = conditions.flatMap(([text, value]) => (value === undefined ? [] : [{ text, value }]));
  const values: SqlValue[] = held.map(({ value }) => value);
  const texts = held.map(({ text }) => text);
  if (before !== undefined) {
    texts.push('(accepted_at < ? OR (accepted_at = ? AND receipt_id < ?))');
    values.push(before.acceptedAt, before.acceptedAt, before.receiptId);
  }
  return { text: texts.length === 0 ? '1 = 1' : texts.join(' AND '), values };
}

/** The last row that was looked at, when there were as many as are looked at. */
function* endOfScan({ text, values }: Source): Steps<PurchaseCursor | undefined> {
  const end = yield* first<PurchaseCursor & { count: number }>(
    `WITH source AS MATERIALIZED (${text})
     SELECT accepted_at AS "acceptedAt", receipt_id AS "receiptId", (SELECT count(*) FROM source) AS count
     FROM source ORDER BY accepted_at, receipt_id LIMIT 1`,
    ...values,
  );
  return end === undefined || end.count < scannedMost ? undefined : cursorOf(end);
}

function cursorOf({ acceptedAt, receiptId }: PurchaseCursor): PurchaseCursor {
  return { acceptedAt, receiptId };
}
