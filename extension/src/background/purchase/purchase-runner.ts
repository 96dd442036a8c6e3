/**
 * Runs purchases: each by one run at a time, with the card only while a sheet for it is open, and again by itself
 * when a retry is due. Holds what is shown but never stored: who looks, how far the card is.
 */
import type { TopUpStep } from '@ecomm/messages';
import { isBug, WalletError } from '../../shared/errors.ts';
import {
  type Draft,
  destinationOf,
  isUnsettled,
  type Purchase,
  unsettledStates,
} from '../journal/purchase.ts';
import type { Progress, WalletPorts } from '../ports.ts';
import { type Advance, advancePurchase, savePurchase } from './advance-purchase.ts';

export interface RunnerOptions {
  readonly ports: WalletPorts;
  /** Something that a view shows has changed. */
  readonly onChange: () => void;
  /** Brings the purchase's tab to what was bought; false when it shows something else by now. */
  readonly deliver: (offerUrl: string, tabId: number, deliverUrl: string) => Promise<boolean>;
  /** Shows what was bought in a tab of its own. */
  readonly openTab: (url: string) => Promise<void>;
  /** Calls `runDue` at that time, seconds since 1970. */
  readonly wakeAt: (seconds: number) => void;
  readonly onBug: (error: unknown) => void;
}

interface Run {
  readonly done: Promise<void>;
  readonly abort: AbortController;
}

export interface RunOptions {
  readonly lastTryAccepted?: boolean;
}

export class PurchaseRunner {
  readonly ports: WalletPorts;
  readonly #options: RunnerOptions;
  readonly #runs = new Map<string, Run>();
  readonly #queues = new Map<string, Promise<unknown>>();
  readonly #watchers = new Map<string, number>();
  readonly #followers = new Map<string, Draft>();
  readonly #progress = new Map<string, Progress<TopUpStep>>();

  constructor(options: RunnerOptions) {
    this.ports = options.ports;
    this.#options = options;
  }

  progressOf(id: string): Progress<TopUpStep> | undefined {
    return this.#progress.get(id);
  }

  isRunning(id: string): boolean {
    return this.#runs.has(id);
  }

  /** A sheet shows it, its own or that of a later visit. */
  isWatched(id: string): boolean {
    return this.#watchers.has(id) || this.#watchers.has(this.#followers.get(id)?.id ?? '');
  }

