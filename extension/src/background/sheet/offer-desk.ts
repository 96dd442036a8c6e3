/**
 * What becomes of an offer that a page shows: the toolbar's badge, a sheet, or the popup's own row. Nothing is
 * fetched for a page that can be read: a merchant must not learn who has a wallet.
 */
import type { OfferTrigger } from '@ecomm/messages';
import { draftStates, isDraft, type Purchase, type PurchaseState } from '../journal/purchase.ts';
import type { OfferPlace } from '../journal/record.ts';
import { openPurchase } from '../purchase/open-purchase.ts';
import type { PurchaseRunner } from '../purchase/purchase-runner.ts';
import { type OpenSheet, SheetPolicy } from './sheet-policy.ts';

/** A page's report, its origin and tab told by the browser. */
export interface FoundOffer {
  readonly offerUrl: string;
  /** `offerUrl` is that of a payment initiation. */
  readonly isOrder?: true;
  readonly trigger: OfferTrigger;
  readonly origin: string;
  readonly tabId: number;
  readonly isTabActive: boolean;
  readonly documentId: string | undefined;
}

/** A sheet's page that is connected. */
export interface ConnectedSheet {
  readonly purchaseId: string;
  readonly sheetTabId: number;
  readonly windowId: number;
}

export interface OfferDeskOptions {
  readonly runner: PurchaseRunner;
  readonly setBadge: (tabId: number, hasOffer: boolean) => Promise<void>;
  readonly createSheet: (purchaseId: string) => Promise<void>;
  /** This and the next one fail when it is gone. */
  readonly focusSheet: (windowId: number) => Promise<void>;
  readonly replaceSheet: (sheetTabId: number, purchaseId: string) => Promise<void>;
  /** A moment later: a page that is reloaded disconnects and comes back. */
  readonly later: (action: () => void) => void;
}

export class OfferDesk {
  readonly #options: OfferDeskOptions;
  readonly #policy = new SheetPolicy();
  readonly #sheets = new Set<ConnectedSheet>();
  /** Purchases that a popup shows, by the tab they are for. */
  readonly #asking = new Map<number, (purchaseId: string) => void>();
  readonly #goingOn = new Set<string>();
  #opening: Promise<void> | undefined;

  constructor(options: OfferDeskOptions) {
    this.#options = options;
  }

  async found(offer: FoundOffer): Promise<void> {
    const { trigger } = offer;
    if (trigger === 'asked') return this.#answerPopup(offer);
    await this.#options.setBadge(offer.tabId, true);
    if (trigger === 'linked') return;
    await this.#opening;
    const { runner } = this.#options;
    const sheet = [...this.#sheets][0];
    const open = sheet && (await this.#describe(sheet));
    const decision = this.#policy.decide({ ...offer, trigger }, open, runner.ports.now());
    if (decision === 'badge') return;
    if (decision === 'focus') return this.#options.focusSheet(sheet?.windowId ?? -1);
    const id = await openPurchase(placeOf(offer), runner);
    if (decision === 'open' || sheet === undefined) return this.openSheet(id);
    return this.#replace(sheet, id);
  }

  async gone(tabId: number): Promise<void> {
    await this.#options.setBadge(tabId, false);
  }

  /**
   * Opens the sheet of a purchase, or brings forward the one that shows it. `goOn`: the shopper asked for it, so a
   * top-up that waits goes on when the sheet is there.
   */
  async openSheet(purchaseId: string, { goOn = false }: { readonly goOn?: boolean } = {}): Promise<void> {
    const shown = [...this.#sheets].find((sheet) => sheet.purchaseId === purchaseId);
    if (shown !== undefined) {
      if (goOn) void this.#options.runner.run(purchaseId);
      return this.#options.focusSheet(shown.windowId);
    }
    if (goOn) this.#goingOn.add(purchaseId);
    const opening = this.#options.createSheet(purchaseId);
    this.#opening = opening.catch(() => undefined);
    await opening;
  }

  /** A sheet's page connects; the returned function tells that it is gone. */
  sheetConnected(sheet: ConnectedSheet): () => void {
    const { runner } = this.#options;
    this.#sheets.add(sheet);
    const shown = runner.ports.store.purchase(sheet.purchaseId).catch(() => undefined);
    if (this.#goingOn.delete(sheet.purchaseId)) void runner.run(sheet.purchaseId);
    return () => {
      this.#sheets.delete(sheet);
      void shown.then((purchase) => purchase && this.#sheetClosed(purchase));
    };
  }

  /** A popup waits for the offer of a tab. */
  popupAsks(tabId: number, answer: (purchaseId: string) => void): () => void {
    this.#asking.set(tabId, answer);
    return () => {
      if (this.#asking.get(tabId) === answer) this.#asking.delete(tabId);
    };
  }

  /** Forgets a draft that nobody looks at. */
  async dropDraft(purchaseId: string): Promise<void> {
    const { runner } = this.#options;
    const purchase = await runner.ports.store.purchase(purchaseId);
    if (purchase === undefined || !isDraft(purchase) || runner.isWatched(purchaseId)) return;
    await runner.ports.store.deletePurchase(purchaseId);
  }

  /** A delivered purchase's sheet closes by itself, and may do so just now: then there is nothing to replace. */
  async #replace({ sheetTabId, windowId }: ConnectedSheet, purchaseId: string): Promise<void> {
    try {
      await this.#options.replaceSheet(sheetTabId, purchaseId);
      await this.#options.focusSheet(windowId);
    } catch {
      await this.openSheet(purchaseId);
    }
  }

  async #sheetClosed({ id, offerUrl, pageOrigin }: Purchase): Promise<void> {
    const { runner, later } = this.#options;
    const now = await runner.ports.store.purchase(id);
    if (now === undefined || isDraft(now) || ['cancelled', 'orderCancelled'].includes(now.state))
      this.#policy.dismissed(offerUrl, pageOrigin, runner.ports.now());
    later(() => void this.dropDraft(id));
  }

  async #describe({ purchaseId }: ConnectedSheet): Promise<OpenSheet | undefined> {
    const purchase = await this.#options.runner.ports.store.purchase(purchaseId);
    if (purchase === undefined) return { tabId: undefined, offerUrl: '', isReplaceable: true };
    return { tabId: purchase.tabId, offerUrl: purchase.offerUrl, isReplaceable: isReplaceable(purchase) };
  }

  async #answerPopup(offer: FoundOffer): Promise<void> {
    const answer = this.#asking.get(offer.tabId);
    if (answer === undefined) return;
    const { runner } = this.#options;
    const shown = (await runner.ports.store.purchasesIn(draftStates)).find(
      (purchase) =>
        purchase.state !== 'unpayable' &&
        purchase.tabId === offer.tabId &&
        purchase.offerUrl === offer.offerUrl &&
        runner.isWatched(purchase.id),
    );
    answer(shown?.id ?? (await openPurchase(placeOf(offer), runner)));
  }
}

function placeOf({ offerUrl, isOrder, origin, tabId }: FoundOffer): OfferPlace {
  return { offerUrl, pageOrigin: origin, tabId, ...(isOrder === true ? { isOrder } : {}) };
}

const endStates: readonly PurchaseState[] = [
  'delivered',
  'failed',
  'cancelled',
  'lapsed',
  'orderPaid',
  'orderRefused',
  'orderCancelled',
];

function isReplaceable(purchase: Purchase): boolean {
  return isDraft(purchase) || endStates.includes(purchase.state);
}
