/** A merchant: the real payment part over the demo shop's own SQLite store. Some articles are single, some catalogue. */
import { join } from 'node:path';
import {
  ClaimSchedule,
  claimSales,
  createPayments,
  type Merchant,
  type OfferStore,
  type Payments,
  type SaleRecord,
} from '@ecomm/merchant';
import { openDatabase, SqliteOfferStore } from '@ecomm/merchant-demo';
import type { Identity, TrustStore } from '@ecomm/protocol';
import { onDisk } from '../machine/disk.ts';
import { type Life, type Machine, PartyClock } from '../machine/machine.ts';
import type { Network, Server } from '../machine/network.ts';
import { Program } from '../machine/program.ts';
import { currency, hostOf, intermediaryHost, intermediaryId } from '../world.ts';

const claimTimeoutMs = 15_000;

export interface MerchantOptions {
  readonly identity: Identity;
  readonly trust: TrustStore;
  readonly directory: string;
  readonly network: Network;
}

/** `/single/12` and `/catalogue/12` cost between 1.00 and 13.00 francs each. */
export function priceOf(resource: string): number {
  return 100 * (1 + (Number(resource.split('/')[2]) % 13));
}

export class MerchantProgram extends Program {
  readonly clock: PartyClock;
  readonly merchantId: string;
  readonly #options: MerchantOptions;
  readonly #random: (byteCount: number) => Uint8Array;
  #payments: Payments | undefined;
  #database: ReturnType<typeof openDatabase> | undefined;
  #store: SqliteOfferStore | undefined;
  #sales: readonly SaleRecord[] | undefined;

  constructor(machine: Machine, options: MerchantOptions) {
    super(machine, options.identity.partyId, 'merchantDies');
    this.clock = new PartyClock(machine);
    this.merchantId = options.identity.partyId;
    this.#options = options;
    this.#random = machine.seeded(this.name).bytes;
  }

  /** What is committed, also while the program is down; read again only after something was written. */
  get store(): Pick<OfferStore, 'listSales'> | undefined {
    const store = this.#store;
    if (store === undefined) return undefined;
    return {
      listSales: async (limit) => {
        this.#sales ??= await store.listSales(limit);
        return this.#sales;
      },
    };
  }

  get server(): Server | undefined {
    const [life, payments] = [this.life, this.#payments];
    if (life === undefined || payments === undefined) return undefined;
    return {
      life,
      serve: async (request) => (await payments.handle(request)) ?? new Response(null, { status: 404 }),
    };
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
    this.#store = undefined;
  }

  protected async begin(life: Life): Promise<void> {
    const { identity, trust, network } = this.#options;
    const { machine, name } = this;
    const merchant: Merchant = {
      ...{ identity, trust, origin: `https://${hostOf(this.merchantId)}` },
      intermediaries: [{ id: intermediaryId, url: `https://${intermediaryHost}` }],
      store: onDisk(this.#openStore(), {
        ...{ name, life, machine, die: this.die, dies: this.dies },
        failure: () => new Error('the disk fails'),
        reads: (operation) => /^(find|list|totals|unclaimed|openClaim)/.test(operation),
        matters: (operation) => {
          this.#sales = undefined;
          return operation === 'recordSale' || operation === 'endClaim';
        },
      }),
      credentialKey: new Uint8Array(32).fill(7),
      now: this.clock.now,
      random: this.#random,
      fetch: network.fetchOf({ name, life, timeoutMs: claimTimeoutMs }),
    };
    const schedule = new ClaimSchedule({
      claim: () => claimSales(merchant),
      timers: { later: (delayMs, callback) => life.later(delayMs, callback) },
      onFailure: (error) =>
        machine.trace.note(name, `claiming failed: ${String((error as { code?: string }).code ?? error)}`),
    });
    this.#payments = createPayments({
      merchant,
      quote: async (resource) => ({
        title: `Article ${resource}`,
        description: 'Three pages',
        price: { currency, value: priceOf(resource) },
        use: resource.startsWith('/single') ? 'single' : 'catalogue',
      }),
      onSale: ({ resource }) => {
        machine.trace.note(name, `sells ${resource}`);
        schedule.soon();
      },
      onFailure: (error) => machine.trace.note(name, `! ${String(error)}`),
    });
    schedule.soon();
  }

  protected forget(): void {
    this.#payments = undefined;
  }

  #openStore(): SqliteOfferStore {
    this.close();
    this.#sales = undefined;
    this.#database = openDatabase(join(this.#options.directory, `${this.merchantId}.sqlite`));
    this.#store = new SqliteOfferStore(this.#database);
    return this.#store;
  }
}
