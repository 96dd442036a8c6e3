/** Servers that stop in mid-payment: the wallet says so, keeps what it signed, and finishes once they are back. */
import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { articleUrl } from './journeys/articles.ts';
import { buy, clickPay, followToSheet, reachStage, waitForDelivery } from './journeys/buy.ts';
import { enrol } from './journeys/enrol.ts';
import { words } from './journeys/locale.ts';
import { stopWorker } from './journeys/stop-worker.ts';
import { readBooks } from './world/books.ts';
import { picture } from './world/pictures.ts';
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
  await enrol(wallet, wallets.panel, { cardId: 'camille', pin: house.pin });
});

const counts = async () => {
  const { intermediary, issuer, shops } = await readBooks(house.world);
  return {
    purchases: intermediary.purchases.length,
    authorizations: issuer.authorizations.length,
    sales: shops.get('QUOTIDIEN')?.sales.length ?? 0,
  };
};

describe('a payment finishes, once', () => {
  test('when the intermediary is down at the click and comes back', async () => {
    const url = await articleUrl(shopUrl, 0);
    const sheet = await followToSheet(wallet, tab, url);
    await reachStage(sheet, 'ready');
    await house.world.intermediary.kill();
    await clickPay(wallet, sheet);
    await reachStage(sheet, 'settling');
    await picture(sheet, 'settling');
    await house.world.intermediary.start();
    await sheet.getByRole('button', { name: words(wallet, 'tryNow') }).click();
    await wallets.panel.enterPin(house.pin);
    await waitForDelivery(tab, url);
    expect(await counts()).toEqual({ purchases: 1, authorizations: 1, sales: 1 });
  });

  test('when the intermediary is killed while the PIN is keyed', async () => {
    const before = await counts();
    const url = await articleUrl(shopUrl, 0);
    const other = await wallets.open();
    const otherTab = await other.context.newPage();
    await wallets.panel.remove();
    await enrol(other, wallets.panel, { cardId: 'camille', pin: house.pin });
    const sheet = await followToSheet(other, otherTab, url);
    await clickPay(other, sheet);
    await wallets.panel.waitForPinEntry();
    await house.world.intermediary.kill();
    await wallets.panel.enterPin(house.pin);
    await sheet.locator('main[data-stage="settling"], .note').first().waitFor();
    await house.world.intermediary.start();
    await retryUntilDelivered(other, sheet, otherTab, url);
    expect(await counts()).toEqual({
      purchases: before.purchases + 1,
      authorizations: before.authorizations + 1,
      sales: before.sales + 1,
    });
  });

  test('when the shop is down at its delivery', async () => {
    const before = await counts();
    const url = await articleUrl(shopUrl, 1);
    const sheet = await followToSheet(wallet, tab, url);
    await reachStage(sheet, 'ready');
    await shopOf(house.world).kill();
    await clickPay(wallet, sheet);
    await sheet.locator('main[data-stage="settling"], .note').first().waitFor();
    await shopOf(house.world).start();
    await retryUntilDelivered(wallet, sheet, tab, url);
    const after = await counts();
    expect(after).toEqual({ ...before, purchases: before.purchases + 1, sales: before.sales + 1 });
  });

  test('when the wallet’s worker dies after the click', async () => {
    const before = await counts();
    const url = await articleUrl(shopUrl, 2);
    const sheet = await followToSheet(wallet, tab, url);
    await reachStage(sheet, 'ready');
    await house.world.intermediary.kill();
    await clickPay(wallet, sheet);
    await reachStage(sheet, 'settling');
    await stopWorker(wallet);
    await house.world.intermediary.start();
    await sheet.reload();
    await retryUntilDelivered(wallet, sheet, tab, url);
    const after = await counts();
    expect(after).toEqual({ ...before, purchases: before.purchases + 1, sales: before.sales + 1 });
  });

  test('when everything was killed before, and the next payment is one click', async () => {
    const before = await counts();
    for (const process of [house.world.gateway, house.world.intermediary, shopOf(house.world)])
      await process.restart('SIGKILL');
    await buy(wallet, tab, await articleUrl(shopUrl, 3));
    const after = await counts();
    expect(after).toEqual({ ...before, purchases: before.purchases + 1, sales: before.sales + 1 });
  });
});

/** The wallet retries by itself; whoever does not want to wait presses the button. */
async function retryUntilDelivered(
  browser: WalletBrowser,
  sheet: Page,
  delivery: Page,
  url: string,
): Promise<void> {
  const delivered = waitForDelivery(delivery, url);
  const buttons = ['tryNow', 'tryAgain', 'openArticle'].map((key) => words(browser, key).source).join('|');
  const press = async () => {
    for (let attempt = 0; attempt < 100 && !sheet.isClosed(); attempt += 1) {
      const button = sheet.getByRole('button', { name: new RegExp(buttons) }).first();
      if (await button.isEnabled({ timeout: 500 }).catch(() => false))
        await button.click().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  };
  await Promise.race([delivered, press().then(() => delivered)]);
}
