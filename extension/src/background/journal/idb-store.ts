/**
 * The wallet's store on IndexedDB: survives the worker, the browser and the machine's sleep.
 *
 * Versioned, with numbered migrations that only add.
 */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { WalletError } from '../../shared/errors.ts';
import type { Purchase, PurchaseState } from './purchase.ts';
import type {
  Enrolment,
  KeptRefunds,
  KeptRevocation,
  Otb,
  PendedEnrolment,
  WalletStore,
} from './wallet-store.ts';

interface WalletDatabase extends DBSchema {
  purchases: {
    key: string;
    value: Purchase;
    indexes: { createdAt: number; state: PurchaseState; goods: [string, string] };
  };
  /** One record per name. */
  wallet: { key: string; value: Enrolment | PendedEnrolment | KeptRefunds | KeptRevocation | Otb | boolean };
}

/** Migration n brings the database from version n to n + 1. */
const migrations: readonly ((database: IDBPDatabase<WalletDatabase>) => void)[] = [
  (database) => {
    const purchases = database.createObjectStore('purchases', { keyPath: 'id' });
    purchases.createIndex('createdAt', 'createdAt');
    purchases.createIndex('state', 'state');
    purchases.createIndex('goods', ['offer.merchantId', 'resource']);
    database.createObjectStore('wallet');
  },
];

export class IdbStore implements WalletStore {
  readonly #name: string;
  #opened: Promise<IDBPDatabase<WalletDatabase>> | undefined;

  constructor(name = 'wallet') {
    this.#name = name;
  }

  async purchase(id: string): Promise<Purchase | undefined> {
    return this.#use((database) => database.get('purchases', id));
  }

  async purchases(limit: number): Promise<Purchase[]> {
    return this.#use(async (database) => {
      const found: Purchase[] = [];
      const { store } = database.transaction('purchases');
      for await (const { value } of store.index('createdAt').iterate(null, 'prev')) {
        found.push(value);
        if (found.length >= limit) break;
      }
      return found;
    });
  }

  async purchasesIn(states: readonly PurchaseState[]): Promise<Purchase[]> {
    return this.#use(async (database) => {
      const lists = states.map((state) => database.getAllFromIndex('purchases', 'state', state));
      return (await Promise.all(lists)).flat();
    });
  }

  async purchasesOf(merchantId: string, resource: string): Promise<Purchase[]> {
    return this.#use((database) => database.getAllFromIndex('purchases', 'goods', [merchantId, resource]));
  }

  async savePurchase(purchase: Purchase, durability: 'durable' | 'relaxed' = 'relaxed'): Promise<void> {
    await this.#use(async (database) => {
      const options = { durability: durability === 'durable' ? 'strict' : 'relaxed' } as const;
      const transaction = database.transaction('purchases', 'readwrite', options);
      await Promise.all([transaction.store.put(purchase), transaction.done]);
    });
  }

  async deletePurchase(id: string): Promise<void> {
    await this.#use((database) => database.delete('purchases', id));
  }

  async enrolment(): Promise<Enrolment | undefined> {
    return (await this.#use((database) => database.get('wallet', 'enrolment'))) as Enrolment | undefined;
  }

  async saveEnrolment(enrolment: Enrolment): Promise<void> {
    await this.#use(async (database) => {
      const { store, done } = database.transaction('wallet', 'readwrite');
      await Promise.all([store.put(enrolment, 'enrolment'), store.delete('pended'), done]);
    });
  }

  async pended(): Promise<PendedEnrolment | undefined> {
    return (await this.#use((database) => database.get('wallet', 'pended'))) as PendedEnrolment | undefined;
  }

  async savePended(pended: PendedEnrolment): Promise<void> {
    await this.#use((database) => database.put('wallet', pended, 'pended'));
  }

  async deletePended(): Promise<void> {
    await this.#use((database) => database.delete('wallet', 'pended'));
  }

  async otb(): Promise<Otb | undefined> {
    return (await this.#use((database) => database.get('wallet', 'otb'))) as Otb | undefined;
  }

  async saveOtb(otb: Otb): Promise<void> {
    await this.#use((database) => database.put('wallet', otb, 'otb'));
  }

  async refunds(): Promise<KeptRefunds | undefined> {
    return (await this.#use((database) => database.get('wallet', 'refunds'))) as KeptRefunds | undefined;
  }

  async saveRefunds(refunds: KeptRefunds): Promise<void> {
    await this.#use((database) => database.put('wallet', refunds, 'refunds'));
  }

  async revocation(): Promise<KeptRevocation | undefined> {
    const kept = await this.#use((database) => database.get('wallet', 'revocation'));
    return kept as KeptRevocation | undefined;
  }

  async saveRevocation(revocation: KeptRevocation): Promise<void> {
    await this.#use((database) => database.put('wallet', revocation, 'revocation'));
  }

  async hostSeen(): Promise<boolean> {
    return (await this.#use((database) => database.get('wallet', 'hostSeen'))) === true;
  }

  async markHostSeen(): Promise<void> {
    await this.#use((database) => database.put('wallet', true, 'hostSeen'));
  }

  async #use<T>(action: (database: IDBPDatabase<WalletDatabase>) => Promise<T>): Promise<T> {
    try {
      this.#opened ??= this.#open();
      return await action(await this.#opened);
    } catch (cause) {
      this.#opened = undefined;
      throw new WalletError('ERR_WALLET_STORAGE', {}, { cause });
    }
  }

  #open(): Promise<IDBPDatabase<WalletDatabase>> {
    const forget = () => {
      this.#opened = undefined;
    };
    return openDB<WalletDatabase>(this.#name, migrations.length, {
      upgrade(database, oldVersion) {
        for (const migrate of migrations.slice(oldVersion)) migrate(database);
      },
      terminated: forget,
    });
  }
}
