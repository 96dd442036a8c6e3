/** The merchant of the load: the real payment part in this process, its claims to the real intermediary. */
import { ClaimSchedule, claimSales, createPayments, type Merchant, type Payments } from '@ecomm/merchant';
import { openDatabase, SqliteOfferStore } from '@ecomm/merchant-demo';
import { type Identity, TrustStore } from '@ecomm/protocol';
import { now, random } from './real-ports.ts';

export const shopOrigin = 'https://journal.example';

export class LoadMerchant {
  readonly name: string;
  readonly store = new SqliteOfferStore(openDatabase(':memory:'));
  readonly #payments: Payments;
  readonly #schedule: ClaimSchedule;

  constructor(identity: Identity, intermediaryUrl: string) {
    this.name = identity.partyId;
    const merchant: Merchant = {
      ...{ identity, trust: new TrustStore({ anchors: identity.anchors }), origin: shopOrigin },
      intermediaries: [{ id: 'INTERMEDIARY-1', url: intermediaryUrl }],
      ...{ store: this.store, credentialKey: random(32), now, random },
      fetch: (input, init) => fetch(input, init),
    };
    const later = (delayMs: number, callback: () => void) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    };
    this.#schedule = new ClaimSchedule({ claim: () => claimSales(merchant), timers: { later } });
    this.#payments = createPayments({
      merchant,
      quote: async (resource) => ({
        ...{ title: `Article ${resource}`, description: 'Three pages', price: { currency: 'EUR', value: 1 } },
        use: resource.startsWith('/single') ? 'single' : 'catalogue',
      }),
      onSale: () => this.#schedule.soon(),
    });
  }

  async answer(request: Request): Promise<Response> {
    return (await this.#payments.handle(request)) ?? new Response(null, { status: 404 });
  }

  /** Whether nothing is left to claim. */
  async claimNow(): Promise<boolean> {
    await this.#schedule.now();
    return (await this.store.totals()).waitingCount === 0;
  }

  stop(): Promise<void> {
    return this.#schedule.stop();
  }
}