  /** A sheet for it is open until the returned function is called. */
  watch(id: string): () => void {
    this.#watchers.set(id, (this.#watchers.get(id) ?? 0) + 1);
    return () => {
      const left = (this.#watchers.get(id) ?? 1) - 1;
      if (left > 0) this.#watchers.set(id, left);
      else this.#watchers.delete(id);
      // Nobody looks: a card that is inserted now is not for this.
      for (const waiting of this.#progress.keys())
        if (!this.#runs.has(waiting) && !this.isWatched(waiting)) this.#progress.delete(waiting);
      this.#options.onChange();
    };
  }

  /** A run is at work with the card, or waits for it. */
  get wantsCard(): boolean {
    return this.#progress.size > 0;
  }

  /** A card came into a reader: what waits for one goes on. */
  cardInserted(): void {
    for (const [id, { step }] of this.#progress) if (step === 'insertCard') void this.run(id);
  }

  /** A later visit wants it too: from now on its tab is the one to bring to the goods. */
  follow(id: string, draft: Draft): void {
    this.#followers.set(id, draft);
  }

  followerOf(id: string): string | undefined {
    return this.#followers.get(id)?.id;
  }

  /** The record. Throws ERR_WALLET_PURCHASE_UNKNOWN. */
  async find(id: string): Promise<Purchase> {
    const purchase = await this.ports.store.purchase(id);
    if (purchase === undefined) throw new WalletError('ERR_WALLET_PURCHASE_UNKNOWN');
    return purchase;
  }

  async save(purchase: Purchase): Promise<void> {
    await savePurchase(purchase, this.#advance(purchase.id));
  }

  openTab(url: string): Promise<void> {
    return this.#options.openTab(url);
  }

  /** Does something with the record while no run and nobody else changes it. */
  exclusive<T>(id: string, task: () => Promise<T>): Promise<T> {
    const before = this.#queues.get(id) ?? Promise.resolve();
    const result = before.then(task, task);
    this.#queues.set(id, result);
    const forget = () => {
      if (this.#queues.get(id) === result) this.#queues.delete(id);
    };
    result.then(forget, forget);
    return result;
  }

  /** Brings it as far as it goes. A run that is under way is joined. */
  run(id: string, options: RunOptions = {}): Promise<void> {
    const running = this.#runs.get(id);
    if (running !== undefined) return running.done;
    const abort = new AbortController();
    const done = this.exclusive(id, () => this.#run(id, abort.signal, options)).finally(() => {
      this.#runs.delete(id);
      this.#options.onChange();
    });
    this.#runs.set(id, { done, abort });
    return done;
  }

  /** Asks a run that waits for the card to end; what is queued behind it comes next. */
  async abort(id: string): Promise<void> {
    const run = this.#runs.get(id);
    run?.abort.abort();
    if (run === undefined) this.#progress.delete(id);
    else if (this.#progress.has(id)) await this.ports.host.cancel().catch(() => undefined);
  }

  /** Sends again what is unsettled and due. */
  async runDue(): Promise<void> {
    const now = this.ports.now();
    const unsettled = (await this.ports.store.purchasesIn(unsettledStates)).filter(isUnsettled);
    const due = unsettled.filter(({ retry }) => retry === undefined || retry.notBefore <= now);
    for (const purchase of unsettled) if (!due.includes(purchase)) this.#wakeFor(purchase);
    await Promise.all(due.filter(isWorthRepeating).map(({ id }) => this.run(id)));
  }

  async #run(id: string, signal: AbortSignal, options: RunOptions): Promise<void> {
    try {
      const purchase = await this.find(id);
      const end = await advancePurchase(purchase, this.#advance(id, signal, options));
      this.#wakeFor(end);
      if (!signal.aborted && this.isWatched(id) && waitsForCard(end, this.#progress.get(id)))
        this.#progress.set(id, { step: 'insertCard' });
      else this.#progress.delete(id);
    } catch (error) {
      this.#progress.delete(id);
      if (isBug(error)) this.#options.onBug(error);
    }
  }

  #advance(id: string, signal?: AbortSignal, { lastTryAccepted = false }: RunOptions = {}): Advance {
    const report = (progress: Progress<TopUpStep>) => {
      this.#progress.set(id, progress);
      this.#options.onChange();
    };
    return {
      ports: this.ports,
      saved: (purchase) => this.#saved(purchase),
      session: () =>
        signal !== undefined && this.isWatched(id) ? { report, lastTryAccepted, signal } : undefined,
    };
  }

  /** Brings its tab to what it came to; false when that is nowhere, or the tab shows something else by now. */
  async bringTab(purchase: Purchase): Promise<boolean> {
    const url = destinationOf(purchase);
    const { offerUrl, tabId } = this.#followers.get(purchase.id) ?? purchase;
    return url !== undefined && tabId !== undefined && this.#options.deliver(offerUrl, tabId, url);
  }

  async #saved(purchase: Purchase): Promise<void> {
    this.#options.onChange();
    if (!('opened' in purchase) || !(await this.bringTab(purchase))) return;
    await this.ports.store.savePurchase({ ...purchase, opened: true });
    this.#options.onChange();
  }

  #wakeFor(purchase: Purchase): void {
    if (isUnsettled(purchase) && purchase.retry !== undefined) this.#options.wakeAt(purchase.retry.notBefore);
  }
}

/** Failures that another look at the reader mends. */
const cardHandling: readonly string[] = [
  'ERR_READER_GONE',
  'ERR_CARD_ABSENT',
  'ERR_CARD_REMOVED',
  'ERR_CARD_MUTE',
  'ERR_CARD_UNKNOWN',
  'ERR_CARD_OTHER',
];

function waitsForCard(purchase: Purchase, progress: Progress<TopUpStep> | undefined): boolean {
  const { state } = purchase;
  if (state !== 'topUpNeeded' && state !== 'aheadNeeded' && state !== 'orderAccepted') return false;
  return purchase.problem === undefined
    ? progress?.step === 'insertCard'
    : cardHandling.includes(purchase.problem.code);
}

/** What the merchant refused waits for the shopper. */
function isWorthRepeating(purchase: Purchase): boolean {
  return purchase.state !== 'approved' || purchase.problem === undefined;
}
