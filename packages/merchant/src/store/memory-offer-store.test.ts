/** The memory store keeps the shared rules. */
import { describeOfferStore } from '../testing/offer-store-suite.ts';
import { MemoryOfferStore } from './memory-offer-store.ts';

describeOfferStore('in memory', () => new MemoryOfferStore());
