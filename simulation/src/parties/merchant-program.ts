/** A merchant: the real payment part over the demo shop's own SQLite store. Some articles are single, some catalogue. */
import { join } from 'node:path';
import {
  ClaimSchedule,
  claimSales,
  createPayments,
  type Merchant,
  MerchantError,
  type OfferStore,
  type Payments,
  refundSale,
  type SaleRecord,
  type SaleRefundWish,
} from '@ecomm/merchant';
import { openDatabase, SqliteOfferStore } from '@ecomm/merchant-demo';
import type { Identity, TrustStore } from '@ecomm/protocol';
import { onDisk } from '../machine/disk.ts';
import { type Life, type Machine, PartyClock } from '../machine/machine.ts';
import type { Network, Server } from '../machine/network.ts';
import { Program } from '../machine/program.ts';
import type { Seeded } from '../machine/seeded.ts';
import { currency, hostOf, intermediaryHost, intermediaryId } from '../world.ts';

const claimTimeoutMs = 15_000;
const mostLookedAt = 50;

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
  #merchant: Merchant | undefined;
  /** What the operator wants to give back, and the intermediary has not answered yet. */
  readonly #wishes = new Set<SaleRefundWish>();
  /** Receipts that the operator ever wanted to give back. */
  readonly refundsAsked = new Set<string>();
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

  /** The operator gives a sale back, in whole or in part. */
  async refund(chance: Seeded): Promise<void> {
    const sales = (await this.store?.listSales(mostLookedAt)) ?? [];
    if (sales.length === 0) return;
    const { receiptId, amount } = chance.pick(sales);
    const part = chance.chance(0.5) ? {} : { amountMinor: chance.whole(1, amount.value) };
    this.#wishes.add({ intermediaryId, receiptId, reason: 'The last page was missing.', ...part });
    this.refundsAsked.add(receiptId);
    await this.askRefunds();
  }

  /** The operator tries again what was not answered. */
  async askRefunds(): Promise<void> {
    const { machine, name } = this;
    for (const wish of [...this.#wishes]) {
      const merchant = this.#merchant;
      if (merchant === undefined) return;
      try {
        const { code } = await refundSale(merchant, wish);
        this.#wishes.delete(wish);
        machine.trace.note(name, `refund: ${code}`);
      } catch (error) {
        const code = error instanceof MerchantError ? error.code : String(error);
        machine.trace.note(name, `refund failed: ${code}`);
        if (code === 'ERR_REFUND_AMOUNT') this.#wishes.delete(wish);
      }
    }
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
        reads: (operation) => /^(find|list|totals|unclaimed|openClaim|openRefund)/.test(operation),
        matters: (operation) => {
          this.#sales = undefined;
          return ['recordSale', 'endClaim', 'endRefund'].includes(operation);
        },
      }),
      credentialKey: new Uint8Array(32).fill(7),
      now: this.clock.now,
      random: this.#random,
      fetch: network.fetchOf({ name, life, timeoutMs: claimTimeoutMs }),
    };
    this.#merchant = merchant;
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
    this.#merchant = undefined;
  }

  #openStore(): SqliteOfferStore {
    this.close();
    this.#sales = undefined;
    this.#database = openDatabase(join(this.#options.directory, `${this.merchantId}.sqlite`));
    this.#store = new SqliteOfferStore(this.#database);
    return this.#store;
  }
}
