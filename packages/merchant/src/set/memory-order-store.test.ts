/** The memory store keeps the shared rules. */
import { describeOrderStore } from '../testing/order-store-suite.ts';
import { MemoryOrderStore } from './memory-order-store.ts';

describeOrderStore('in memory', () => new MemoryOrderStore());
