/** Regular payments in a real browser: with card and PIN, abroad, without a chip, by the card form, and what refuses. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { officeOrder, pressOffice } from './journeys/bookshop.ts';
import { enrol, openOnboarding } from './journeys/enrol.ts';
import { words } from './journeys/locale.ts';
import { checkOut, clickPayOrder, openOrderSheet, waitForArrival } from './journeys/pay-order.ts';
import { pdfText } from './journeys/pdf-text.ts';
import { readBooks } from './world/books.ts';
import { picture, pictureNarrow } from './world/pictures.ts';
import { shopOf } from './world/start-world.ts';
import { useWallets } from './world/test-wallet.ts';
import { useWorld } from './world/test-world.ts';
import type { WalletBrowser } from './world/wallet-browser.ts';

const house = useWorld({ profile: 'demo', withReader: true, withBookshops: true });
const wallets = useWallets(house);

let wallet: WalletBrowser;
let tab: Page;

beforeAll(async () => {
  wallet = await wallets.open();
  await enrol(wallet, wallets.panel, { cardId: 'camille', pin: house.pin });
  tab = await wallet.context.newPage();
});

const holder = async (cardId = 'camille') => {
  const { accounts } = (await readBooks(house.world)).issuer;
  const account = accounts.find((candidate) => candidate.cardId === cardId);
  if (account === undefined) throw new Error(`no account of ${cardId}`);
  return account;
};

/** The sheet of an order that was paid with card and PIN. */
async function paidSheet(): Promise<Page> {
  await checkOut(tab, shopOf(house.world, 'LIBRAIRIE').url);
  const sheet = await openOrderSheet(wallet, tab);
  await clickPayOrder(wallet, sheet);
  await wallets.panel.enterPin(house.pin);
  await waitForArrival(tab, 'success');
  return sheet;
}

/** What the browser saves when a button of the receipt is pressed. */
async function saved(receipt: Page, button: string): Promise<Buffer> {
  const downloading = receipt.waitForEvent('download');
  await receipt.getByRole('button', { name: words(wallet, button) }).click();
  return readFile(await (await downloading).path());
}

describe('a French shopper at a French shop', () => {
  test('pays an order of books with card, PIN and CAM, and keeps a receipt', async () => {
    const shopUrl = shopOf(house.world, 'LIBRAIRIE').url;
    const reference = await checkOut(tab, shopUrl, { count: 2 });
    await picture(tab, 'till');
    const sheet = await openOrderSheet(wallet, tab);
    await sheet.locator('button.button-main:enabled').waitFor();
    await picture(sheet, 'order-sheet');
    await clickPayOrder(wallet, sheet);
    await wallets.panel.waitForPinEntry();
    await picture(sheet, 'order-pin');
    await wallets.panel.enterPin(house.pin);
    await waitForArrival(tab, 'success');
    await picture(tab, 'order-authorized');
    expect(await officeOrder(house.world, { reference })).toMatchObject({ state: 'authorized' });
    const { authorizations } = (await readBooks(house.world)).issuer;
    expect(authorizations.at(-1)).toMatchObject({ merchantId: 'LIBRAIRIE', state: 'held', counter: 2 });
  });

  test('sees the receipt, saves it as JSON and PDF, and checks it with everybody gone', async () => {
    const sheet = await paidSheet();
    const opening = wallet.context.waitForEvent('page');
    await sheet.getByRole('button', { name: words(wallet, 'showReceipt') }).click();
    const receipt = await opening;
    const slip = receipt.locator('article.slip');
    await slip.waitFor();
    const shown = await slip.innerText();
    const { authorizations } = (await readBooks(house.world)).issuer;
    const { xid } = authorizations.at(-1) ?? {};
    expect(shown).toContain(xid);
    expect(shown).toMatch(/Librairie/);
    expect(shown).toContain('€15.50');
    const fact = async (label: string) =>
      (
        await slip
          .locator('dt', { hasText: words(wallet, label) })
          .locator('+ dd')
          .innerText()
      ).trim();
    expect(await fact('factDate')).toMatch(/\b20\d\d\b/);
    const authorizationNumber = await fact('factAuthorization');
    expect(authorizationNumber).toMatch(/^[A-Z0-9]{6}$/);
    expect(await sheet.getByText(words(wallet, 'authorizationLine')).innerText()).toContain(
      authorizationNumber,
    );
    const cam = await fact('factCam');
    expect(cam).toMatch(/^[0-9A-F]{16}$/);
    await picture(receipt, 'receipt');
    await pictureNarrow(receipt, 'receipt');
    const json = await saved(receipt, 'receiptFile');
    const pdf = await saved(receipt, 'receiptPdf');
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const drawn = pdfText(pdf);
    for (const fact of ['La Librairie', '€15.50', authorizationNumber, cam, String(xid)])
      expect(drawn).toContain(fact);
    await receipt.emulateMedia({ media: 'print' });
    expect(await receipt.locator('.keep').isVisible()).toBe(false);
    await picture(receipt, 'receipt-printed');
    const servers = house.world.processes.filter((process) => process !== house.world.reader);
    await Promise.all(servers.map((server) => server.stop()));
    try {
      const verify = await wallet.context.newPage();
      await verify.goto(wallet.extensionUrl('pages/verify.html'));
      const choose = (file: Buffer) =>
        verify
          .locator('#receipt-file')
          .setInputFiles({ name: 'receipt.json', mimeType: 'application/json', buffer: file });
      await choose(json);
      await verify.getByText(words(wallet, 'verifyValid')).waitFor();
      expect(await verify.locator('article.slip').innerText()).toBe(shown);
      await picture(verify, 'receipt-verified');
      await pictureNarrow(verify, 'receipt-verified');
      for (const [from, to] of [
        [/"value": \d+/, '"value": 1'],
        [/1 × Vingt/, '9 × Vingt'],
        [/"merchantName": "[^"]+"/, '"merchantName": "Another shop"'],
      ] as const) {
        await choose(Buffer.from(json.toString().replace(from, to)));
        await verify.locator('.note-bad').getByText('ERR_RECEIPT_INVALID').waitFor();
        expect(await verify.getByText(words(wallet, 'verifyValid')).count()).toBe(0);
      }
      await picture(verify, 'receipt-altered');
    } finally {
      await Promise.all(servers.map((server) => server.start()));
    }
  });

  test('is sent one book of two, then gets the rest back', async () => {
    const reference = await checkOut(tab, shopOf(house.world, 'LIBRAIRIE').url, { count: 2 });
    await clickPayOrder(wallet, await openOrderSheet(wallet, tab));
    await wallets.panel.enterPin(house.pin);
    await waitForArrival(tab, 'success');
    const before = await holder();
    await pressOffice(house.world, { reference }, 'ship', {
      'send-vingt-mille-lieues': '1',
      rest: 'released',
    });
    const shipped = await officeOrder(house.world, { reference });
    expect(shipped.capturedMinor).toBeLessThan(shipped.totalMinor);
    expect((await holder()).heldMinor).toBe(before.heldMinor - shipped.totalMinor);
    await pressOffice(house.world, { reference }, 'refund', { amount: '2.00', reason: 'a torn page' });
    expect((await officeOrder(house.world, { reference })).refundedMinor).toBe(200);
    await tab.goto(`${shopOf(house.world, 'LIBRAIRIE').url}/order/${reference}`);
    await picture(tab, 'order-refunded');
  });
});

