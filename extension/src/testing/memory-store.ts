/** The wallet's store in memory, for tests: what is put in is copied, as a database would. */
import type { Purchase, PurchaseState } from '../background/journal/purchase.ts';
import type {
  Enrolment,
  KeptRefunds,
  KeptRevocation,
  Otb,
  PendedEnrolment,
  WalletStore,
} from '../background/journal/wallet-store.ts';

export class MemoryStore implements WalletStore {
  readonly #purchases = new Map<string, Purchase>();
  #enrolment: Enrolment | undefined;
  #pended: PendedEnrolment | undefined;
  #otb: Otb | undefined;
  #refunds: KeptRefunds | undefined;
  #revocation: KeptRevocation | undefined;
  #hostSeen = false;
  /** Every state that was saved, in order. */
  readonly saved: string[] = [];

  async purchase(id: string): Promise<Purchase | undefined> {
    return structuredClone(this.#purchases.get(id));
  }

  async purchases(limit = Number.POSITIVE_INFINITY): Promise<Purchase[]> {
    return structuredClone([...this.#purchases.values()].reverse().slice(0, limit));
  }

  async purchasesIn(states: readonly PurchaseState[]): Promise<Purchase[]> {
    return (await this.purchases()).filter(({ state }) => states.includes(state));
  }

  async purchasesOf(merchantId: string, resource: string): Promise<Purchase[]> {
    return (await this.purchases()).filter(
      (purchase) =>
        'offer' in purchase && purchase.offer.merchantId === merchantId && purchase.resource === resource,
    );
  }

  async savePurchase(purchase: Purchase): Promise<void> {
    this.#purchases.set(purchase.id, structuredClone(purchase));
    this.saved.push(purchase.state);
  }

  async deletePurchase(id: string): Promise<void> {
    this.#purchases.delete(id);
  }

  async enrolment(): Promise<Enrolment | undefined> {
    return this.#enrolment;
  }

  async saveEnrolment(enrolment: Enrolment): Promise<void> {
    this.#enrolment = enrolment;
    this.#pended = undefined;
  }

  async pended(): Promise<PendedEnrolment | undefined> {
    return this.#pended;
  }

  async savePended(pended: PendedEnrolment): Promise<void> {
    this.#pended = pended;
  }

  async deletePended(): Promise<void> {
    this.#pended = undefined;
  }

  async otb(): Promise<Otb | undefined> {
    return this.#otb;
  }

  async saveOtb(otb: Otb): Promise<void> {
    this.#otb = otb;
  }

  async refunds(): Promise<KeptRefunds | undefined> {
    return this.#refunds;
  }

  async saveRefunds(refunds: KeptRefunds): Promise<void> {
    this.#refunds = refunds;
  }

  async revocation(): Promise<KeptRevocation | undefined> {
    return this.#revocation;
  }

  async saveRevocation(revocation: KeptRevocation): Promise<void> {
    this.#revocation = revocation;
  }

  async hostSeen(): Promise<boolean> {
    return this.#hostSeen;
  }

  async markHostSeen(): Promise<void> {
    this.#hostSeen = true;
  }
}
