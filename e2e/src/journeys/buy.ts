/** A shopper follows a link to a priced article and pays on the wallet's own sheet. */
import type { Page } from 'playwright';
import { delay, type ReaderPanel } from '../world/reader-panel.ts';
import type { WalletBrowser } from '../world/wallet-browser.ts';
import { words } from './locale.ts';

const stageTimeoutMs = 30_000;

/** Opens an address in the tab and waits for the wallet's pay sheet about it: a new window, or the open one. */
export async function followToSheet(wallet: WalletBrowser, tab: Page, url: string): Promise<Page> {
  const finished = new Set(sheetsOf(wallet).map((sheet) => sheet.url()));
  await tab.bringToFront();
  await tab.goto(url);
  return waitForSheet(wallet, finished);
}

/** The sheet whose purchase is none of those that were shown before. */
export async function waitForSheet(wallet: WalletBrowser, before: ReadonlySet<string>): Promise<Page> {
  const deadline = Date.now() + stageTimeoutMs;
  while (Date.now() < deadline) {
    const sheet = sheetsOf(wallet).find((page) => !before.has(page.url()));
    if (sheet !== undefined) return sheet;
    await delay(50);
  }
  throw new Error('the wallet opened no pay sheet');
}

export function sheetsOf(wallet: WalletBrowser): Page[] {
  return wallet.context.pages().filter((page) => page.url().includes('/pages/pay.html'));
}

/** Waits until the sheet is at a stage (`data-stage`). */
export async function reachStage(sheet: Page, stage: string): Promise<void> {
  await sheet.locator(`main[data-stage="${stage}"]`).waitFor({ timeout: stageTimeoutMs });
}

/** The one click. */
export async function clickPay(wallet: WalletBrowser, sheet: Page): Promise<void> {
  await reachStage(sheet, 'ready');
  await sheet.getByRole('button', { name: words(wallet, 'payAmount') }).click();
}

/** Escape: the sheet closes itself, which ends the key press too. */
export async function escapeSheet(sheet: Page): Promise<void> {
  const closed = sheet.waitForEvent('close');
  await sheet.keyboard.press('Escape').catch(() => undefined);
  await closed;
}

/** Buys what the address sells; `pin` is keyed on the reader when the sheet asks for a top-up. */
export async function buy(
  wallet: WalletBrowser,
  tab: Page,
  url: string,
  topUp?: { readonly panel: ReaderPanel; readonly pin: string },
): Promise<void> {
  const sheet = await followToSheet(wallet, tab, url);
  await clickPay(wallet, sheet);
  if (topUp !== undefined) await topUp.panel.enterPin(topUp.pin);
  await waitForDelivery(tab, url);
}

/** The tab shows the article, paid. */
export async function waitForDelivery(tab: Page, url: string): Promise<void> {
  const { pathname } = new URL(url);
  const deadline = Date.now() + stageTimeoutMs;
  while (Date.now() < deadline) {
    const isPaid = await tab
      .evaluate((path) => {
        const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
        return location.pathname === path && navigation?.responseStatus === 200;
      }, pathname)
      .catch(() => false);
    if (isPaid) return;
    await delay(50);
  }
  throw new Error(`nothing was delivered at ${pathname}; the tab shows ${tab.url()}`);
}
