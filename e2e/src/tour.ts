/**
 * The guided tour: the whole journey by itself, headless, on the real parts. Ends with exit code 0 and one JSON
 * line of figures read from the running system.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pricedArticles } from './journeys/articles.ts';
import { buy, clickPay, escapeSheet, followToSheet, reachStage, waitForDelivery } from './journeys/buy.ts';
import { enrol } from './journeys/enrol.ts';
import { closePeriod, disagreements, readBooks, sum, waitUntilCredited } from './world/books.ts';
import { delay, ReaderPanel } from './world/reader-panel.ts';
import { drawPin } from './world/secret-search.ts';
import { shopOf, startWorld, type World } from './world/start-world.ts';
import { openWalletBrowser, type WalletBrowser } from './world/wallet-browser.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);

const directory = await mkdtemp(join(tmpdir(), 'ecomm-tour-'));
const pin = drawPin();
let world: World | undefined;
let wallet: WalletBrowser | undefined;
try {
  world = await startWorld({
    dataDir: join(directory, 'house'),
    profile: 'demo',
    pin,
    withReader: true,
    onProgress: (step) => say(`… ${step}`),
  });
  say('… Opening a browser with the wallet');
  wallet = await openWalletBrowser(world, {
    directory: join(directory, 'browser'),
    headless: true,
    language: 'en',
  });
  const summary = await journey(world, wallet, pin);
  process.stdout.write(`${JSON.stringify(summary)}\n`);
  process.exitCode = summary.balanced ? 0 : 1;
} finally {
  await wallet?.close();
  await world?.stop();
  await rm(directory, { recursive: true, force: true });
}

async function journey(world: World, wallet: WalletBrowser, pin: string) {
  const panel = new ReaderPanel(world.panelUrl);
  const shopUrl = shopOf(world).url;
  let pinEntries = 0;
  let delivered = 0;

  say('1. The card goes into the reader; the bank certifies the wallet after the PIN on the keypad.');
  await enrol(wallet, panel, { cardId: 'camille', pin });
  pinEntries += 1;

  const articles = await pricedArticles(shopUrl);
  const [first, second, third] = articles;
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('the front page has fewer than three priced articles');
  const tab = await wallet.context.newPage();

  say('2. The first article: nothing is open to buy yet, so the bank is asked, with card and PIN.');
  await buy(wallet, tab, `${shopUrl}${first}`, { panel, pin });
  pinEntries += 1;
  delivered += 1;

  say('3. Two more articles, one click each.');
  for (const article of [second, third]) {
    await buy(wallet, tab, `${shopUrl}${article}`);
    delivered += 1;
  }

  say('4. An offer looked at and not paid: the shopper cancels.');
  const fourth = articles[3];
  if (fourth !== undefined) {
    const sheet = await followToSheet(wallet, tab, `${shopUrl}${fourth}`);
    await reachStage(sheet, 'ready');
    await escapeSheet(sheet);
    say('5. Looked at again, and bought.');
    await delay(6000);
    const again = await followToSheet(wallet, tab, `${shopUrl}${fourth}`);
    await clickPay(wallet, again);
    await waitForDelivery(tab, `${shopUrl}${fourth}`);
    delivered += 1;
  }

  say('6. The shop claims what it sold, and the period is closed.');
  await waitUntilCredited(world);
  const before = await readBooks(world);
  const clearing = await closePeriod(world);
  const after = await readBooks(world);
  const problems = disagreements(after);
  for (const problem of problems) say(`   ${problem}`);
  return {
    purchases: after.intermediary.purchases.length,
    delivered,
    pinEntries,
    otb: {
      authorizedMinor: sum(before.intermediary.otbs.map(({ limitMinor }) => limitMinor)),
      spentMinor: sum(before.intermediary.otbs.map(({ spentMinor }) => spentMinor)),
      currency: world.currency,
    },
    clearing: { debits: clearing.debits, credits: clearing.credits },
    balanced: clearing.balanced && problems.length === 0,
  };
}
