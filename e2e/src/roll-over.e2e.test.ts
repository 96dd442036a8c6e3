/** The Open To Buy is used up: PIN again, a new one is opened, the old one is cleared. */
import { expect, test } from 'vitest';
import { pricedArticles } from './journeys/articles.ts';
import { buy, clickPay, followToSheet, reachStage, waitForDelivery } from './journeys/buy.ts';
import { enrol } from './journeys/enrol.ts';
import { readBooks, sum } from './world/books.ts';
import { picture } from './world/pictures.ts';
import { shopOf } from './world/start-world.ts';
import { useWallets } from './world/test-wallet.ts';
import { useWorld } from './world/test-world.ts';

/** Small, so that a few articles use it up; a dearer article opens one of its own price. */
const topUpMinor = 100;

const house = useWorld({
  profile: 'demo',
  withReader: true,
  intermediaryArgs: ['--top-up', `EUR=${topUpMinor}`],
});
const wallets = useWallets(house);

test('a shopper reads on: card and PIN only when the Open To Buy is too low', async () => {
  const wallet = await wallets.open({ language: 'fr', colorScheme: 'dark' });
  const shopUrl = shopOf(house.world).url;
  await enrol(wallet, wallets.panel, { cardId: 'camille', pin: house.pin });
  const tab = await wallet.context.newPage();
  let topUps = 0;
  for (const path of (await pricedArticles(shopUrl)).slice(0, 5)) {
    const { intermediary } = await readBooks(house.world);
    const left = sum(
      intermediary.otbs
        .filter(({ state }) => state === 'open')
        .map(({ limitMinor, spentMinor }) => limitMinor - spentMinor),
    );
    const price = await priceOf(`${shopUrl}${path}`);
    if (price <= left) {
      await buy(wallet, tab, `${shopUrl}${path}`);
      continue;
    }
    const sheet = await followToSheet(wallet, tab, `${shopUrl}${path}`);
    await clickPay(wallet, sheet);
    await wallets.panel.waitForPinEntry();
    await reachStage(sheet, 'topUp');
    await picture(sheet, `top-up-${topUps + 1}-fr-dark`);
    await wallets.panel.enterPin(house.pin);
    await waitForDelivery(tab, `${shopUrl}${path}`);
    topUps += 1;
  }
  expect(topUps).toBeGreaterThanOrEqual(2);
  const { intermediary, issuer } = await readBooks(house.world);
  expect(intermediary.purchases).toHaveLength(5);
  expect(intermediary.otbs).toHaveLength(topUps);
  expect(intermediary.otbs.filter(({ state }) => state === 'open')).toHaveLength(1);
  expect(issuer.authorizations).toHaveLength(topUps);
});

/** What the shop's signed offer asks, in minor units. */
async function priceOf(url: string): Promise<number> {
  const { pathname, origin } = new URL(url);
  const answer = await fetch(`${origin}/mpoffer?resource=${encodeURIComponent(pathname)}`);
  const { offer } = (await answer.json()) as { offer: string };
  const payload = Buffer.from(offer.split('.')[1] ?? '', 'base64url').toString('utf8');
  return (JSON.parse(payload) as { amount: { value: number } }).amount.value;
}
