/** A merchant's batches of captures and credits (SET Book 2, BatchAdmin). One is open at most. */
import type { SqliteDatabase } from './open-database.ts';

export interface Batch {
  readonly batchId: number;
  readonly isOpen: boolean;
}

export interface BatchItem {
  readonly itemId: number;
  readonly batchId: number;
  readonly kind: 'capture' | 'credit';
  readonly authRrpid: string;
  readonly rrpid: string;
  readonly currency: string;
  readonly amountMinor: number;
}

export interface BatchTotals {
  readonly currency: string;
  readonly capturedMinor: number;
  readonly capturedCount: number;
  readonly creditedMinor: number;
  readonly creditedCount: number;
}

export type NewBatchItem = Omit<BatchItem, 'itemId' | 'batchId'> & { readonly merchantId: string };

export interface BatchStore {
  find(merchantId: string, batchId: number): Batch | undefined;
  open(merchantId: string): Batch | undefined;
  /** The open batch; a new one when there is none. */
  current(merchantId: string, at: number): Batch;
  close(merchantId: string, batchId: number, at: number): void;
  /** Adds to the open batch. Returns its number. */
  add(item: NewBatchItem, at: number): number;
  /** Items of one authorization that stand, oldest first. */
  itemsOf(merchantId: string, authRrpid: string): BatchItem[];
  reverse(itemId: number): void;
  /** Of what stands. */
  totals(merchantId: string, batchId: number): BatchTotals[];
}

export function batchStore(database: SqliteDatabase): BatchStore {
  const columns = 'batch_id AS batchId, closed_at IS NULL AS isOpen';
  type Row = { readonly batchId: number; readonly isOpen: number };
  const batchOf = (row: Row | undefined) => row && { batchId: row.batchId, isOpen: row.isOpen === 1 };
  const byId = database.prepare<[string, number], Row>(
    `SELECT ${columns} FROM batch WHERE merchant_id = ? AND batch_id = ?`,
  );
  const opened = database.prepare<[string], Row>(
    `SELECT ${columns} FROM batch WHERE merchant_id = ? AND closed_at IS NULL`,
  );
  const start = database.prepare<[{ merchantId: string; at: number }], Row>(
    `INSERT INTO batch (merchant_id, batch_id, opened_at)
     VALUES (@merchantId, (SELECT COALESCE(MAX(batch_id), 0) + 1 FROM batch WHERE merchant_id = @merchantId), @at)
     RETURNING ${columns}`,
  );
  const close = database.prepare<[number, string, number]>(
    'UPDATE batch SET closed_at = ? WHERE merchant_id = ? AND batch_id = ?',
  );
  const insert = database.prepare<[NewBatchItem & { batchId: number }]>(
    `INSERT INTO batch_item (merchant_id, batch_id, kind, auth_rrpid, rrpid, currency, amount_minor)
     VALUES (@merchantId, @batchId, @kind, @authRrpid, @rrpid, @currency, @amountMinor)`,
  );
  const items = database.prepare<[string, string], BatchItem>(
    `SELECT item_id AS itemId, batch_id AS batchId, kind, auth_rrpid AS authRrpid, rrpid, currency,
       amount_minor AS amountMinor
     FROM batch_item WHERE merchant_id = ? AND auth_rrpid = ? AND reversed = 0 ORDER BY item_id`,
  );
  const reverse = database.prepare<[number]>('UPDATE batch_item SET reversed = 1 WHERE item_id = ?');
  const totals = database.prepare<[string, number], BatchTotals>(
    `SELECT currency,
       SUM(CASE kind WHEN 'capture' THEN amount_minor ELSE 0 END) AS capturedMinor,
       SUM(kind = 'capture') AS capturedCount,
       SUM(CASE kind WHEN 'credit' THEN amount_minor ELSE 0 END) AS creditedMinor,
       SUM(kind = 'credit') AS creditedCount
     FROM batch_item WHERE merchant_id = ? AND batch_id = ? AND reversed = 0 GROUP BY currency ORDER BY currency`,
  );
  const current = (merchantId: string, at: number): Batch => {
    const batch = batchOf(opened.get(merchantId)) ?? batchOf(start.get({ merchantId, at }));
    if (batch === undefined) throw new Error('internal error: no batch could be opened');
    return batch;
  };
  return {
    find: (merchantId, batchId) => batchOf(byId.get(merchantId, batchId)),
    open: (merchantId) => batchOf(opened.get(merchantId)),
    current,
    close: (merchantId, batchId, at) => void close.run(at, merchantId, batchId),
    add(item, at) {
      const { batchId } = current(item.merchantId, at);
      insert.run({ ...item, batchId });
      return batchId;
    },
    itemsOf: (merchantId, authRrpid) => items.all(merchantId, authRrpid),
    reverse: (itemId) => void reverse.run(itemId),
    totals: (merchantId, batchId) => totals.all(merchantId, batchId),
  };
}
