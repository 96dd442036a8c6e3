/** A shopper enrols a card: inserts it, asks the bank, keys the PIN on the reader. */
import type { Page } from 'playwright';
import type { ReaderPanel } from '../world/reader-panel.ts';
import type { WalletBrowser } from '../world/wallet-browser.ts';
import { words } from './locale.ts';

export async function openOnboarding(wallet: WalletBrowser): Promise<Page> {
  const page = await wallet.context.newPage();
  await page.goto(wallet.extensionUrl('pages/onboarding.html'));
  return page;
}

/** Inserts the card and asks the bank; the reader waits for the PIN afterwards. */
export async function askTheBank(
  wallet: WalletBrowser,
  page: Page,
  panel: ReaderPanel,
  cardId: string,
): Promise<void> {
  await panel.insert(cardId);
  await page.getByRole('button', { name: words(wallet, 'askMyBank') }).click();
}

/** From a new browser to a wallet that can pay. Leaves the card in the reader. */
export async function enrol(
  wallet: WalletBrowser,
  panel: ReaderPanel,
  card: { cardId: string; pin: string },
): Promise<Page> {
  const page = await openOnboarding(wallet);
  await askTheBank(wallet, page, panel, card.cardId);
  await panel.enterPin(card.pin);
  await page.getByText(words(wallet, 'bankDone')).first().waitFor({ timeout: 20_000 });
  return page;
}
