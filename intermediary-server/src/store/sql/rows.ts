/** Reads and writes of single rows that several operations share. */
import type { Otb } from '../../ledger/otb.ts';
import { payerFingerprint } from '../../ledger/payer-fingerprint.ts';
import { isOfRefund, type Posting } from '../../ledger/posting.ts';
import type { PaymentOrder, Purchase } from '../../ledger/purchase.ts';
import { all, change, first, piecesOf, places, put, type Steps, unreachable } from './engine.ts';

export const otbColumns = `otb.xid, otb.payer, otb.currency, otb.limit_minor AS "limitMinor",
  otb.spent_minor AS "spentMinor", otb.state, otb.opened_at AS "openedAt", otb.spendable_until AS "spendableUntil"`;

/** Purchases with their state. */
export const selectPurchase = `SELECT purchase.receipt_id AS "receiptId", purchase.xid, purchase.payer,
  merchant_id AS "merchantId", offer_id AS "offerId", purchase.currency, amount_minor AS "amountMinor",
  delivery_tag AS "deliveryTag", accepted_at AS "acceptedAt", advice_deadline AS "adviceDeadline",
  claim_deadline AS "claimDeadline", period, coalesce(outcome.kind, 'accepted') AS state,
  ${refundedTo('otb')} AS "refundedMinor", ${refundedTo('owed')} AS "owedMinor"
  FROM purchase LEFT JOIN outcome ON outcome.receipt_id = purchase.receipt_id AND outcome.payer = purchase.payer`;

/** Of a purchase: what its refunds of one way come to. */
export function refundedTo(way: 'otb' | 'owed'): string {
  return `CAST(coalesce((SELECT sum(refund.amount_minor) FROM refund WHERE refund.receipt_id = purchase.receipt_id
    AND refund.payer = purchase.payer AND refund.way = '${way}'), 0) AS BIGINT)`;
}

export function* addPayer(payer: string, issuer: string | undefined): Steps<void> {
  yield* put(
    `INSERT INTO payer (payer, fingerprint, status, issuer) VALUES (?, ?, 'active', ?) ON CONFLICT (payer) DO NOTHING`,
    ...[payer, payerFingerprint(payer), issuer ?? null],
  );
}

/** Who certifies a payer may change with a new certificate; the row is written only then. */
export function* nameIssuer(payer: string, issuer: string | undefined): Steps<void> {
  if (issuer === undefined) return;
  yield* put(
    'UPDATE payer SET issuer = ? WHERE payer = ? AND (issuer IS NULL OR issuer <> ?)',
    ...[issuer, payer, issuer],
  );
}

export function* readPeriod(): Steps<string> {
  const row = yield* first<{ period: string }>('SELECT period FROM running_period');
  return row?.period ?? unreachable('no running period');
}

/** The payer's open one, which nobody else changes until the transaction ends. */
export function* lockOpenOtb(payer: string, currency: string): Steps<Otb | undefined> {
  return yield* first<Otb>(
    `SELECT ${otbColumns} FROM otb WHERE payer = ? AND currency = ? AND state = 'open' FOR UPDATE`,
    payer,
    currency,
  );
}

/** An Open To Buy, which nobody else changes until the transaction ends. */
export function* lockOtb(xid: string): Steps<Otb> {
  const otb = yield* first<Otb>(`SELECT ${otbColumns} FROM otb WHERE xid = ? FOR UPDATE`, xid);
  return otb ?? unreachable('no such Open To Buy');
}

/** What may change of one that is locked. */
export function* saveOtb({ xid, payer, spentMinor, state }: Otb): Steps<void> {
  yield* put(
    'UPDATE otb SET spent_minor = ?, state = ? WHERE xid = ? AND payer = ?',
    spentMinor,
    state,
    xid,
    payer,
  );
}

export function* addPurchase(purchase: Purchase, use: PaymentOrder['use'], mpReq: string): Steps<void> {
  const { receiptId, xid, payer, merchantId, offerId, currency, amountMinor, deliveryTag } = purchase;
  const { acceptedAt, adviceDeadline, claimDeadline, period } = purchase;
  const isSingle = use === 'single';
  yield* put(
    `INSERT INTO purchase (receipt_id, xid, payer, merchant_id, offer_id, is_single, currency, amount_minor,
       delivery_tag, accepted_at, advice_deadline, claim_deadline, period) VALUES (${places(13)})`,
    ...[receiptId, xid, payer, merchantId, offerId, isSingle ? 1 : 0, currency, amountMinor],
    ...[deliveryTag, acceptedAt, adviceDeadline, claimDeadline, period],
  );
  yield* put('INSERT INTO evidence (receipt_id, payer, mpreq) VALUES (?, ?, ?)', receiptId, payer, mpReq);
  if (isSingle)
    yield* put(
      'INSERT INTO single_offer (offer_id, merchant_id, receipt_id) VALUES (?, ?, ?)',
      ...[offerId, merchantId, receiptId],
    );
}

export function* findPurchases(receiptIds: readonly string[]): Steps<Map<string, Purchase>> {
  const found = new Map<string, Purchase>();
  for (const piece of piecesOf(receiptIds)) {
    const text = `${selectPurchase} WHERE purchase.receipt_id IN (${places(piece.length)})`;
    for (const purchase of yield* all<Purchase>(text, ...piece)) found.set(purchase.receiptId, purchase);
  }
  return found;
}

/** Fails, like every second row of a key, when there is an outcome already. */
export function* addCredited({ receiptId, payer }: Purchase, at: number, preimage: string): Steps<void> {
  yield* put(
    `INSERT INTO outcome (receipt_id, payer, kind, decided_at, preimage) VALUES (?, ?, 'credited', ?, ?)`,
    ...[receiptId, payer, at, preimage],
  );
}

/** Whether it had no outcome yet. */
export function* addReturned({ receiptId, payer }: Purchase, at: number): Steps<boolean> {
  const written = yield* change(
    `INSERT INTO outcome (receipt_id, payer, kind, decided_at) VALUES (?, ?, 'returned', ?)
     ON CONFLICT DO NOTHING`,
    ...[receiptId, payer, at],
  );
  return written === 1;
}

export function* post(posting: Posting): Steps<void> {
  const { shard, xid, kind, debit, credit, currency, amountMinor, reference, postedAt } = posting;
  yield* put(
    `INSERT INTO ${isOfRefund(posting) ? 'refund_posting' : 'posting'} (shard, xid, kind, debit, credit, currency, amount_minor, reference, posted_at)
     VALUES (${places(9)})`,
    ...[shard, xid ?? null, kind, debit, credit, currency, amountMinor, reference, postedAt],
  );
}
