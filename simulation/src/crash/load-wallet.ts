/** A wallet of the load: the extension's own runner, buying all the time, over real HTTP. */
import {
  createNetwork,
  openPurchase,
  type Purchase,
  PurchaseRunner,
  pay,
  recoverJournal,
  retryPurchase,
  setupOf,
  startEnrolment,
  type WalletPorts,
} from '@ecomm/extension/wallet';
import type { Identity } from '@ecomm/protocol';
import { MemoryStore } from '../../../extension/src/testing/memory-store.ts';
import type { CardReader } from '../parties/card-reader.ts';
import { type LoadMerchant, shopOrigin } from './load-merchant.ts';
import { now, random } from './real-ports.ts';

export interface LoadWalletOptions {
  readonly name: string;
  /** Of any party: the anchors that all trust. */
  readonly identity: Identity;
  readonly urls: { readonly gateway: string; readonly intermediary: string };
  readonly merchant: LoadMerchant;
  readonly reader: CardReader;
  readonly onSaved: (purchase: Purchase) => void;
}

/** Purchases that wait for the server: a shopper does not begin more. */
const mostUnsettled = 8;
const pauseMs = 60;
/** The journal in memory is copied at each look: what has come to its end is kept only so long. */
const forgetEvery = 25;
const keptSeconds = 20;

export class LoadWallet {
  readonly name: string;
  readonly isLost = false;
  readonly bugs: unknown[] = [];
  readonly journal: MemoryStore;
  readonly #runner: PurchaseRunner;
  #isShopping = true;
  #count = 0;

  private constructor(name: string, ports: WalletPorts, journal: MemoryStore) {
    this.name = name;
    this.journal = journal;
    this.#runner = new PurchaseRunner({
      ports,
      onChange: () => {},
      deliver: async () => true,
      openTab: async () => {},
      wakeAt: (seconds) => {
        const delayMs = Math.max(0, seconds - now()) * 1000;
        setTimeout(() => void this.#runner.runDue().catch((error) => this.bugs.push(error)), delayMs).unref();
      },
      onBug: (error) => this.bugs.push(error),
    });
  }

  /** Certified by the real bank. */
  static async enrol({
    name,
    identity,
    urls,
    merchant,
    reader,
    onSaved,
  }: LoadWalletOptions): Promise<LoadWallet> {
    const setup = setupOf(
      {
        brand: 'CB-demo',
        issuers: [{ name: 'Banque Un', bins: ['497010'], enrolUrl: `${urls.gateway}/set` }],
        intermediary: { id: 'INTERMEDIARY-1', url: urls.intermediary },
        ranges: { EUR: { least: 1, most: 1000 } },
        revocationRequired: false,
      },
      identity.anchors,
    );
    const journal = new MemoryStore();
    const save = journal.savePurchase.bind(journal);
    journal.savePurchase = async (purchase) => {
      onSaved(purchase);
      await save(purchase);
    };
    const network = createNetwork((input, init = {}) => {
      const { signal: _signal, cache: _cache, credentials: _credentials, ...plain } = init;
      const url = String(input);
      return url.startsWith(shopOrigin) ? merchant.answer(new Request(url, plain)) : fetch(url, init);
    });
    const ports = {
      setup: async () => setup,
      store: journal,
      network,
      host: reader,
      now,
      random,
      language: 'en',
    };
    const session = { report: () => {}, lastTryAccepted: false, signal: new AbortController().signal };
    await startEnrolment(ports, session);
    return new LoadWallet(name, ports, journal);
  }

  /** Until `stopShopping`. */
  async shop(): Promise<void> {
    while (this.#isShopping) {
      if (this.#count % forgetEvery === 0) await this.#forgetSettled();
      if ((await this.unsettledCount()) < mostUnsettled)
        await this.#buy().catch((error: { code?: string }) => {
          if (error.code === undefined) this.bugs.push(error);
        });
      await new Promise((resolve) => setTimeout(resolve, pauseMs * (0.5 + Math.random())));
    }
  }

  stopShopping(): void {
    this.#isShopping = false;
  }

  /** What waits goes on, whatever its time. */
  async goOn(): Promise<void> {
    await Promise.all((await this.#unsettled()).map((purchase) => this.#advance(purchase)));
    await recoverJournal(this.#runner, { browserStarted: false });
  }

  async #advance({ id, state }: Pick<Purchase, 'id' | 'state'>): Promise<void> {
    if (this.#runner.isRunning(id)) return;
    // Somebody looks on, with the card at hand.
    const close = this.#runner.watch(id);
    try {
      if (state === 'topUpNeeded') await retryPurchase(id, false, this.#runner);
      await this.#runner.run(id);
    } catch (error) {
      // Another run of it was quicker.
      if ((error as { code?: string }).code !== 'ERR_WALLET_PURCHASE_STATE') this.bugs.push(error);
    } finally {
      close();
    }
  }

  async unsettledCount(): Promise<number> {
    return (await this.#unsettled()).length;
  }

  /** Its receipts stay in the record that is compared. */
  async #forgetSettled(): Promise<void> {
    for (const { id, updatedAt } of await this.journal.purchasesIn(['delivered', 'failed', 'unpayable']))
      if (updatedAt < now() - keptSeconds && !this.#runner.isRunning(id))
        await this.journal.deletePurchase(id);
  }

  #unsettled() {
    return this.journal.purchasesIn(['requesting', 'topUpNeeded', 'authorizing', 'approved']);
  }

  async #buy(): Promise<void> {
    this.#count += 1;
    const resource = `/${this.#count % 2 === 0 ? 'single' : 'catalogue'}/${this.name.replace(' ', '-')}-${this.#count}`;
    const offerUrl = `${shopOrigin}/mpoffer?resource=${resource}`;
    const id = await openPurchase({ offerUrl, pageOrigin: shopOrigin, tabId: 7 }, this.#runner);
    const close = this.#runner.watch(id);
    await this.#runner.run(id);
    if ((await this.#runner.find(id)).state === 'ready') await pay(id, this.#runner);
    // The next purchase need not wait for it.
    void this.#runner.run(id).finally(close);
  }
}
