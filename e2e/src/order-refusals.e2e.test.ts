/** What the bank refuses at a bookshop's till, and how the shopper is told; the card form; hostile messages. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { officeOrder, placeOrder, pressOffice } from './journeys/bookshop.ts';
import { enrol } from './journeys/enrol.ts';
import { words } from './journeys/locale.ts';
import {
  type Basket,
  checkOut,
  clickPayOrder,
  openOrderSheet,
  waitForArrival,
} from './journeys/pay-order.ts';
import { callOperator, readBooks } from './world/books.ts';
import { picture, pictureNarrow } from './world/pictures.ts';
import { fetchInitiation } from './world/script-set-purchase.ts';
import { ScriptWallet } from './world/script-wallet.ts';
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

const desk = (path: string, body: object) =>
  callOperator(
    house.world.gateway.url,
    join(house.world.dataDir, 'gateway'),
    `/operator/cards/${path}`,
    body,
  );

interface Refused {
  readonly reference: string;
  readonly sheet: Page;
}

interface Shopper {
  readonly wallet: WalletBrowser;
  readonly tab: Page;
}

/** The code in small print, and its words: what happened and what to do. */
async function isSaid(sheet: Page, code: string, by = wallet): Promise<void> {
  await sheet.getByText(code).first().waitFor({ timeout: 20_000 });
  for (const key of [code, `${code}_next`]) await sheet.getByText(words(by, key)).first().waitFor();
}

/** Pays with card and PIN, and is refused with this code on the sheet; the tab shows the shop's page for it. */
async function isRefused(
  code: string,
  basket: Basket = {},
  shopper: Shopper = { wallet, tab },
): Promise<Refused> {
  const before = (await readBooks(house.world)).issuer.accounts;
  const reference = await checkOut(shopper.tab, shopOf(house.world, 'LIBRAIRIE').url, basket);
  const sheet = await openOrderSheet(shopper.wallet, shopper.tab);
  await clickPayOrder(shopper.wallet, sheet);
  await wallets.panel.enterPin(house.pin);
  await isSaid(sheet, code, shopper.wallet);
  await waitForArrival(shopper.tab, 'failure');
  expect(await officeOrder(house.world, { reference })).toMatchObject({ state: 'declined' });
  expect((await readBooks(house.world)).issuer.accounts).toEqual(before);
  return { reference, sheet };
}

describe('a wrong PIN', () => {
  test('is said on the sheet with the tries that are left, and the right one then pays once', async () => {
    const before = (await readBooks(house.world)).issuer.authorizations.length;
    const reference = await checkOut(tab, shopOf(house.world, 'LIBRAIRIE').url);
    const sheet = await openOrderSheet(wallet, tab);
    await clickPayOrder(wallet, sheet);
    await wallets.panel.enterPin('000000000000');
    await isSaid(sheet, 'ERR_CARD_PIN_WRONG');
    await sheet.getByText('Tries left: 2.').first().waitFor();
    await picture(sheet, 'order-pin-wrong');
    await pictureNarrow(sheet, 'order-pin-wrong');
    expect(await officeOrder(house.world, { reference })).toMatchObject({ state: 'open' });
    expect((await readBooks(house.world)).issuer.authorizations).toHaveLength(before);
    await sheet.getByRole('button', { name: words(wallet, 'tryAgain') }).click();
    await wallets.panel.enterPin(house.pin);
    await waitForArrival(tab, 'success');
    const order = await officeOrder(house.world, { reference });
    expect(order).toMatchObject({ state: 'authorized' });
    const { authorizations } = (await readBooks(house.world)).issuer;
    expect(authorizations).toHaveLength(before + 1);
    expect(authorizations.at(-1)).toMatchObject({ amountMinor: order.totalMinor, state: 'held' });
  });
});

/** The gateway's settings for a bookshop, from its next start. */
async function setMerchantPolicy(policy: object): Promise<void> {
  const path = join(house.world.dataDir, 'gateway', 'settings.json');
  const settings = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...settings, policy: { merchants: { LIBRAIRIE: policy } } }));
  await house.world.gateway.restart('SIGTERM');
}

