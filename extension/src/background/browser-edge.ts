/** The wallet's edges to the browser: native port, tabs, badge, alarms. Thin, so that what is tested is the core. */
import { nativeHostName, type TabMessage } from '@ecomm/messages';
import browser from 'webextension-polyfill';
import type { NativePort, NativePortEvents } from './host/host-client.ts';

export function openNativePort({ onMessage, onClosed }: NativePortEvents): NativePort {
  const port = browser.runtime.connectNative(nativeHostName);
  let isOpen = true;
  port.onMessage.addListener(onMessage);
  port.onDisconnect.addListener((closed) => {
    if (!isOpen) return;
    isOpen = false;
    // Firefox puts the reason on the port, Chromium into lastError.
    onClosed(closed.error?.message ?? browser.runtime.lastError?.message);
  });
  return {
    send: (message) => {
      if (isOpen) port.postMessage(message);
    },
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      port.disconnect();
    },
  };
}

/** False when the tab shows another document by now, or none of ours. */
export async function deliverToTab(offerUrl: string, tabId: number, deliverUrl: string): Promise<boolean> {
  const message: TabMessage = { kind: 'deliver', offerUrl, deliverUrl };
  try {
    return (await browser.tabs.sendMessage(tabId, message, { frameId: 0 })) === true;
  } catch {
    return false;
  }
}

/** Asks the content script of a tab to report its offer again. */
export async function askTab(tabId: number): Promise<void> {
  const message: TabMessage = { kind: 'announce' };
  await browser.tabs.sendMessage(tabId, message, { frameId: 0 }).catch(() => undefined);
}

/** The browser itself takes the badge away when the tab goes elsewhere. */
export async function setBadge(tabId: number, hasOffer: boolean): Promise<void> {
  try {
    await browser.action.setBadgeBackgroundColor({ tabId, color: '#14417b' });
    await browser.action.setBadgeText({ tabId, text: hasOffer ? '€' : '' });
  } catch {
    // The tab is gone.
  }
}

const alarmName = 'retry';
/** Browsers let no alarm come sooner; a worker that is alive uses a timer. */
const leastAlarmSeconds = 30;

/** Calls `onDue` at the earliest time asked for, also when the worker has been put to sleep meanwhile. */
export function createWaker(onDue: () => void): (seconds: number) => void {
  let next: { readonly at: number; readonly timer: ReturnType<typeof setTimeout> } | undefined;
  const due = () => {
    clearTimeout(next?.timer);
    next = undefined;
    onDue();
  };
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === alarmName) due();
  });
  return (at) => {
    if (next !== undefined && next.at <= at) return;
    clearTimeout(next?.timer);
    const nowMs = Date.now();
    const delayMs = Math.max(0, at * 1000 - nowMs);
    next = { at, timer: setTimeout(due, delayMs) };
    void browser.alarms.create(alarmName, { when: nowMs + Math.max(delayMs, leastAlarmSeconds * 1000) });
  };
}

const upkeepName = 'upkeep';

/** Calls `action` once an hour, also when the worker has been put to sleep meanwhile. */
export function everyHour(action: () => void): void {
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === upkeepName) action();
  });
  void browser.alarms.get(upkeepName).then((known) => {
    if (known === undefined) void browser.alarms.create(upkeepName, { periodInMinutes: 60 });
  });
}
