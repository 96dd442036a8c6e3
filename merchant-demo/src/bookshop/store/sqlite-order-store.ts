/**
 * The payment part's orders in SQLite: one document an order, its long texts beside it. Each change is one immediate
 * transaction on disk.
 */
import type { OrderStore, SetOrder } from '@ecomm/merchant';
import type { Database, Statement } from '../../payment/store/open-database.ts';
import { putTogether, takeApart } from './long-texts.ts';

interface DocumentRow {
  readonly order_id: string;
  readonly document: string;
}

export class SqliteOrderStore implements OrderStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async insert(order: SetOrder): Promise<void> {
    const { document, texts } = takeApart(order);
    this.#commit(() => {
      this.#prepare(
        'INSERT INTO payment_order (order_id, version, document, operation_since) VALUES (?, ?, ?, ?)',
      ).run(order.orderId, order.version, document, order.operation?.since ?? null);
      this.#keepTexts(order.orderId, texts);
      this.#indexXids(order);
    });
  }

  async find(orderId: string): Promise<SetOrder | undefined> {
    return this.#one('SELECT order_id, document FROM payment_order WHERE order_id = ?', orderId);
  }

  async findByXid(xid: string): Promise<SetOrder | undefined> {
    return this.#one(
      'SELECT order_id, document FROM payment_order JOIN payment_xid USING (order_id) WHERE xid = ?',
      xid,
    );
  }

  async replace(order: SetOrder) {
    const { document, texts } = takeApart(order);
    return this.#commit(() => {
      const { changes } = this.#prepare(
        'UPDATE payment_order SET version = ?, document = ?, operation_since = ? WHERE order_id = ? AND version = ?',
      ).run(order.version, document, order.operation?.since ?? null, order.orderId, order.version - 1);
      if (changes === 0) return 'changed';
      this.#keepTexts(order.orderId, texts);
      this.#indexXids(order);
      return 'replaced';
    });
  }

  async unfinished(): Promise<readonly string[]> {
    const rows = this.#prepare(
      `SELECT order_id FROM payment_order WHERE operation_since IS NOT NULL
       ORDER BY operation_since, order_number`,
    ).all() as { order_id: string }[];
    return rows.map(({ order_id }) => order_id);
  }

  async list(limit: number): Promise<readonly SetOrder[]> {
    const rows = this.#prepare(
      'SELECT order_id, document FROM payment_order ORDER BY order_number DESC LIMIT ?',
    ).all(limit) as DocumentRow[];
    return rows.map((row) => this.#orderIn(row));
  }

  /** An XID belongs to one order for ever; the same one again is no error. */
  #indexXids({ orderId, initiations }: SetOrder): void {
    const insert = this.#prepare('INSERT OR IGNORE INTO payment_xid (xid, order_id) VALUES (?, ?)');
    for (const { transIds } of initiations) insert.run(transIds.xid, orderId);
  }

  #keepTexts(orderId: string, texts: ReadonlyMap<string, string>): void {
    const insert = this.#prepare('INSERT OR IGNORE INTO payment_text VALUES (?, ?, ?)');
    for (const [digest, content] of texts) insert.run(orderId, digest, content);
    this.#prepare(
      'DELETE FROM payment_text WHERE order_id = ? AND digest NOT IN (SELECT value FROM json_each(?))',
    ).run(orderId, JSON.stringify([...texts.keys()]));
  }

  #one(sql: string, key: string): SetOrder | undefined {
    const row = this.#prepare(sql).get(key) as DocumentRow | undefined;
    return row === undefined ? undefined : this.#orderIn(row);
  }

  /** JSON leaves out what is undefined; the record names it. */
  #orderIn({ order_id, document }: DocumentRow): SetOrder {
    const text = this.#prepare('SELECT content FROM payment_text WHERE order_id = ? AND digest = ?').pluck();
    const stored = putTogether(
      document,
      (digest) => text.get(order_id, digest) as string | undefined,
    ) as SetOrder;
    return {
      ...stored,
      payment: stored.payment,
      authToken: stored.authToken,
      operation: stored.operation,
    };
  }

  #commit<T>(work: () => T): T {
    return this.#database.transaction(work).immediate();
  }

  readonly #statements = new Map<string, Statement>();

  #prepare(sql: string): Statement {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }
}
