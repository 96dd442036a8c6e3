/**
 * What may stand authorized and not yet captured: of the cardholders of one issuing bank, and in all. Asked before a new
 * Open To Buy is offered, so it costs a payment from one that covers it nothing, and again before it is authorized: what was offered
 * at many times may be paid at one.
 *
 * The ledger's sums are over all that is open and all of which the bank has been asked, so they are read aside, at most every
 * few seconds; what this process offers in between is added, taken up or not. With several processes a cap may be exceeded by what the others offer in between.
 */
import type { Amount } from '@ecomm/protocol';
import type { OperatorStore } from '../ledger/operator-store.ts';
import type { AmountLimits } from '../ledger/payment-limits.ts';
import type { Clock } from '../ports.ts';

export interface ExposureLimits {
  /** Minor units by currency; a currency that is not named has no cap. */
  readonly issuerExposureMinor: AmountLimits;
  readonly totalExposureMinor: AmountLimits;
}

export const noExposureLimits: ExposureLimits = { issuerExposureMinor: {}, totalExposureMinor: {} };

interface Sums {
  readonly readAt: number;
  /** By currency. */
  readonly total: Map<string, number>;
  /** By issuer and currency. */
  readonly byIssuer: Map<string, number>;
  /** LID-Ms of what is under way and in the sums. */
  readonly counted: Set<string>;
}

const heldSeconds = 10;

export class ExposureCaps {
  readonly #store: Pick<OperatorStore, 'readExposure' | 'readAuthorising'>;
  readonly #clock: Clock;
  readonly #limits: ExposureLimits;
  #known: Sums | undefined;
  #reading: Promise<Sums> | undefined;

  constructor(
    store: Pick<OperatorStore, 'readExposure' | 'readAuthorising'>,
    clock: Clock,
    limits: ExposureLimits,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Whether an Open To Buy of that size may be offered, or authorized; if so it counts from now on, each top-up once. */
  async take(issuer: string | undefined, { currency, value }: Amount, lidM: string): Promise<boolean> {
    const { issuerExposureMinor, totalExposureMinor } = this.#limits;
    if (!Object.hasOwn(issuerExposureMinor, currency) && !Object.hasOwn(totalExposureMinor, currency))
      return true;
    const { total, byIssuer, counted } = await this.#current();
    if (counted.has(lidM)) return true;
    const key = keyOf(issuer, currency);
    const [all, own] = [(total.get(currency) ?? 0) + value, (byIssuer.get(key) ?? 0) + value];
    if (all > (totalExposureMinor[currency] ?? Number.POSITIVE_INFINITY)) return false;
    if (own > (issuerExposureMinor[currency] ?? Number.POSITIVE_INFINITY)) return false;
    total.set(currency, all);
    byIssuer.set(key, own);
    counted.add(lidM);
    return true;
  }

  async #current(): Promise<Sums> {
    const known = this.#known;
    if (known !== undefined && Math.abs(this.#clock() - known.readAt) < heldSeconds) return known;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<Sums> {
    const sums: Sums = {
      ...{ readAt: this.#clock(), total: new Map(), byIssuer: new Map(), counted: new Set() },
    };
    // First: what is approved between the two looks is in both, and not in neither.
    for (const { lidM, issuer, currency, amountMinor } of await this.#store.readAuthorising()) {
      add(sums, issuer, currency, amountMinor);
      sums.counted.add(lidM);
    }
    for (const { issuer, currency, limitMinor } of await this.#store.readExposure())
      add(sums, issuer, currency, limitMinor);
    this.#known = sums;
    return sums;
  }
}

function add({ total, byIssuer }: Sums, issuer: string | undefined, currency: string, minor: number): void {
  const key = keyOf(issuer, currency);
  total.set(currency, (total.get(currency) ?? 0) + minor);
  byIssuer.set(key, (byIssuer.get(key) ?? 0) + minor);
}

const keyOf = (issuer: string | undefined, currency: string) => `${currency} ${issuer ?? ''}`;