describe('below a merchant’s floor limit', () => {
  async function pay(basket: Basket): Promise<string> {
    const reference = await checkOut(tab, shopOf(house.world, 'LIBRAIRIE').url, basket);
    await clickPayOrder(wallet, await openOrderSheet(wallet, tab));
    await wallets.panel.enterPin(house.pin);
    await waitForArrival(tab, 'success');
    return reference;
  }
  const heldMinor = async () =>
    (await readBooks(house.world)).issuer.accounts.find(({ cardId }) => cardId === 'camille')?.heldMinor ?? 0;

  test('the gateway answers by itself, and the bank verifies before money moves', async () => {
    await setMerchantPolicy({ floorLimitMinor: 2000, verificationPerMille: 0 });
    const before = (await readBooks(house.world)).issuer.accounts;
    const reference = await pay({});
    expect(await officeOrder(house.world, { reference })).toMatchObject({ state: 'authorized' });
    expect((await readBooks(house.world)).issuer.accounts).toEqual(before);
    const { totalMinor } = await officeOrder(house.world, { reference });
    await pressOffice(house.world, { reference }, 'ship', { 'send-vingt-mille-lieues': '1' });
    const held = (await readBooks(house.world)).issuer.accounts.find(({ cardId }) => cardId === 'camille');
    const was = before.find(({ cardId }) => cardId === 'camille');
    expect((held?.debitedMinor ?? 0) - (was?.debitedMinor ?? 0)).toBe(totalMinor);
  });

  test('an order above it is asked of the bank', async () => {
    const before = await heldMinor();
    const reference = await pay({ slug: 'temps-perdu' });
    const { totalMinor } = await officeOrder(house.world, { reference });
    expect(await heldMinor()).toBe(before + totalMinor);
  });

  test('one that is drawn for verification is asked of the bank too', async () => {
    await setMerchantPolicy({ floorLimitMinor: 2000, verificationPerMille: 1000 });
    const before = await heldMinor();
    const reference = await pay({});
    const { totalMinor } = await officeOrder(house.world, { reference });
    expect(await heldMinor()).toBe(before + totalMinor);
  });
});

describe('the bank refuses', () => {
  test('more than is on the account', async () => {
    const { sheet } = await isRefused('ERR_BANK_DECLINED', { slug: 'temps-perdu', count: 2 });
    await picture(sheet, 'order-declined');
    await picture(tab, 'order-declined-shop');
    await pictureNarrow(tab, 'order-declined-shop');
  });

  test('what would pass the holder’s ceiling of seven days', async () => {
    await desk('camille/ceiling', { ceilingMinor: 1000 });
    const { sheet } = await isRefused('ERR_BANK_CALL_ISSUER');
    await picture(sheet, 'order-ceiling');
    await desk('camille/ceiling', { ceilingMinor: 100_000 });
  });

  test('a card that was reported stolen', async () => {
    await desk('camille/status', { status: 'stolen' });
    await isRefused('ERR_BANK_DECLINED');
    await desk('camille/status', { status: 'active' });
  });

  test('a certificate of the card that is older than the last: its counter was used', async () => {
    const copy = (await house.softwareCard('camille')).countingFrom(1000);
    const script = await ScriptWallet.enrol(house.world, copy);
    expect(script.signer.thumb).not.toBe('');
    await isRefused('ERR_BANK_DECLINED');
  });
});

describe('abroad, without the card’s certificate', () => {
  test('a large order is sent to the bank’s clerk', async () => {
    await wallets.panel.remove();
    const shopUrl = shopOf(house.world, 'BOEKENHUIS').url;
    const reference = await checkOut(tab, shopUrl, { slug: 'temps-perdu' });
    const sheet = await openOrderSheet(wallet, tab);
    await clickPayOrder(wallet, sheet);
    await isSaid(sheet, 'ERR_BANK_CALL_ISSUER');
    await waitForArrival(tab, 'failure');
    expect(await officeOrder(house.world, { reference }, 'BOEKENHUIS')).toMatchObject({ state: 'declined' });
  });
});

describe('in French, with little on the account', () => {
  let louise: Shopper;

  beforeAll(async () => {
    const french = await wallets.open({ language: 'fr' });
    await enrol(french, wallets.panel, { cardId: 'lowfunds', pin: house.pin });
    louise = { wallet: french, tab: await french.context.newPage() };
  });

  test('a refusal is said in French', async () => {
    const { sheet } = await isRefused('ERR_BANK_DECLINED', { language: 'fr' }, louise);
    await sheet.getByText('Votre banque').first().waitFor();
    await picture(sheet, 'order-declined-fr');
    await pictureNarrow(sheet, 'order-declined-fr');
  });

  test('a PIN that is wrong three times blocks the card: said so, nothing paid, and the shop still waits', async () => {
    const { accounts, authorizations } = (await readBooks(house.world)).issuer;
    const reference = await checkOut(louise.tab, shopOf(house.world, 'LIBRAIRIE').url, { language: 'fr' });
    const sheet = await openOrderSheet(louise.wallet, louise.tab);
    const press = (key: string) => sheet.getByRole('button', { name: words(louise.wallet, key) }).click();
    await clickPayOrder(louise.wallet, sheet);
    for (const triesLeft of [2, 1]) {
      await wallets.panel.enterPin('000000000000');
      await isSaid(sheet, 'ERR_CARD_PIN_WRONG', louise.wallet);
      await sheet.getByText(`${triesLeft}.`).first().waitFor();
      await press('tryAgain');
    }
    await isSaid(sheet, 'ERR_CARD_PIN_LAST_TRY', louise.wallet);
    await press('useLastTry');
    await wallets.panel.enterPin('000000000000');
    await isSaid(sheet, 'ERR_CARD_PIN_BLOCKED', louise.wallet);
    await sheet.getByRole('heading', { name: 'Non payé' }).waitFor();
    await picture(sheet, 'order-pin-blocked-fr');
    await pictureNarrow(sheet, 'order-pin-blocked-fr');
    expect((await readBooks(house.world)).issuer).toMatchObject({ accounts, authorizations });
    const status = await louise.wallet.context.newPage();
    await status.goto(`${shopOf(house.world, 'LIBRAIRIE').url}/order/${reference}?lang=fr`);
    await status.getByText('En attente de paiement').first().waitFor();
    await picture(status, 'order-unpaid-fr');
    await press('close');
    await waitForArrival(louise.tab, 'cancel');
    expect(await officeOrder(house.world, { reference })).toMatchObject({ state: 'open' });
    await wallets.panel.remove();
  });
});

