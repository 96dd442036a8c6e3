/** The wallet's parts, joined over given edges: what `main.ts` runs in a browser and a test in Node. */
import type { PageMessage, WalletPage } from '@ecomm/messages';
import { isBug } from '../shared/errors.ts';
import { EnrolmentDesk } from './enrolment/enrolment-desk.ts';
import { FormDesk } from './enrolment/form-desk.ts';
import { HostClient, type HostClientOptions } from './host/host-client.ts';
import { HostKeeper } from './host/host-keeper.ts';
import type { WalletPorts } from './ports.ts';
import { inquireNow } from './purchase/inquire.ts';
import { PurchaseRunner, type RunnerOptions } from './purchase/purchase-runner.ts';
import { buyAnew, cancelPurchase, openAgain, pay, retryPurchase } from './purchase/shopper-actions.ts';
import { beginTopUpAhead } from './purchase/top-up-ahead.ts';
import { OfferDesk, type OfferDeskOptions } from './sheet/offer-desk.ts';
import { keepUp } from './upkeep.ts';
import { ViewPorts } from './views/view-ports.ts';
import type { ViewSources } from './views/views.ts';

export interface WalletEdges {
  readonly ports: Omit<WalletPorts, 'host'>;
  readonly openPort: HostClientOptions['openPort'];
  readonly extensionId: string;
  readonly keepAlive: () => void;
  readonly deliver: RunnerOptions['deliver'];
  readonly openTab: RunnerOptions['openTab'];
  readonly wakeAt: RunnerOptions['wakeAt'];
  readonly onBug: (error: unknown) => void;
  readonly sheets: Omit<OfferDeskOptions, 'runner'>;
  /** The address of one of our pages. */
  readonly pageUrl: (page: WalletPage | 'receipt') => string;
}

export interface Wallet {
  readonly runner: PurchaseRunner;
  readonly offers: OfferDesk;
  readonly views: ViewPorts;
  readonly viewSources: ViewSources;
  /** An onboarding page is open until the returned function is called. */
  onboardingOpened(): () => void;
  /** The history is looked at: learns what merchants gave back. Never throws. */
  learnRefunds(): Promise<void>;
  /** What is done now and then without anybody asking. Never throws. */
  upkeep(): Promise<void>;
  /** Throws what went wrong. */
  perform(message: PageMessage): Promise<void>;
}

export function createWallet(edges: WalletEdges): Wallet {
  const { store } = edges.ports;
  const views = new ViewPorts();
  let onboardingPages = 0;
  const host = new HostClient({
    openPort: edges.openPort,
    extensionId: edges.extensionId,
    hostSeen: () => store.hostSeen(),
    markHostSeen: () => store.markHostSeen(),
    keepAlive: edges.keepAlive,
    onChange: () => {
      keeper.hostChanged();
      changed();
    },
  });
  const ports: WalletPorts = { ...edges.ports, host };
  const runner = new PurchaseRunner({
    ports,
    onChange: () => changed(),
    deliver: edges.deliver,
    openTab: edges.openTab,
    wakeAt: edges.wakeAt,
    onBug: edges.onBug,
  });
  const desk = new EnrolmentDesk({
    ports,
    onChange: () => changed(),
    onEnrolled: () => dropParked(runner),
    onBug: edges.onBug,
  });
  const forms = new FormDesk({
    ports,
    onChange: () => changed(),
    onEnrolled: () => dropParked(runner),
    onBug: edges.onBug,
  });
  const keeper = new HostKeeper(host, ({ inserted, hasCard }) => {
    if (inserted) runner.cardInserted();
    if (onboardingPages > 0) void desk.look(hasCard);
  });
  const offers = new OfferDesk({ ...edges.sheets, runner });
  const changed = () => {
    keeper.want(onboardingPages > 0 || runner.wantsCard || desk.progress !== undefined);
    views.changed();
  };
  return {
    runner,
    offers,
    views,
    viewSources: { runner, desk, forms, hostState: () => host.state },
    upkeep: () =>
      keepUp(ports, { onEnrolled: () => dropParked(runner), onChange: changed, onBug: edges.onBug }),
    async learnRefunds() {
      try {
        if (await inquireNow(ports)) changed();
      } catch (error) {
        // The network: the next look asks again.
        if (isBug(error)) edges.onBug(error);
      }
    },
    onboardingOpened() {
      onboardingPages += 1;
      const { state } = host;
      if (state.state === 'ready') void desk.look(state.readers.some(({ card }) => card !== 'absent'));
      changed();
      return () => {
        onboardingPages -= 1;
        changed();
      };
    },
    perform: (message) => perform(message, { edges, runner, offers, desk, forms, keeper }),
  };
}

interface Parts {
  readonly edges: WalletEdges;
  readonly runner: PurchaseRunner;
  readonly offers: OfferDesk;
  readonly desk: EnrolmentDesk;
  readonly forms: FormDesk;
  readonly keeper: HostKeeper;
}

async function perform({ action, input }: PageMessage, parts: Parts): Promise<void> {
  const { edges, runner, offers, desk, forms, keeper } = parts;
  switch (action) {
    case 'pay':
      return pay(input.purchaseId, runner);
    case 'cancelPurchase':
      return cancelPurchase(input.purchaseId, runner);
    case 'retryPurchase':
      return retryPurchase(input.purchaseId, input.lastTryAccepted, runner);
    case 'openAgain':
      return openAgain(input.purchaseId, runner);
    case 'buyAnew':
      return buyAnew(input.purchaseId, runner);
    case 'topUpAhead':
      return offers.openSheet(await beginTopUpAhead(runner), { goOn: true });
    case 'openSheet':
      return offers.openSheet(input.purchaseId, { goOn: true });
    case 'openPage':
      return edges.openTab(edges.pageUrl(input.page));
    case 'openReceipt':
      return edges.openTab(`${edges.pageUrl('receipt')}?purchase=${input.purchaseId}`);
    case 'startEnrolment':
      void desk.start(input.lastTryAccepted);
      return;
    case 'cancelEnrolment':
      return desk.cancel();
    case 'askForForm':
      return forms.ask(input);
    case 'sendForm':
      return forms.send(input.answers);
    case 'cancelForm':
      return forms.cancel();
    case 'inquireEnrolment':
      return forms.inquire();
    case 'reconnectHost':
      keeper.reconnect();
  }
}

/** A payment that waits for a top-up was signed with the old certificate: the new one can't pay for it. */
async function dropParked(runner: PurchaseRunner): Promise<void> {
  for (const { id } of await runner.ports.store.purchasesIn(['topUpNeeded', 'aheadNeeded']))
    await cancelPurchase(id, runner);
}