describe('the same shopper at a shop abroad, whose gateway reads no chips', () => {
  test('pays by the wallet’s key alone: no PIN, no CAM', async () => {
    await wallets.panel.remove();
    const reference = await checkOut(tab, shopOf(house.world, 'BOEKENHUIS').url);
    const sheet = await openOrderSheet(wallet, tab);
    await sheet.locator('button.button-main:enabled').waitFor();
    await picture(sheet, 'order-sheet-abroad');
    await clickPayOrder(wallet, sheet);
    await waitForArrival(tab, 'success');
    expect(await officeOrder(house.world, { reference }, 'BOEKENHUIS')).toMatchObject({
      state: 'authorized',
    });
    const { authorizations } = (await readBooks(house.world)).issuer;
    expect(authorizations.at(-1)).toMatchObject({ merchantId: 'BOEKENHUIS', counter: null });
  });
});

describe('a shopper without a chip', () => {
  test('enrols by the bank’s form, then pays by the wallet’s key alone', async () => {
    const plain = await wallets.open();
    const text = await readFile(join(house.world.dataDir, 'cards-without-chip.json'), 'utf8');
    const [card] = JSON.parse(text) as {
      pan: string;
      cardExpiry: string;
      holderName: string;
      passphrase: string;
    }[];
    if (card === undefined) throw new Error('no card without a chip was provisioned');
    const onboarding = await openOnboarding(plain);
    await onboarding.locator('#form-pan').fill(card.pan);
    await onboarding
      .locator('#form-expiry')
      .fill(`${card.cardExpiry.slice(4)}/${card.cardExpiry.slice(2, 4)}`);
    await onboarding.getByRole('button', { name: words(plain, 'formAsk') }).click();
    await onboarding.getByLabel('Name, as on the card').fill(card.holderName);
    await onboarding.getByLabel('Passphrase from your bank’s letter').fill(card.passphrase);
    await picture(onboarding, 'onboarding-form');
    await onboarding.getByRole('button', { name: words(plain, 'formSend') }).click();
    await onboarding.getByText(words(plain, 'bankDone')).first().waitFor({ timeout: 20_000 });
    const page = await plain.context.newPage();
    const reference = await checkOut(page, shopOf(house.world, 'LIBRAIRIE').url);
    await clickPayOrder(plain, await openOrderSheet(plain, page));
    await waitForArrival(page, 'success');
    expect(await officeOrder(house.world, { reference })).toMatchObject({ state: 'authorized' });
    expect((await readBooks(house.world)).issuer.authorizations.at(-1)).toMatchObject({ counter: null });
  });
});

describe('the sheet', () => {
  test('that is cancelled sends the shopper back, and nothing was asked of the bank', async () => {
    const before = (await readBooks(house.world)).issuer.authorizations.length;
    await checkOut(tab, shopOf(house.world, 'LIBRAIRIE').url);
    const sheet = await openOrderSheet(wallet, tab);
    await sheet.locator('main[data-stage="ready"]').waitFor();
    await sheet.getByRole('button', { name: words(wallet, 'cancel') }).click();
    await waitForArrival(tab, 'cancel');
    expect((await readBooks(house.world)).issuer.authorizations).toHaveLength(before);
  });
});
