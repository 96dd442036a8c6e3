/** A shopper's first day: enrolment, the first purchase with card and PIN, then one click each. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { articleUrl } from './journeys/articles.ts';
import {
  buy,
  clickPay,
  escapeSheet,
  followToSheet,
  reachStage,
  sheetsOf,
  waitForDelivery,
  waitForSheet,
} from './journeys/buy.ts';
import { askTheBank, openOnboarding } from './journeys/enrol.ts';
import { words } from './journeys/locale.ts';
import { type Books, readBooks, sum } from './world/books.ts';
import { picture, pictureNarrow } from './world/pictures.ts';
import { shopOf } from './world/start-world.ts';
import { useWallets } from './world/test-wallet.ts';
import { useWorld } from './world/test-world.ts';
import type { WalletBrowser } from './world/wallet-browser.ts';

const house = useWorld({ profile: 'demo', withReader: true });
const wallets = useWallets(house);

let wallet: WalletBrowser;
let tab: Page;
let shopUrl: string;

beforeAll(async () => {
  wallet = await wallets.open();
  tab = await wallet.context.newPage();
  shopUrl = shopOf(house.world).url;
});

const spent = ({ intermediary }: Books) => sum(intermediary.otbs.map(({ spentMinor }) => spentMinor));
const receiptsOf = ({ intermediary }: Books) => intermediary.purchases.map(({ receiptId }) => receiptId);
const panelPage = async () => {
  const page = await wallet.context.newPage();
  await page.goto(house.world.panelUrl);
  return page;
};

describe('a shopper', () => {
  test('enrols a card with the PIN on the reader', async () => {
    const onboarding = await openOnboarding(wallet);
    const panel = await panelPage();
    await askTheBank(wallet, onboarding, wallets.panel, 'camille');
    await wallets.panel.waitForPinEntry();
    await onboarding.bringToFront();
    await picture(onboarding, 'onboarding-pin');
    await panel.bringToFront();
    await picture(panel, 'reader-pin');
    await wallets.panel.enterPin(house.pin);
    await onboarding.getByText(words(wallet, 'bankDone')).first().waitFor();
    await onboarding.bringToFront();
    await picture(onboarding, 'onboarding');
    await panel.close();
    await onboarding.close();
    expect((await readBooks(house.world)).issuer.authorizations).toEqual([]);
  });

  test('buys the first article: the bank opens an Open To Buy after card and PIN', async () => {
    await tab.goto(`${shopUrl}/`);
    await picture(tab, 'front-page');
    const url = await articleUrl(shopUrl, 0);
    const sheet = await followToSheet(wallet, tab, url);
    await reachStage(sheet, 'ready');
    await tab.mouse.wheel(0, 700);
    await picture(tab, 'payment-required');
    // The button waits half a second, against clicks that were meant for what lay under the sheet.
    await sheet.locator('button.button-main:enabled').waitFor();
    await picture(sheet, 'pay-sheet');
    await clickPay(wallet, sheet);
    await wallets.panel.waitForPinEntry();
    await picture(sheet, 'top-up-pin');
    await wallets.panel.enterPin(house.pin);
    await waitForDelivery(tab, url);
    // Down to where the paywall stood.
    await tab.mouse.wheel(0, 700);
    await picture(tab, 'delivered');
    const books = await readBooks(house.world);
    expect(books.intermediary.otbs).toHaveLength(1);
    expect(books.intermediary.purchases).toHaveLength(1);
    expect(books.shops.get('QUOTIDIEN')?.sales).toHaveLength(1);
    expect(spent(books)).toBe(books.intermediary.purchases[0]?.amountMinor);
  });

  test('buys the second with one click and no PIN', async () => {
    const before = await readBooks(house.world);
    await wallets.panel.remove();
    await buy(wallet, tab, await articleUrl(shopUrl, 1));
    const after = await readBooks(house.world);
    expect(after.intermediary.otbs).toHaveLength(1);
    expect(after.intermediary.purchases).toHaveLength(2);
    expect(after.issuer.authorizations).toEqual(before.issuer.authorizations);
  });

  test('cancels, and nothing is paid', async () => {
    const before = await readBooks(house.world);
    const sheet = await followToSheet(wallet, tab, await articleUrl(shopUrl, 2));
    await reachStage(sheet, 'ready');
    await escapeSheet(sheet);
    const after = await readBooks(house.world);
    expect(receiptsOf(after)).toEqual(receiptsOf(before));
    expect(spent(after)).toBe(spent(before));
    expect(after.shops.get('QUOTIDIEN')?.sales).toHaveLength(receiptsOf(before).length);
  });

  test('opens a bought article again without paying, also where the shop forgot the browser', async () => {
    const before = await readBooks(house.world);
    await wallet.context.clearCookies();
    const url = await articleUrl(shopUrl, 0);
    const sheet = await followToSheet(wallet, tab, url);
    await reachStage(sheet, 'alreadyBought');
    await picture(sheet, 'already-bought');
    await sheet.getByRole('button', { name: words(wallet, 'openAgain') }).click();
    await waitForDelivery(tab, url);
    const after = await readBooks(house.world);
    expect(receiptsOf(after)).toEqual(receiptsOf(before));
    expect(after.shops.get('QUOTIDIEN')?.deliveredCount).toBe(before.shops.get('QUOTIDIEN')?.deliveredCount);
  });

  test('pays from a priced hyperlink with a click on the link and one on the sheet', async () => {
    await tab.goto(`${shopUrl}/`);
    const url = await articleUrl(shopUrl, 3);
    const before = new Set(sheetsOf(wallet).map((page) => page.url()));
    await tab
      .locator(`a[data-mpoffer][href="${new URL(url).pathname}"]`)
      .first()
      .click();
    const sheet = await waitForSheet(wallet, before);
    await clickPay(wallet, sheet);
    await waitForDelivery(tab, url);
    expect((await readBooks(house.world)).intermediary.purchases).toHaveLength(3);
  });

  test('pays for a page that names its offer in its headers alone', async () => {
    const front = await (await fetch(`${shopUrl}/`)).text();
    const url = `${shopUrl}/article/header-only`;
    expect((await fetch(url)).status, front.slice(0, 80)).toBe(402);
    expect(await (await fetch(url)).text()).not.toContain('rel="mpoffer"');
    await buy(wallet, tab, url);
  });

  test('finds an offer that the page added later', async () => {
    await tab.goto(`${shopUrl}/`);
    // One of those that come later was bought above.
    const links = tab.locator('a[data-mpoffer]:not([href$="header-only"])');
    const before = await links.count();
    await tab.getByRole('link', { name: /more articles/i }).click();
    await links.nth(before).waitFor();
    const shown = new Set(sheetsOf(wallet).map((page) => page.url()));
    await links.last().click();
    const sheet = await waitForSheet(wallet, shown);
    await reachStage(sheet, 'ready');
    await escapeSheet(sheet);
  });

  test('tops up from the popup before the Open To Buy is empty, and sees what the newspaper has given back', async () => {
    const token = (
      await readFile(join(house.world.dataDir, 'merchants', 'QUOTIDIEN', 'operator-token'), 'utf8')
    ).trim();
    const office = await wallet.context.newPage();
    await office.goto(`${shopUrl}/operator`);
    await office.locator('#token').fill(token);
    await office.keyboard.press('Enter');
    await office.locator('.refund summary').first().click();
    await office
      .getByLabel(/reason|motif/i)
      .first()
      .fill('The last page was missing.');
    await picture(office, 'newspaper-office');
    await office.locator('.refund[open] button').click();
    await office.getByRole('status').waitFor();
    await picture(office, 'newspaper-office-refunded');
    await pictureNarrow(office, 'newspaper-office-refunded');
    await office.close();
    const popup = await wallet.context.newPage();
    await popup.setViewportSize({ width: 380, height: 560 });
    await popup.goto(wallet.extensionUrl('pages/popup.html'));
    const shown = new Set(sheetsOf(wallet).map((page) => page.url()));
    const before = (await readBooks(house.world)).intermediary.otbs.length;
    await popup.getByRole('button', { name: words(wallet, 'topUpNow') }).click();
    const sheet = await waitForSheet(wallet, shown);
    await wallets.panel.insert('camille');
    await wallets.panel.waitForPinEntry();
    await picture(sheet, 'top-up-ahead');
    await wallets.panel.enterPin(house.pin);
    await reachStage(sheet, 'toppedUp');
    await picture(sheet, 'topped-up');
    await escapeSheet(sheet);
    await wallets.panel.remove();
    expect((await readBooks(house.world)).intermediary.otbs).toHaveLength(before + 1);
    const journal = await wallet.context.newPage();
    await journal.goto(wallet.extensionUrl('pages/journal.html'));
    await journal.getByText('The last page was missing.').waitFor();
    await picture(journal, 'journal-refunded');
    await journal.close();
  });

  test('sees in the popup what is left and what was bought', async () => {
    const popup = await wallet.context.newPage();
    await popup.setViewportSize({ width: 380, height: 560 });
    await popup.goto(wallet.extensionUrl('pages/popup.html'));
    await popup.getByText(words(wallet, 'recentTitle')).waitFor();
    await picture(popup, 'popup');
    await popup.close();
    const journal = await wallet.context.newPage();
    await journal.goto(wallet.extensionUrl('pages/journal.html'));
    await journal.getByRole('heading', { level: 1 }).waitFor();
    await picture(journal, 'journal');
    await journal.emulateMedia({ colorScheme: 'dark' });
    await picture(journal, 'journal-dark');
    await journal.setViewportSize({ width: 360, height: 640 });
    await picture(journal, 'journal-narrow');
    expect(await journal.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await journal.close();
  });

  test('leaves the operator a table in which debits and credits are the same', async () => {
    const { intermediary, dataDir } = house.world;
    const token = (await readFile(join(dataDir, 'intermediary', 'operator-token'), 'utf8')).trim();
    const page = await wallet.context.newPage();
    await page.goto(`${intermediary.url}/operator`);
    await page.getByLabel(/token/i).fill(token);
    await page.keyboard.press('Enter');
    await page.getByRole('table').first().waitFor();
    await picture(page, 'operator');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 740 });
    await picture(page, 'operator-narrow-dark');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.close();
  });
});
