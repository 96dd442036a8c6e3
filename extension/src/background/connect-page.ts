/** A page of ours connects: it is pushed its view until it goes. What it shows is in its port's name. */
import type { OnboardingView, PurchaseView } from '@ecomm/messages';
import { problemOf } from '../shared/errors.ts';
import type { AnyView } from './views/view-ports.ts';
import { journalView, onboardingView, payView, popupView, receiptPageView } from './views/views.ts';
import type { Wallet } from './wallet.ts';

export interface PagePort {
  readonly name: string;
  /** The tab and window that the page itself is in, unless it is the toolbar's popup. */
  readonly tabId: number | undefined;
  readonly windowId: number | undefined;
  readonly post: (view: AnyView) => void;
}

export interface PageEdges {
  /** Asks a tab's content script to report its offer. */
  readonly askTab: (tabId: number) => Promise<void>;
}

/** Returns what to call when the page is gone, or undefined for a name that no page has. */
export function connectPage(port: PagePort, wallet: Wallet, edges: PageEdges): (() => void) | undefined {
  const [name, argument = ''] = port.name.split(':');
  switch (name) {
    case 'pay':
      return connectSheet(argument, port, wallet);
    case 'receipt':
      return wallet.views.add({
        post: port.post,
        build: () => receiptPageView(argument, wallet.viewSources),
      });
    case 'popup':
      return connectPopup(Number(argument), port, wallet, edges);
    case 'journal':
      void wallet.learnRefunds();
      return wallet.views.add({ post: port.post, build: () => journalView(wallet.viewSources) });
    case 'onboarding':
      return connectOnboarding(port, wallet);
    default:
      return undefined;
  }
}

function connectSheet(purchaseId: string, port: PagePort, wallet: Wallet): () => void {
  const { tabId, windowId } = port;
  const ends = [wallet.runner.watch(purchaseId)];
  void goOnChecking(purchaseId, wallet);
  if (tabId !== undefined && windowId !== undefined)
    ends.push(wallet.offers.sheetConnected({ purchaseId, sheetTabId: tabId, windowId }));
  ends.push(
    wallet.views.add({
      post: port.post,
      build: () => payView(purchaseId, wallet.viewSources).catch((error) => goneView(purchaseId, error)),
    }),
  );
  return () => {
    for (const end of ends) end();
  };
}

/** A worker that died while it checked the offer left that to the next one. */
async function goOnChecking(purchaseId: string, { runner }: Wallet): Promise<void> {
  const purchase = await runner.ports.store.purchase(purchaseId).catch(() => undefined);
  if (purchase?.state === 'checking') await runner.run(purchaseId);
}

/** The draft is gone: the offer was left, or the sheet is one that a restart left behind. */
function goneView(purchaseId: string, error: unknown): PurchaseView {
  return {
    purchaseId,
    stage: 'unpayable',
    at: 0,
    origin: '',
    problem: problemOf(error),
    canCancel: true,
    canRetry: false,
    canOpen: false,
    opened: false,
  };
}

function connectPopup(tabId: number, port: PagePort, wallet: Wallet, edges: PageEdges): () => void {
  void wallet.learnRefunds();
  let offerHere: string | undefined;
  let isGone = false;
  let unwatch = () => {};
  const remove = wallet.views.add({
    post: port.post,
    build: () => popupView(offerHere, wallet.viewSources),
  });
  const stopAsking = Number.isSafeInteger(tabId)
    ? wallet.offers.popupAsks(tabId, (purchaseId) => {
        if (isGone) return void wallet.offers.dropDraft(purchaseId);
        offerHere = purchaseId;
        unwatch();
        unwatch = wallet.runner.watch(purchaseId);
        wallet.views.changed();
      })
    : () => {};
  if (Number.isSafeInteger(tabId)) void edges.askTab(tabId);
  return () => {
    isGone = true;
    stopAsking();
    unwatch();
    remove();
    if (offerHere !== undefined) void wallet.offers.dropDraft(offerHere);
  };
}

function connectOnboarding(port: PagePort, wallet: Wallet): () => void {
  const closed = wallet.onboardingOpened();
  const remove = wallet.views.add({
    post: port.post,
    build: (): Promise<OnboardingView> => onboardingView(wallet.viewSources),
  });
  return () => {
    remove();
    closed();
  };
}
