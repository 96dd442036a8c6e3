/** Where orders are kept: one document an order, changed as a whole or not at all. */
import type { SetOrder } from './set-order.ts';

export interface OrderStore {
  /** A new order, version 0. Durable when it resolves. */
  insert(order: SetOrder): Promise<void>;
  find(orderId: string): Promise<SetOrder | undefined>;
  /** The order that a PInitReq gave this XID to. */
  findByXid(xid: string): Promise<SetOrder | undefined>;
  /**
   * Takes the place of the version before it (`order.version - 1`), durable when it resolves; `changed` when another
   * change came first.
   */
  replace(order: SetOrder): Promise<'replaced' | 'changed'>;
  /** Orders with an operation on its way, oldest first. */
  unfinished(): Promise<readonly string[]>;
  /** Newest first. */
  list(limit: number): Promise<readonly SetOrder[]>;
}
