/** The shop's own books in SQLite: orders with their addresses, and the parcels that left. */
import type { Database } from '../../payment/store/open-database.ts';
import type { Parcel, ShopOrder } from '../orders/shop-order.ts';

interface OrderRow {
  readonly reference: string;
  readonly order_id: string;
  readonly shopper: string;
  readonly language: ShopOrder['language'];
  readonly currency: string;
  readonly lines: string;
  readonly postage_minor: number;
  readonly address: string;
  readonly placed_at: number;
}

interface ParcelRow {
  readonly lines: string;
  readonly amount_minor: number;
  readonly sent_at: number;
}

export class OrderBook {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  save(order: ShopOrder): void {
    this.#database
      .prepare(
        `INSERT INTO shop_order (reference, order_id, shopper, language, currency, lines, postage_minor, address,
           placed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        order.reference,
        order.orderId,
        order.shopper,
        order.language,
        order.currency,
        JSON.stringify(order.lines),
        order.postageMinor,
        JSON.stringify(order.address),
        order.placedAt,
      );
  }

  find(reference: string): ShopOrder | undefined {
    return this.#one('SELECT * FROM shop_order WHERE reference = ?', reference);
  }

  findByOrderId(orderId: string): ShopOrder | undefined {
    return this.#one('SELECT * FROM shop_order WHERE order_id = ?', orderId);
  }

  /** Newest first. */
  ofShopper(shopper: string, limit: number): readonly ShopOrder[] {
    return this.#all(
      'SELECT * FROM shop_order WHERE shopper = ? ORDER BY placed_at DESC, rowid DESC LIMIT ?',
      shopper,
      limit,
    );
  }

  /** Newest first. */
  list(limit: number): readonly ShopOrder[] {
    return this.#all('SELECT * FROM shop_order ORDER BY placed_at DESC, rowid DESC LIMIT ?', limit);
  }

  /** Orders that were placed before a time and whose keeping was not ended yet, oldest first. */
  keptSince(before: number, limit: number): readonly ShopOrder[] {
    return this.#all(
      'SELECT * FROM shop_order WHERE kept_over = 0 AND placed_at < ? ORDER BY placed_at LIMIT ?',
      before,
      limit,
    );
  }

  /** Orders whose keeping was not ended yet. */
  keptCount(): number {
    const row = this.#database.prepare('SELECT count(*) AS count FROM shop_order WHERE kept_over = 0').get();
    return (row as { count: number }).count;
  }

  endKeeping(reference: string): void {
    this.#database.prepare('UPDATE shop_order SET kept_over = 1 WHERE reference = ?').run(reference);
  }

  /** Returns what `dropParcel` takes. */
  addParcel(reference: string, { lines, amountMinor, sentAt }: Parcel): number {
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO parcel (reference, lines, amount_minor, sent_at) VALUES (?, ?, ?, ?)')
      .run(reference, JSON.stringify(lines), amountMinor, sentAt);
    return Number(lastInsertRowid);
  }

  dropParcel(parcelId: number): void {
    this.#database.prepare('DELETE FROM parcel WHERE parcel_id = ?').run(parcelId);
  }

  /** Forgets all but the first so many. */
  keepParcels(reference: string, count: number): void {
    this.#database
      .prepare(
        `DELETE FROM parcel WHERE reference = ? AND parcel_id NOT IN
           (SELECT parcel_id FROM parcel WHERE reference = ? ORDER BY parcel_id LIMIT ?)`,
      )
      .run(reference, reference, count);
  }

  /** In the order in which they left. */
  parcelsOf(reference: string): readonly Parcel[] {
    const rows = this.#database
      .prepare('SELECT lines, amount_minor, sent_at FROM parcel WHERE reference = ? ORDER BY parcel_id')
      .all(reference) as ParcelRow[];
    return rows.map(({ lines, amount_minor, sent_at }) => ({
      lines: JSON.parse(lines),
      amountMinor: amount_minor,
      sentAt: sent_at,
    }));
  }

  #one(sql: string, ...values: unknown[]): ShopOrder | undefined {
    return this.#all(sql, ...values)[0];
  }

  #all(sql: string, ...values: unknown[]): ShopOrder[] {
    return (this.#database.prepare(sql).all(...values) as OrderRow[]).map((row) => ({
      reference: row.reference,
      orderId: row.order_id,
      shopper: row.shopper,
      language: row.language,
      currency: row.currency,
      lines: JSON.parse(row.lines),
      postageMinor: row.postage_minor,
      address: JSON.parse(row.address),
      placedAt: row.placed_at,
    }));
  }
}
