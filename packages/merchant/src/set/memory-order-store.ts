/** Orders in memory, for trying things out and for tests: nothing outlives the process. */
import type { OrderStore } from './order-store.ts';
import type { SetOrder } from './set-order.ts';

export class MemoryOrderStore implements OrderStore {
  readonly #orders = new Map<string, SetOrder>();

  async insert(order: SetOrder): Promise<void> {
    if (this.#orders.has(order.orderId)) throw new Error('internal error: an order is inserted once');
    this.#orders.set(order.orderId, order);
  }

  async find(orderId: string): Promise<SetOrder | undefined> {
    return this.#orders.get(orderId);
  }

  async findByXid(xid: string): Promise<SetOrder | undefined> {
    return [...this.#orders.values()].find(({ initiations }) =>
      initiations.some(({ transIds }) => transIds.xid === xid),
    );
  }

  async replace(order: SetOrder): Promise<'replaced' | 'changed'> {
    const current = this.#orders.get(order.orderId);
    if (current === undefined || current.version !== order.version - 1) return 'changed';
    this.#orders.set(order.orderId, order);
    return 'replaced';
  }

  async unfinished(): Promise<readonly string[]> {
    return [...this.#orders.values()]
      .filter(({ operation }) => operation !== undefined)
      .map(({ orderId }) => orderId);
  }

  async list(limit: number): Promise<readonly SetOrder[]> {
    return [...this.#orders.values()].reverse().slice(0, limit);
  }
}
