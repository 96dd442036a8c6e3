/** Cards that refuse and cards that are refused: each said so, nothing paid, nothing lost. */
import { join } from 'node:path';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { articleUrl } from './journeys/articles.ts';
import { clickPay, followToSheet, waitForDelivery } from './journeys/buy.ts';
import { askTheBank, enrol, openOnboarding } from './journeys/enrol.ts';
import { words } from './journeys/locale.ts';
import { callOperator, readBooks } from './world/books.ts';
import { picture } from './world/pictures.ts';
import { shopOf } from './world/start-world.ts';
import { useWallets } from './world/test-wallet.ts';
import { useWorld } from './world/test-world.ts';
import type { WalletBrowser } from './world/wallet-browser.ts';

const house = useWorld({ profile: 'demo', withReader: true });
const wallets = useWallets(house);

const wrongPin = '000000000000';

/** The sheet asks for the PIN of a top-up. */
async function startTopUp(
  wallet: WalletBrowser,
  article = 0,
): Promise<{ tab: Page; sheet: Page; url: string }> {
  const url = await articleUrl(shopOf(house.world).url, article);
  const tab = await wallet.context.newPage();
  const sheet = await followToSheet(wallet, tab, url);
  await clickPay(wallet, sheet);
  await wallets.panel.waitForPinEntry();
  return { tab, sheet, url };
}

async function expectCode(page: Page, code: string): Promise<void> {
  await page.getByText(code).first().waitFor({ timeout: 20_000 });
}

async function nothingWasPaid(): Promise<void> {
  const { intermediary, issuer } = await readBooks(house.world);
  expect(intermediary.purchases).toEqual([]);
  expect(issuer.accounts.every(({ debitedMinor, heldMinor }) => debitedMinor === 0 && heldMinor === 0)).toBe(
    true,
  );
}

describe('a card', () => {
  test('that is blocked already is said to be so before any PIN is asked', async () => {
    const wallet = await wallets.open();
    const onboarding = await openOnboarding(wallet);
    await wallets.panel.insert('blocked');
    await expectCode(onboarding, 'ERR_CARD_PIN_BLOCKED');
    await picture(onboarding, 'onboarding-blocked');
    await wallets.panel.remove();
    await nothingWasPaid();
  });

  test('that was reported stolen gets no certificate', async () => {
    const wallet = await wallets.open();
    const onboarding = await openOnboarding(wallet);
    await askTheBank(wallet, onboarding, wallets.panel, 'stolen');
    await wallets.panel.enterPin(house.pin);
    await expectCode(onboarding, 'ERR_ENROLMENT_REJECTED_BY_ISSUER');
    await picture(onboarding, 'onboarding-stolen');
    await wallets.panel.remove();
    await nothingWasPaid();
  });

  test('reported stolen after enrolment opens no Open To Buy', async () => {
    const wallet = await wallets.open();
    await reportCard('stolen', 'active');
    await enrol(wallet, wallets.panel, { cardId: 'stolen', pin: house.pin });
    await reportCard('stolen', 'stolen');
    const { sheet } = await startTopUp(wallet);
    await wallets.panel.enterPin(house.pin);
    await expectCode(sheet, 'ERR_REFUSED_TOP_UP_DECLINED');
    await picture(sheet, 'top-up-declined');
    await wallets.panel.remove();
    await nothingWasPaid();
  });

  test('without the funds opens no Open To Buy', async () => {
    const wallet = await wallets.open();
    await enrol(wallet, wallets.panel, { cardId: 'lowfunds', pin: house.pin });
    const { sheet } = await startTopUp(wallet);
    await wallets.panel.enterPin(house.pin);
    await expectCode(sheet, 'ERR_REFUSED_TOP_UP_DECLINED');
    await wallets.panel.remove();
    await nothingWasPaid();
  });

  test('pulled during the PIN loses nothing: put back, it pays', async () => {
    const wallet = await wallets.open();
    await enrol(wallet, wallets.panel, { cardId: 'camille', pin: house.pin });
    const { tab, sheet, url } = await startTopUp(wallet);
    await wallets.panel.press('1');
    await wallets.panel.remove();
    await expectCode(sheet, 'ERR_CARD_REMOVED');
    await picture(sheet, 'card-pulled');
    await nothingWasPaid();
    await wallets.panel.insert('camille');
    await wallets.panel.enterPin(house.pin);
    await waitForDelivery(tab, url);
    expect((await readBooks(house.world)).intermediary.purchases).toHaveLength(1);
  });

  test('whose PIN is cancelled on the keypad pays nothing, and may be asked again', async () => {
    const wallet = await wallets.open();
    const before = await readBooks(house.world);
    const onboarding = await openOnboarding(wallet);
    await onboarding.getByRole('button', { name: words(wallet, 'askMyBank') }).click();
    await wallets.panel.waitForPinEntry();
    await wallets.panel.press('cancel');
    await expectCode(onboarding, 'ERR_CARD_PIN_CANCELLED');
    expect((await readBooks(house.world)).issuer).toEqual(before.issuer);
    await wallets.panel.remove();
  });

  test('with three wrong PINs is blocked and said to be so, and a right one does not help any more', async () => {
    const wallet = await wallets.open();
    const onboarding = await enrol(wallet, wallets.panel, { cardId: 'lowfunds', pin: house.pin });
    const before = await readBooks(house.world);
    const { sheet } = await startTopUp(wallet, 1);
    await wallets.panel.enterPin(wrongPin);
    await expectCode(sheet, 'ERR_CARD_PIN_WRONG');
    await picture(sheet, 'pin-wrong');
    await sheet.getByRole('button', { name: words(wallet, 'tryAgain') }).click();
    await wallets.panel.enterPin(wrongPin);
    await expectCode(sheet, 'ERR_CARD_PIN_WRONG');
    await sheet.getByRole('button', { name: words(wallet, 'tryAgain') }).click();
    await expectCode(sheet, 'ERR_CARD_PIN_LAST_TRY');
    await picture(sheet, 'pin-last-try');
    await sheet.getByRole('button', { name: words(wallet, 'useLastTry') }).click();
    await wallets.panel.enterPin(wrongPin);
    await expectCode(sheet, 'ERR_CARD_PIN_BLOCKED');
    await picture(sheet, 'pin-blocked');
    await onboarding.bringToFront();
    await onboarding.reload();
    await expectCode(onboarding, 'ERR_CARD_PIN_BLOCKED');
    expect((await readBooks(house.world)).issuer).toEqual(before.issuer);
  });
});

async function reportCard(cardId: string, status: 'active' | 'stolen'): Promise<void> {
  const { gateway, dataDir } = house.world;
  await callOperator(gateway.url, join(dataDir, 'gateway'), `/operator/cards/${cardId}/status`, { status });
}