interface PlainCard {
  readonly pan: string;
  readonly cardExpiry: string;
  readonly holderName: string;
}

async function plainCard(index: number): Promise<PlainCard> {
  const text = await readFile(join(house.world.dataDir, 'cards-without-chip.json'), 'utf8').catch(() =>
    readFile(join(house.world.dataDir, 'cards', 'cards-without-chip.json'), 'utf8'),
  );
  const card = (JSON.parse(text) as PlainCard[])[index];
  if (card === undefined) throw new Error('no such card');
  return card;
}

describe('the card form', () => {
  async function payByForm({ pan, cardExpiry }: PlainCard): Promise<string> {
    const reference = await checkOut(tab, shopOf(house.world, 'LIBRAIRIE').url);
    await tab.goto(`${shopOf(house.world, 'LIBRAIRIE').url}/card-form/${reference}`);
    await tab.locator('[data-pan]').fill(pan);
    await tab.locator('[data-expiry]').fill(`${cardExpiry.slice(4)}/${cardExpiry.slice(0, 4)}`);
    await tab.locator('[data-pay]:enabled').waitFor();
    await picture(tab, 'card-form');
    await tab.locator('[data-pay]').click();
    return reference;
  }

  test('pays for a shopper with neither wallet nor chip, and the shop keeps no card number', async () => {
    const card = await plainCard(0);
    const reference = await payByForm(card);
    await waitForArrival(tab, 'success');
    expect(await officeOrder(house.world, { reference })).toMatchObject({ state: 'authorized' });
    const shop = shopOf(house.world, 'LIBRAIRIE');
    expect(shop.output).not.toContain(card.pan);
    for (const file of ['merchant.sqlite', 'merchant.sqlite-wal'])
      expect(
        await readFile(join(house.world.dataDir, 'merchants', 'LIBRAIRIE', file), 'latin1').catch(() => ''),
      ).not.toContain(card.pan);
  });

  test('is refused for a card with a chip: that would be a way around it', async () => {
    const { pan, expiry } = await house.softwareCard('camille');
    const reference = await payByForm({ pan, cardExpiry: expiry, holderName: '' });
    await tab.locator('[data-status]').getByText(/./).waitFor();
    await expect.poll(async () => (await officeOrder(house.world, { reference })).state).toBe('declined');
  });
});

describe('a hostile wallet', () => {
  let script: ScriptWallet;

  beforeAll(async () => {
    const card = (await house.softwareCard('camille')).countingFrom(2000);
    script = await ScriptWallet.enrol(house.world, card);
  });

  async function hostile(change: Parameters<ScriptWallet['prepareSetPurchase']>[1]) {
    const order = await placeOrder(house.world);
    const initiation = await fetchInitiation(order.shopUrl, order.initiationPath);
    return { order, purchase: await script.prepareSetPurchase(initiation, change) };
  }

  test('that pays less than the order costs is declined: the halves disagree', async () => {
    const { order, purchase } = await hostile({
      change: ({ oiData, piData }) => ({
        oiData,
        piData: { ...piData, piHead: { ...piData.piHead, purchAmt: { currency: 'EUR', value: 1 } } },
      }),
    });
    expect(await purchase.send()).toMatchObject({ completionCode: 'orderRejected' });
    expect(await officeOrder(house.world, order)).toMatchObject({ state: 'declined' });
  });

  test('that leaves its card’s certificate out is declined', async () => {
    const { purchase } = await hostile({ withCard: false });
    expect(await purchase.send()).toMatchObject({ completionCode: 'orderRejected' });
  });

  test('that signs another order is refused by the shop, and the bank is not asked', async () => {
    const before = (await readBooks(house.world)).issuer.authorizations.length;
    const { purchase } = await hostile({
      change: ({ oiData, piData }) => ({ oiData: { ...oiData, hod: oiData.odSalt.padEnd(43, 'A') }, piData }),
    });
    await expect(purchase.send()).rejects.toThrow(/ERR_MESSAGE_MISMATCH/);
    expect((await readBooks(house.world)).issuer.authorizations).toHaveLength(before);
  });

  test('that names another gateway is refused by ours', async () => {
    const { purchase } = await hostile({
      change: ({ oiData, piData }) => ({
        oiData,
        piData: { ...piData, piHead: { ...piData.piHead, gatewayThumb: oiData.hod } },
      }),
    });
    expect(await purchase.send()).toMatchObject({ completionCode: 'orderRejected' });
  });
});
