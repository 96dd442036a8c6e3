/**
 * The wallet's journal on a disk that forgets: what was saved `relaxed` survives a worker that dies, and of it only the
 * earlier part, or nothing, survives a loss of power. What was saved `durable` is there, with all before it.
 */
import type { Enrolment, Purchase, WalletStore } from '@ecomm/extension/wallet';
import { MemoryStore } from '../../../extension/src/testing/memory-store.ts';
import type { Seeded } from './seeded.ts';

type Change = (records: Map<string, Purchase>) => void;

export class JournalDisk {
  #onDisk = new Map<string, Purchase>();
  /** Saved and not yet on disk, oldest first. */
  #cached: Change[] = [];
  #store = new MemoryStore();
  readonly #enrolment: Enrolment;
  /** Everything that was ever saved. */
  onSaved: (purchase: Purchase) => void = () => {};

  constructor(enrolment: Enrolment) {
    this.#enrolment = enrolment;
    void this.#store.saveEnrolment(enrolment);
  }

  /** As a program that is alive sees it. */
  get store(): WalletStore {
    const store = this.#store;
    return new Proxy<WalletStore>(store, {
      get: (target, name) => {
        if (name === 'savePurchase')
          return async (...[purchase, durability]: Parameters<WalletStore['savePurchase']>) => {
            await store.savePurchase(purchase);
            this.onSaved(purchase);
            const kept = structuredClone(purchase);
            this.#keep((records) => records.set(purchase.id, kept), durability === 'durable');
          };
        if (name === 'deletePurchase')
          return async (id: string) => {
            await store.deletePurchase(id);
            this.#keep((records) => records.delete(id), false);
          };
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  }

  purchases(): Promise<Purchase[]> {
    return this.#store.purchases();
  }

  /** Returns how many changes are lost. */
  async losePower(seeded: Seeded): Promise<number> {
    const keptCount = seeded.whole(0, this.#cached.length);
    const lostCount = this.#cached.length - keptCount;
    for (const change of this.#cached.slice(0, keptCount)) change(this.#onDisk);
    this.#cached = [];
    const known = await this.#store.otb();
    this.#store = new MemoryStore();
    await this.#store.saveEnrolment(this.#enrolment);
    if (known !== undefined && keptCount > 0) await this.#store.saveOtb(known);
    for (const purchase of this.#onDisk.values()) await this.#store.savePurchase(purchase);
    return lostCount;
  }

  #keep(change: Change, isDurable: boolean): void {
    this.#cached.push(change);
    if (!isDurable) return;
    for (const cached of this.#cached) cached(this.#onDisk);
    this.#cached = [];
  }
}
