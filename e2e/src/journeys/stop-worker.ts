/** Ends the wallet's background worker as the browser does when it is idle; its native host goes with it. */
import type { WalletBrowser } from '../world/wallet-browser.ts';

export async function stopWorker(wallet: WalletBrowser): Promise<void> {
  const page = await wallet.context.newPage();
  await page.goto('chrome://serviceworker-internals/');
  const worker = page.locator('.serviceworker-registration, .serviceworker-item', {
    hasText: wallet.extensionId,
  });
  await worker
    .getByRole('button', { name: /^Stop$/ })
    .first()
    .click();
  await page.close();
}
