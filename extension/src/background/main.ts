/**
 * The background's start file: joins the wallet and the browser.
 *
 * Everything is registered before the first await: a worker is woken for an event and must hear it.
 */
import { type ActionReply, viewPing } from '@ecomm/messages';
import browser from 'webextension-polyfill';
import { isBug, problemOf } from '../shared/errors.ts';
import { askTab, createWaker, deliverToTab, everyHour, openNativePort, setBadge } from './browser-edge.ts';
import { readConfig, type Setup } from './config.ts';
import { connectPage } from './connect-page.ts';
import { IdbStore } from './journal/idb-store.ts';
import { createNetwork } from './network/network.ts';
import { recoverJournal } from './purchase/recover-journal.ts';
import { prepareRevocation } from './revocation.ts';
import { isOwnPage, type Ourselves, routeMessage, type Sender } from './route-message.ts';
import { createSheetWindow, focusSheetWindow, replaceSheet } from './sheet/sheet-window.ts';
import { createWallet } from './wallet.ts';

const ourselves: Ourselves = { id: browser.runtime.id, baseUrl: browser.runtime.getURL('') };
const reloadMs = 1_000;

let setup: Promise<Setup> | undefined;

const store = new IdbStore();
const network = createNetwork((...request) => fetch(...request));
const now = () => Math.floor(Date.now() / 1000);

async function loadConfig(): Promise<Setup> {
  const response = await fetch(browser.runtime.getURL('config.json'));
  const loaded = await readConfig(await response.text());
  await prepareRevocation(loaded, { store, network, now });
  return loaded;
}

const wallet = createWallet({
  ports: {
    setup: () => {
      setup ??= loadConfig();
      return setup;
    },
    store,
    network,
    now,
    random: (byteCount) => crypto.getRandomValues(new Uint8Array(byteCount)),
    language: browser.i18n.getUILanguage().slice(0, 2).toLowerCase(),
  },
  openPort: openNativePort,
  extensionId: ourselves.id,
  keepAlive: () => void browser.runtime.getPlatformInfo(),
  deliver: deliverToTab,
  wakeAt: createWaker(() => void wallet.runner.runDue()),
  onBug: (error) => console.error(error),
  sheets: {
    setBadge,
    createSheet: createSheetWindow,
    focusSheet: focusSheetWindow,
    replaceSheet,
    later: (action) => void setTimeout(action, reloadMs),
  },
  openTab: async (url) => {
    await browser.tabs.create({ url });
  },
  pageUrl: (page) => browser.runtime.getURL(`pages/${page}.html`),
});

async function hear(message: unknown, sender: Sender): Promise<ActionReply> {
  try {
    const routed = routeMessage(message, sender, ourselves);
    if (routed.from === 'page') await wallet.perform(routed.message);
    else if ('found' in routed) await wallet.offers.found(routed.found);
    else await wallet.offers.gone(routed.goneFrom);
    return { ok: true };
  } catch (error) {
    if (isBug(error)) console.error(error);
    return { ok: false, problem: problemOf(error) };
  }
}

browser.runtime.onMessage.addListener((message: unknown, sender: Sender) => hear(message, sender));

browser.runtime.onConnect.addListener((port) => {
  const sender = (port.sender ?? {}) as Sender & { tab?: { windowId?: number } };
  if (!isOwnPage(sender, ourselves)) return port.disconnect();
  const gone = connectPage(
    {
      name: port.name,
      tabId: sender.tab?.id,
      windowId: sender.tab?.windowId,
      post: (view) => port.postMessage(view),
    },
    wallet,
    { askTab },
  );
  if (gone === undefined) return port.disconnect();
  port.onDisconnect.addListener(gone);
  // A ping has done its work by arriving: the worker's idle time starts anew.
  port.onMessage.addListener((message) => message === viewPing);
});

browser.runtime.onStartup.addListener(() => void recoverJournal(wallet.runner, { browserStarted: true }));
browser.runtime.onInstalled.addListener(({ reason }) => {
  if (reason === 'install')
    void browser.tabs.create({ url: browser.runtime.getURL('pages/onboarding.html'), active: false });
});

everyHour(() => void wallet.upkeep());
void recoverJournal(wallet.runner, { browserStarted: false });
void wallet.upkeep();
