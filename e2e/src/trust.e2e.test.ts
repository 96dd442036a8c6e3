/** Certificates that were revoked or have run out, of each party: refused, said so, nothing paid. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importIdentity } from '@ecomm/protocol';
import type { Page } from 'playwright';
import { afterEach, describe, expect, test } from 'vitest';
import { articleUrl } from './journeys/articles.ts';
import { placeOrder } from './journeys/bookshop.ts';
import { clickPay, followToSheet } from './journeys/buy.ts';
import { enrol } from './journeys/enrol.ts';
import { checkOut, openOrderSheet } from './journeys/pay-order.ts';
import { callOperator, readBooks } from './world/books.ts';
import { picture } from './world/pictures.ts';
import { authorityIn, expiredLike, letExpire, publish, revoke } from './world/reissue.ts';
import { fetchInitiation } from './world/script-set-purchase.ts';
import { ScriptWallet } from './world/script-wallet.ts';
import { shopOf } from './world/start-world.ts';
import { useWallets } from './world/test-wallet.ts';
import { useWorld } from './world/test-world.ts';

const house = useWorld({ profile: 'demo', withReader: true, withBookshops: true });
const wallets = useWallets(house);

afterEach(async () => {
  await wallets.panel.remove();
  const { accounts } = (await readBooks(house.world)).issuer;
  expect(accounts.every(({ heldMinor, debitedMinor }) => heldMinor === 0 && debitedMinor === 0)).toBe(true);
});

async function isSaid(page: Page, code: string): Promise<void> {
  await page.getByText(code).first().waitFor({ timeout: 20_000 });
}

/** A new browser, so that nothing is known from before. Scripts use another card: its counter would run ahead. */
async function orderSheet(merchantId: 'LIBRAIRIE' | 'BOEKENHUIS'): Promise<Page> {
  const wallet = await wallets.open();
  await enrol(wallet, wallets.panel, { cardId: 'camille', pin: house.pin });
  await wallets.panel.remove();
  const tab = await wallet.context.newPage();
  await checkOut(tab, shopOf(house.world, merchantId).url);
  return openOrderSheet(wallet, tab);
}

/** A new browser's sheet for an article, paid by one click. */
async function articleSheet(cardId: string): Promise<Page> {
  const wallet = await wallets.open();
  await enrol(wallet, wallets.panel, { cardId, pin: house.pin });
  await wallets.panel.remove();
  const tab = await wallet.context.newPage();
  const sheet = await followToSheet(wallet, tab, await articleUrl(shopOf(house.world).url, 0));
  await clickPay(wallet, sheet);
  return sheet;
}

describe('a certificate that has run out', () => {
  test('of a merchant: the sheet says so and offers no payment', async () => {
    const file = 'merchants/BOEKENHUIS/identity.json';
    const path = join(house.world.dataDir, file);
    const valid = await readFile(path, 'utf8');
    const shop = shopOf(house.world, 'BOEKENHUIS');
    await letExpire(house.world, file, 'foreign-merchants.json');
    await shop.restart('SIGTERM');
    try {
      const sheet = await orderSheet('BOEKENHUIS');
      await isSaid(sheet, 'ERR_CERTIFICATE_EXPIRED');
      await picture(sheet, 'merchant-expired');
    } finally {
      await writeFile(path, valid);
      await shop.restart('SIGTERM');
    }
  });

  test('of a cardholder: the shop refuses it and asks no bank', async () => {
    const script = await ScriptWallet.enrol(house.world, await house.softwareCard('blocked'));
    const authority = await authorityIn(join(house.world.dataDir, 'pki', 'cardholders.json'));
    const file = await expiredLike(authority, {
      certificate: await script.certificate(),
      partyId: 'cardholder',
    });
    const expired = await importIdentity(file);
    const order = await placeOrder(house.world);
    const initiation = await fetchInitiation(order.shopUrl, order.initiationPath);
    const purchase = await script.withSigner(expired.signer).prepareSetPurchase(initiation);
    await expect(purchase.send()).rejects.toThrow(/ERR_CERTIFICATE_EXPIRED/);
  });

  test('of an intermediary: the wallet believes no word of it', async () => {
    const file = 'intermediary/identity.json';
    const path = join(house.world.dataDir, file);
    const valid = await readFile(path, 'utf8');
    await letExpire(house.world, file, 'merchants.json');
    await house.world.intermediary.restart('SIGTERM');
    try {
      const sheet = await articleSheet('lowfunds');
      await isSaid(sheet, 'ERR_CERTIFICATE_EXPIRED');
      await picture(sheet, 'intermediary-expired');
    } finally {
      await writeFile(path, valid);
      await house.world.intermediary.restart('SIGTERM');
    }
  });

  test('of a gateway: the shop starts no payment', async () => {
    const chainFile = join(house.world.dataDir, 'merchants/LIBRAIRIE/gateway-chain.json');
    const chain = await readFile(chainFile, 'utf8');
    const gateway = await importIdentity(
      JSON.parse(await readFile(join(house.world.dataDir, 'gateway/identity.json'), 'utf8')),
    );
    const authority = await authorityIn(join(house.world.dataDir, 'pki', 'gateways.json'));
    const { keyExchange } = await expiredLike(authority, gateway);
    await writeFile(chainFile, JSON.stringify(keyExchange?.chain));
    const shop = shopOf(house.world, 'LIBRAIRIE');
    await shop.restart('SIGTERM');
    try {
      const sheet = await orderSheet('LIBRAIRIE');
      await isSaid(sheet, 'ERR_CERTIFICATE_EXPIRED');
      await picture(sheet, 'gateway-expired');
    } finally {
      await writeFile(chainFile, chain);
      await shop.restart('SIGTERM');
    }
  });
});

describe('a certificate that was revoked', () => {
  test('of a cardholder whose card was stolen: the shop refuses it and asks no bank', async () => {
    const script = await ScriptWallet.enrol(
      house.world,
      (await house.softwareCard('blocked')).countingFrom(100),
    );
    const desk = join(house.world.dataDir, 'gateway');
    const { url } = house.world.gateway;
    await callOperator(url, desk, '/operator/cards/blocked/status', { status: 'stolen' });
    await publish(house.world);
    await callOperator(url, desk, '/operator/cards/blocked/status', { status: 'active' });
    await shopOf(house.world, 'LIBRAIRIE').restart('SIGTERM');
    const order = await placeOrder(house.world);
    const initiation = await fetchInitiation(order.shopUrl, order.initiationPath);
    const purchase = await script.prepareSetPurchase(initiation);
    await expect(purchase.send()).rejects.toThrow(/ERR_CERTIFICATE_REVOKED/);
  });

  test('of an intermediary: the wallet believes no word of it', async () => {
    await revoke(house.world, 'intermediary/identity.json');
    await publish(house.world);
    await isSaid(await articleSheet('lowfunds'), 'ERR_CERTIFICATE_REVOKED');
  });

  test('of a gateway: the wallet seals nothing to it', async () => {
    await revoke(house.world, 'gateway/gateway-2-identity.json');
    await publish(house.world);
    const sheet = await orderSheet('BOEKENHUIS');
    await isSaid(sheet, 'ERR_CERTIFICATE_REVOKED');
    await picture(sheet, 'gateway-revoked');
  });

  test('of a merchant: the sheet says so and offers no payment', async () => {
    await revoke(house.world, 'merchants/LIBRAIRIE/identity.json');
    await publish(house.world);
    const sheet = await orderSheet('LIBRAIRIE');
    await isSaid(sheet, 'ERR_CERTIFICATE_REVOKED');
    await picture(sheet, 'merchant-revoked');
  });
});
