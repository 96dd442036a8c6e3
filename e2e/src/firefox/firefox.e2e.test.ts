/** A shopper's first day with a real Firefox: its background is an event page, its sites are optional, its host is found elsewhere. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { articleUrl } from '../journeys/articles.ts';
import { officeOrder } from '../journeys/bookshop.ts';
import { words } from '../journeys/locale.ts';
import { readBooks } from '../world/books.ts';
import { ReaderPanel } from '../world/reader-panel.ts';
import { shopOf } from '../world/start-world.ts';
import { useWorld } from '../world/test-world.ts';
import {
  addressOf,
  findPage,
  openWalletPage,
  press,
  until,
  waitForDelivery,
  waitForSheet,
  waitForText,
  waitUntilClosed,
} from './firefox-pages.ts';
import { stopBackground } from './open-firefox.ts';
import { useFirefox } from './use-firefox.ts';

const house = useWorld({ profile: 'demo', withReader: true, withBookshops: true });
const firefox = useFirefox(house);

let panel: ReaderPanel;
let tab: Page;
let shopUrl: string;

beforeAll(async () => {
  panel = new ReaderPanel(house.world.panelUrl);
  tab = await firefox().browser.newPage();
  shopUrl = shopOf(house.world).url;
});

const said = (key: string) => words(firefox(), key);

/** Puts a book into the basket, fills in the address, and stops at the till. Returns the order's reference. */
async function checkOut(bookshopUrl: string): Promise<string> {
  await tab.goto(`${bookshopUrl}/book/vingt-mille-lieues?lang=en`);
  await Promise.all([tab.waitForNavigation(), tab.click('form.buy button')]);
  await tab.goto(`${bookshopUrl}/checkout`);
  const address = { name: 'Camille Durand', street: '3 rue Monge', postcode: '75005', town: 'Paris' };
  for (const [field, value] of Object.entries(address)) await tab.type(`#${field}`, value);
  await Promise.all([tab.waitForNavigation(), tab.click('form.address button')]);
  return tab.url().split('/pay/')[1] ?? '';
}

describe('a shopper with Firefox', () => {
  test('is met by the wallet and enrols a card with the PIN on the reader', async () => {
    const onboarding = await findPage(firefox(), '/pages/onboarding.html');
    await waitForText(onboarding, said('hostReady'));
    await panel.insert('camille');
    await onboarding.bringToFront();
    await press(firefox(), onboarding, 'askMyBank');
    await panel.enterPin(house.pin);
    await waitForText(onboarding, said('bankDone'));
    await onboarding.close();
    expect((await readBooks(house.world)).issuer.authorizations).toEqual([]);
  });

  test('buys an article: the bank opens an Open To Buy after card and PIN, and the sheet closes itself', async () => {
    const url = await articleUrl(shopUrl, 0);
    await tab.bringToFront();
    await tab.goto(url);
    const sheet = await waitForSheet(firefox());
    await press(firefox(), sheet, 'payAmount');
    await panel.enterPin(house.pin);
    await waitForDelivery(tab, url);
    await waitUntilClosed(sheet);
    const books = await readBooks(house.world);
    expect(books.intermediary.otbs).toHaveLength(1);
    expect(books.intermediary.purchases).toHaveLength(1);
    expect(books.shops.get('QUOTIDIEN')?.sales).toHaveLength(1);
  });

  test('buys the next with one click and no card, though Firefox has put the wallet to sleep', async () => {
    const before = await readBooks(house.world);
    await panel.remove();
    await stopBackground(firefox());
    const url = await articleUrl(shopUrl, 1);
    await tab.goto(url);
    const sheet = await waitForSheet(firefox());
    await press(firefox(), sheet, 'payAmount');
    await waitForDelivery(tab, url);
    await waitUntilClosed(sheet);
    const after = await readBooks(house.world);
    expect(after.intermediary.purchases).toHaveLength(2);
    expect(after.issuer.authorizations).toEqual(before.issuer.authorizations);
  });

  test('cancels with Escape, and nothing is paid', async () => {
    const before = await readBooks(house.world);
    await tab.goto(await articleUrl(shopUrl, 2));
    const sheet = await waitForSheet(firefox());
    await waitForText(sheet, said('payAmount'));
    await sheet.keyboard.press('Escape').catch(() => undefined);
    await waitUntilClosed(sheet);
    const after = await readBooks(house.world);
    expect(after.intermediary.purchases).toHaveLength(before.intermediary.purchases.length);
    expect(after.intermediary.otbs).toEqual(before.intermediary.otbs);
  });

  test('pays an order of books with card, PIN and CAM, and sees its receipt', async () => {
    const bookshopUrl = shopOf(house.world, 'LIBRAIRIE').url;
    await panel.insert('camille');
    const reference = await checkOut(bookshopUrl);
    await tab.click('a[data-set-initiation]');
    const sheet = await waitForSheet(firefox());
    await press(firefox(), sheet, 'payAmount');
    await panel.enterPin(house.pin);
    await until('the shop’s thanks', async () => /\/success$/.test(await addressOf(tab)) || undefined);
    expect(await officeOrder(house.world, { reference })).toMatchObject({ state: 'authorized' });
    const { authorizations } = (await readBooks(house.world)).issuer;
    const { xid = '', ...authorization } = authorizations.at(-1) ?? {};
    expect(authorization).toMatchObject({ merchantId: 'LIBRAIRIE', state: 'held', counter: 3 });
    await press(firefox(), sheet, 'showReceipt');
    const receipt = await findPage(firefox(), '/pages/receipt.html');
    expect(await waitForText(receipt, said('factCam'))).toContain(xid);
    await receipt.close();
    const history = await openWalletPage(firefox(), 'pages/journal.html');
    expect(await waitForText(history, /Librairie/)).toMatch(/Le Quotidien/);
    await history.close();
    await sheet.close();
  });

  test('gives the wallet its sites back that were taken away, and is shown offers again', async () => {
    const page = await openWalletPage(firefox(), 'pages/onboarding.html');
    await page.evaluate(async () => {
      const { permissions, runtime } = (globalThis as unknown as { browser: typeof chrome }).browser;
      const origins = runtime.getManifest().content_scripts?.[0]?.matches ?? [];
      await permissions.remove({ origins });
    });
    await page.close();
    const url = await articleUrl(shopUrl, 3);
    await tab.goto(url);
    const asking = await openWalletPage(firefox(), 'pages/onboarding.html');
    await waitForText(asking, said('accessMissing'));
    await press(firefox(), asking, 'accessAllow');
    await until('the end of the question', async () =>
      said('accessMissing').test(await waitForText(asking, /\S/)) ? undefined : true,
    );
    await asking.close();
    await tab.bringToFront();
    await tab.goto(url);
    const sheet = await waitForSheet(firefox());
    await press(firefox(), sheet, 'payAmount');
    await waitForDelivery(tab, url);
    await waitUntilClosed(sheet);
    expect((await readBooks(house.world)).intermediary.purchases).toHaveLength(3);
  });

  test('is told that the card host is not where its manifest says', async () => {
    const file = join(firefox().home, '.mozilla/native-messaging-hosts/org.ecomm.card_host.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...manifest, path: join(firefox().home, 'no-such-host') }));
    await stopBackground(firefox());
    const onboarding = await openWalletPage(firefox(), 'pages/onboarding.html');
    await waitForText(onboarding, said('ERR_HOST_MISPLACED'));
    await onboarding.close();
  });
});
