/** Reads and writes of single rows that several operations share; each runs inside its caller's transaction. */

import type { Otb } from '../ledger/otb.ts';
import { payerFingerprint } from '../ledger/payer-fingerprint.ts';
import type { Posting } from '../ledger/posting.ts';
import type { PaymentOrder, Purchase } from '../ledger/purchase.ts';
import type { SqliteDatabase } from './open-database.ts';

export const otbColumns = `xid, payer, currency, limit_minor AS limitMinor, spent_minor AS spentMinor, state,
  opened_at AS openedAt, spendable_until AS spendableUntil`;

const purchaseColumns = `receipt_id AS receiptId, xid, payer, merchant_id AS merchantId, offer_id AS offerId,
  currency, amount_minor AS amountMinor, delivery_tag AS deliveryTag, accepted_at AS acceptedAt,
  advice_deadline AS adviceDeadline, claim_deadline AS claimDeadline, period,
  coalesce(outcome.kind, 'accepted') AS state`;

/** Purchases with their state. */
export const selectPurchase = `SELECT ${purchaseColumns} FROM purchase LEFT JOIN outcome USING (receipt_id)`;

export interface Tables {
  addPayer(payer: string): void;
  payerStatus(payer: string): 'active' | 'suspended';
  period(): string;
  openOtb(payer: string, currency: string): Otb | undefined;
  otb(xid: string): Otb | undefined;
  saveOtb(otb: Otb): void;
  isOfferPaid(merchantId: string, offerId: string): boolean;
  purchase(receiptId: string): Purchase | undefined;
  addPurchase(purchase: Purchase, use: PaymentOrder['use'], mpReq: string): void;
  addCredited(receiptId: string, at: number, preimage: string): void;
  addReturned(receiptId: string, at: number): void;
  post(posting: Posting): void;
}

export function tables(database: SqliteDatabase): Tables {
  const addPayer = database.prepare<[string, string]>(
    `INSERT INTO payer VALUES (?, ?, 'active') ON CONFLICT (payer) DO NOTHING`,
  );
  const payerStatus = database
    .prepare<[string], 'active' | 'suspended'>('SELECT status FROM payer WHERE payer = ?')
    .pluck();
  const period = database.prepare<[], string>('SELECT period FROM running_period').pluck();
  const openOtb = database.prepare<[string, string], Otb>(
    `SELECT ${otbColumns} FROM otb WHERE payer = ? AND currency = ? AND state = 'open'`,
  );
  const otb = database.prepare<[string], Otb>(`SELECT ${otbColumns} FROM otb WHERE xid = ?`);
  const saveOtb = database.prepare<[number, string, string]>(
    'UPDATE otb SET spent_minor = ?, state = ? WHERE xid = ?',
  );
  const isOfferPaid = database
    .prepare<[string, string], number>(
      'SELECT 1 FROM purchase WHERE merchant_id = ? AND offer_id = ? AND is_single = 1',
    )
    .pluck();
  const purchase = database.prepare<[string], Purchase>(`${selectPurchase} WHERE receipt_id = ?`);
  const addPurchase = database.prepare<[Purchase & { isSingle: number }]>(
    `INSERT INTO purchase VALUES (@receiptId, @xid, @payer, @merchantId, @offerId, @isSingle, @currency,
       @amountMinor, @deliveryTag, @acceptedAt, @adviceDeadline, @claimDeadline, @period)`,
  );
  const addEvidence = database.prepare<[string, string]>('INSERT INTO evidence VALUES (?, ?)');
  const addOutcome = database.prepare<[string, string, number, string | null]>(
    'INSERT INTO outcome VALUES (?, ?, ?, ?)',
  );
  const post = database.prepare<[Posting]>(
    `INSERT INTO posting (kind, debit, credit, currency, amount_minor, reference, posted_at)
     VALUES (@kind, @debit, @credit, @currency, @amountMinor, @reference, @postedAt)`,
  );
  return {
    addPayer: (payer) => void addPayer.run(payer, payerFingerprint(payer)),
    payerStatus: (payer) => payerStatus.get(payer) ?? 'active',
    period: () => period.get() ?? unreachable('no running period'),
    openOtb: (payer, currency) => openOtb.get(payer, currency),
    otb: (xid) => otb.get(xid),
    saveOtb: ({ xid, spentMinor, state }) => void saveOtb.run(spentMinor, state, xid),
    isOfferPaid: (merchantId, offerId) => isOfferPaid.get(merchantId, offerId) !== undefined,
    purchase: (receiptId) => purchase.get(receiptId),
    addPurchase: (row, use, mpReq) => {
      addPurchase.run({ ...row, isSingle: use === 'single' ? 1 : 0 });
      addEvidence.run(row.receiptId, mpReq);
    },
    addCredited: (receiptId, at, preimage) => void addOutcome.run(receiptId, 'credited', at, preimage),
    addReturned: (receiptId, at) => void addOutcome.run(receiptId, 'returned', at, null),
    post: (posting) => void post.run(posting),
  };
}

export function unreachable(what: string): never {
  throw new Error(`internal error: ${what}`);
}
