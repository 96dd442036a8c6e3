/** Offers, sales and claims in SQLite. Each method is one immediate transaction, committed before it answers. */
import { createHash } from 'node:crypto';
import {
  type ClaimBatch,
  type ClaimResult,
  isGivenBack,
  type OfferRoom,
  type OfferStore,
  type OpenOffer,
  type RefundCode,
  type Sale,
  type SaleRecord,
  type SaleRefund,
  type SaleTotals,
  type StoredOffer,
} from '@ecomm/merchant';
import type { Database, Statement } from './open-database.ts';
import { type OfferRow, offerOf, type RefundRow, refundOf, type SaleRow, saleOf } from './rows.ts';

/** How many forgotten offers one new offer sweeps out: more than one, so that a flood ebbs away. */
const sweepCount = 20;

export class SqliteOfferStore implements OfferStore {
  readonly #database: Database;
  #unpaidCount: number;

  constructor(database: Database) {
    this.#database = database;
    this.#unpaidCount =
      this.#get<{ count: number }>('SELECT count(*) AS count FROM offer WHERE sold_at IS NULL')?.count ?? 0;
  }

  async saveOffer(offer: StoredOffer, { now, forgetBefore, maxUnpaid }: OfferRoom) {
    return this.#commit(() => {
      this.#unpaidCount -= this.#sweep(forgetBefore, sweepCount);
      const tooMany = this.#unpaidCount + 1 - maxUnpaid;
      if (tooMany > 0) this.#unpaidCount -= this.#sweep(now, tooMany);
      if (this.#unpaidCount >= maxUnpaid) return 'full';
      this.#run(
        `INSERT INTO offer (offer_id, resource, use, amount_minor, currency, message, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        offer.offerId,
        offer.resource,
        offer.use,
        offer.amount.value,
        offer.amount.currency,
        offer.message,
        offer.expiresAt,
      );
      this.#unpaidCount += 1;
      return 'saved';
    });
  }

  async findOffer(offerId: string): Promise<OpenOffer | undefined> {
    const row = this.#get<OfferRow>('SELECT * FROM offer WHERE offer_id = ?', offerId);
    return row === undefined ? undefined : offerOf(row);
  }

  async recordSale(sale: Sale) {
    return this.#commit(() => {
      const offer = this.#get<OfferRow>('SELECT * FROM offer WHERE offer_id = ?', sale.offerId);
      if (offer === undefined) return 'unknown';
      if (offerOf(offer).consumed) return 'consumed';
      if (this.#saleByReceipt(sale.intermediaryId, sale.receiptId) !== undefined) return 'receiptUsed';
      this.#run('UPDATE offer SET sold_at = ? WHERE offer_id = ?', sale.soldAt, sale.offerId);
      this.#run(
        `INSERT INTO sale (offer_id, resource, amount_minor, currency, intermediary_id, receipt_id, res,
           res_digest, preimage, sold_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'delivered')`,
        sale.offerId,
        sale.resource,
        sale.amount.value,
        sale.amount.currency,
        sale.intermediaryId,
        sale.receiptId,
        sale.res,
        digestOfRes(sale.res),
        sale.preimage,
        sale.soldAt,
      );
      if (offer.sold_at === null) this.#unpaidCount -= 1;
      return 'recorded';
    });
  }

  async findSale(res: string): Promise<SaleRecord | undefined> {
    const row = this.#get<SaleRow>('SELECT * FROM sale WHERE res_digest = ?', digestOfRes(res));
    return row === undefined ? undefined : saleOf(row);
  }

  async findSaleByReceipt(intermediaryId: string, receiptId: string): Promise<SaleRecord | undefined> {
    return this.#saleByReceipt(intermediaryId, receiptId);
  }

  async listSales(limit: number): Promise<readonly SaleRecord[]> {
    return this.#all<SaleRow>('SELECT * FROM sale ORDER BY sale_id DESC LIMIT ?', limit).map(saleOf);
  }

  async totals(): Promise<SaleTotals> {
    const totals = this.#get<SaleTotals>(
      `SELECT count(*) AS soldCount, coalesce(sum(amount_minor), 0) AS soldMinor,
         count(*) FILTER (WHERE state = 'credited') AS creditedCount,
         coalesce(sum(amount_minor) FILTER (WHERE state = 'credited'), 0) AS creditedMinor,
         count(*) FILTER (WHERE state = 'refused') AS refusedCount,
         count(*) FILTER (WHERE state IN ('delivered', 'claimed')) AS waitingCount,
         coalesce(sum(refunded_minor), 0) AS refundedMinor FROM sale`,
    );
    if (totals === undefined) throw new Error('an aggregate has always one row');
    return totals;
  }

  async unclaimedSales(intermediaryId: string, limit: number): Promise<readonly SaleRecord[]> {
    return this.#all<SaleRow>(
      `SELECT * FROM sale WHERE intermediary_id = ? AND state = 'delivered' ORDER BY sale_id LIMIT ?`,
      intermediaryId,
      limit,
    ).map(saleOf);
  }

  async openClaim(intermediaryId: string): Promise<ClaimBatch | undefined> {
    const claim = this.#get<{ rrpid: string; message: string; made_at: number }>(
      'SELECT rrpid, message, made_at FROM claim WHERE intermediary_id = ? AND ended = 0',
      intermediaryId,
    );
    if (claim === undefined) return undefined;
    const receipts = this.#all<{ receipt_id: string }>(
      'SELECT receipt_id FROM sale WHERE claim_rrpid = ? ORDER BY sale_id',
      claim.rrpid,
    );
    return {
      rrpid: claim.rrpid,
      intermediaryId,
      message: claim.message,
      madeAt: claim.made_at,
      receiptIds: receipts.map(({ receipt_id }) => receipt_id),
    };
  }

  async beginClaim(batch: ClaimBatch): Promise<void> {
    this.#commit(() => {
      this.#run(
        'INSERT INTO claim (rrpid, intermediary_id, message, made_at) VALUES (?, ?, ?, ?)',
        batch.rrpid,
        batch.intermediaryId,
        batch.message,
        batch.madeAt,
      );
      for (const receiptId of batch.receiptIds)
        this.#run(
          `UPDATE sale SET state = 'claimed', claim_rrpid = ?
           WHERE intermediary_id = ? AND receipt_id = ? AND state = 'delivered'`,
          batch.rrpid,
          batch.intermediaryId,
          receiptId,
        );
    });
  }

  async endClaim(rrpid: string, results: readonly ClaimResult[]): Promise<void> {
    this.#commit(() => {
      this.#run('UPDATE claim SET ended = 1 WHERE rrpid = ?', rrpid);
      for (const { receiptId, code } of results)
        this.#run(
          `UPDATE sale SET state = ?, claim_code = ?
           WHERE claim_rrpid = ? AND receipt_id = ? AND state = 'claimed'`,
          code === 'credited' ? 'credited' : 'refused',
          code,
          rrpid,
          receiptId,
        );
      this.#run(
        `UPDATE sale SET state = 'delivered', claim_rrpid = NULL WHERE claim_rrpid = ? AND state = 'claimed'`,
        rrpid,
      );
    });
  }

  async openRefund(intermediaryId: string, receiptId: string): Promise<SaleRefund | undefined> {
    return this.#openRefund(intermediaryId, receiptId);
  }

  async beginRefund(refund: SaleRefund): Promise<SaleRefund> {
    const { rrpid, intermediaryId, receiptId, amount, reason, message, madeAt } = refund;
    return this.#commit(() => {
      const open = this.#openRefund(intermediaryId, receiptId);
      if (open !== undefined) return open;
      this.#run(
        `INSERT INTO refund (rrpid, intermediary_id, receipt_id, amount_minor, currency, reason, message, made_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[rrpid, intermediaryId, receiptId, amount.value, amount.currency, reason, message, madeAt],
      );
      return refund;
    });
  }

  async replaceRefund({ rrpid, message, madeAt }: SaleRefund): Promise<void> {
    this.#run(
      'UPDATE refund SET message = ?, made_at = ? WHERE rrpid = ? AND code IS NULL',
      message,
      madeAt,
      rrpid,
    );
  }

  async endRefund(rrpid: string, code: RefundCode): Promise<void> {
    this.#commit(() => {
      const row = this.#get<RefundRow>('SELECT * FROM refund WHERE rrpid = ? AND code IS NULL', rrpid);
      if (row === undefined) return;
      this.#run('UPDATE refund SET code = ? WHERE rrpid = ?', code, rrpid);
      if (!isGivenBack(code)) return;
      const sale = [row.intermediary_id, row.receipt_id];
      this.#run(
        `UPDATE sale SET refunded_minor = refunded_minor + ? WHERE intermediary_id = ? AND receipt_id = ?`,
        ...[row.amount_minor, ...sale],
      );
      if (code === 'cancelled')
        this.#run(
          `UPDATE sale SET state = 'refused', claim_code = 'returned'
           WHERE intermediary_id = ? AND receipt_id = ? AND state = 'delivered'`,
          ...sale,
        );
    });
  }

  #openRefund(intermediaryId: string, receiptId: string): SaleRefund | undefined {
    const row = this.#get<RefundRow>(
      'SELECT * FROM refund WHERE intermediary_id = ? AND receipt_id = ? AND code IS NULL',
      ...[intermediaryId, receiptId],
    );
    return row === undefined ? undefined : refundOf(row);
  }

  /** Forgets the oldest unpaid offers that expired before a time; returns how many. */
  #sweep(expiredBefore: number, limit: number): number {
    return this.#run(
      `DELETE FROM offer WHERE offer_id IN (SELECT offer_id FROM offer
         WHERE sold_at IS NULL AND expires_at < ? ORDER BY expires_at LIMIT ?)`,
      expiredBefore,
      limit,
    );
  }

  #saleByReceipt(intermediaryId: string, receiptId: string): SaleRecord | undefined {
    const row = this.#get<SaleRow>(
      'SELECT * FROM sale WHERE intermediary_id = ? AND receipt_id = ?',
      intermediaryId,
      receiptId,
    );
    return row === undefined ? undefined : saleOf(row);
  }

  #commit<T>(work: () => T): T {
    return this.#database.transaction(work).immediate();
  }

  readonly #statements = new Map<string, Statement>();

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }

  #run(sql: string, ...values: unknown[]): number {
    return this.#statement(sql).run(...values).changes;
  }

  #get<T>(sql: string, ...values: unknown[]): T | undefined {
    return this.#statement(sql).get(...values) as T | undefined;
  }

  #all<T>(sql: string, ...values: unknown[]): T[] {
    return this.#statement(sql).all(...values) as T[];
  }
}

/** Receipts are long; their digest is what the index holds. */
function digestOfRes(res: string): Buffer {
  return createHash('sha256').update(res).digest();
}
