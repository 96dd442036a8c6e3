/** A shopper at a bookshop in the browser: basket, address, till, and the wallet's sheet for the order. */
import type { Page } from 'playwright';
import { delay } from '../world/reader-panel.ts';
import type { WalletBrowser } from '../world/wallet-browser.ts';
import { reachStage, sheetsOf, waitForSheet } from './buy.ts';
import { words } from './locale.ts';

export interface Basket {
  readonly slug?: string;
  readonly count?: number;
  readonly language?: 'en' | 'fr';
}

/** From the book to the till. Returns the order's reference. */
export async function checkOut(
  tab: Page,
  shopUrl: string,
  { slug = 'vingt-mille-lieues', count = 1, language = 'en' }: Basket = {},
): Promise<string> {
  await tab.goto(`${shopUrl}/book/${slug}?lang=${language}`);
  await tab.locator('form.buy select[name="count"]').selectOption(String(count));
  await tab.locator('form.buy button').click();
  await tab.goto(`${shopUrl}/checkout`);
  await tab.locator('#name').fill('Camille Durand');
  await tab.locator('#street').fill('3 rue Monge');
  const isBelgian = (await tab.locator('#country').inputValue()) === 'BE';
  await tab.locator('#postcode').fill(isBelgian ? '1000' : '75005');
  await tab.locator('#town').fill(isBelgian ? 'Brussel' : 'Paris');
  await tab.locator('form.address button').click();
  await tab.waitForURL(/\/pay\//);
  return tab.url().split('/pay/')[1]?.split(/[?#]/)[0] ?? '';
}

/** Clicks the till's button and waits for the wallet's sheet. */
export async function openOrderSheet(wallet: WalletBrowser, tab: Page): Promise<Page> {
  const before = new Set(sheetsOf(wallet).map((page) => page.url()));
  await tab.locator('a[data-set-initiation]').first().click();
  return waitForSheet(wallet, before);
}

/** Agrees to pay the order that the sheet shows. */
export async function clickPayOrder(wallet: WalletBrowser, sheet: Page): Promise<void> {
  await reachStage(sheet, 'ready');
  await sheet.getByRole('button', { name: words(wallet, 'payAmount') }).click();
}

/** The tab shows the shop's page for what came of the order. */
export async function waitForArrival(tab: Page, arrival: 'success' | 'failure' | 'cancel'): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!new URL(tab.url()).pathname.endsWith(`/${arrival}`)) {
    if (Date.now() > deadline) throw new Error(`the tab never came to ${arrival}; it shows ${tab.url()}`);
    await delay(50);
  }
  await tab.waitForLoadState('domcontentloaded');
}
