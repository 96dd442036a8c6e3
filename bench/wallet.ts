/**
 * The one-click purchase in real Chromium: from the click on the pay sheet to the delivered article, against a
 * floor in the same browser and run: the same HTTP requests and signatures made by a bare script.
 *
 * Last line: {"clickToContentP50Ms","floorP50Ms","ratio","signatures","requests"}.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { followToSheet, reachStage, waitForDelivery } from '../e2e/src/journeys/buy.ts';
import { enrol } from '../e2e/src/journeys/enrol.ts';
import { words } from '../e2e/src/journeys/locale.ts';
import { disagreements, readBooks } from '../e2e/src/world/books.ts';
import { ReaderPanel } from '../e2e/src/world/reader-panel.ts';
import { ScriptWallet } from '../e2e/src/world/script-wallet.ts';
import { drawPin } from '../e2e/src/world/secret-search.ts';
import { SoftwareCard } from '../e2e/src/world/software-card.ts';
import { shopOf, startWorld, type World } from '../e2e/src/world/start-world.ts';
import { openWalletBrowser, type WalletBrowser } from '../e2e/src/world/wallet-browser.ts';
import { writeCatalogue } from './support/wallet-catalogue.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, purchases: { type: 'string', default: '20' } },
});
const purchases = Number(values.purchases);
/** The first purchases fill caches that every later one finds. */
const warmUps = 3;

const say = (line: string) => process.stderr.write(`${line}\n`);
const directory = await mkdtemp(join(tmpdir(), 'ecomm-bench-'));
const pin = drawPin();
const catalogue = await writeCatalogue(directory, 2 * (purchases + warmUps) + 2);
const world = await startWorld({
  dataDir: join(directory, 'house'),
  profile: 'demo',
  pin,
  withReader: true,
  shopArgs: ['--catalogue', catalogue.path],
});
let wallet: WalletBrowser | undefined;
try {
  wallet = await openWalletBrowser(world, {
    directory: join(directory, 'browser'),
    headless: true,
    language: 'en',
  });
  const measured = await measure(world, wallet);
  const problems = disagreements(await readBooks(world));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const ratio = Number((measured.clickToContentP50Ms / measured.floorP50Ms).toFixed(2));
  if (!values.json) say(`The wallet takes ${ratio} times what its requests and signatures take alone.`);
  process.stdout.write(`${JSON.stringify({ ...measured, ratio })}\n`);
} finally {
  await wallet?.close();
  await world.stop();
  await rm(directory, { recursive: true, force: true });
}

async function measure(world: World, wallet: WalletBrowser) {
  const shopUrl = shopOf(world).url;
  const panel = new ReaderPanel(world.panelUrl);
  await enrol(wallet, panel, { cardId: 'camille', pin });
  const tab = await wallet.context.newPage();
  const [opening, ...slugs] = catalogue.slugs;
  say('Opening the Open To Buy');
  const first = `${shopUrl}/article/${opening}`;
  const sheet = await followToSheet(wallet, tab, first);
  await reachStage(sheet, 'ready');
  await sheet.getByRole('button', { name: words(wallet, 'payAmount') }).click();
  await panel.enterPin(pin);
  await waitForDelivery(tab, first);

  const script = await ScriptWallet.enrol(world, await cardAfterReader(world));
  await script.buy(shopUrl, `/article/${slugs.pop()}`);
  const scriptPage = await wallet.context.newPage();
  await scriptPage.goto(wallet.extensionUrl('pages/journal.html'));
  const clicks: number[] = [];
  const floors: number[] = [];
  let counted = { signatures: 0, requests: 0 };
  // Taking turns, so that both meet the same machine.
  for (let round = 0; round < purchases + warmUps; round += 1) {
    const click = await clickToContent(wallet, tab, `${shopUrl}/article/${slugs[2 * round]}`);
    const floor = await bareScript(script, scriptPage, tab, `${shopUrl}/article/${slugs[2 * round + 1]}`);
    if (round < warmUps) continue;
    clicks.push(click);
    floors.push(floor.tookMs);
    counted = { signatures: floor.signatures, requests: floor.requests };
  }
  return { clickToContentP50Ms: median(clicks), floorP50Ms: median(floors), ...counted };
}

/** The card has certified twice in the reader, so a script with the same card counts on from there. */
async function cardAfterReader(world: World): Promise<SoftwareCard> {
  const card = await SoftwareCard.read(join(world.dataDir, 'cards', 'camille.json'));
  return card.countingFrom(1000);
}

async function clickToContent(wallet: WalletBrowser, tab: Page, url: string): Promise<number> {
  const sheet = await followToSheet(wallet, tab, url);
  await reachStage(sheet, 'ready');
  const button = sheet.getByRole('button', { name: words(wallet, 'payAmount') });
  const clickedAt = button.evaluate(
    (element) =>
      new Promise<number>((resolve) =>
        element.addEventListener('click', () => resolve(Date.now()), { capture: true, once: true }),
      ),
  );
  await button.click();
  const from = await clickedAt;
  await waitForDelivery(tab, url);
  const tookMs = (await contentAt(tab)) - from;
  if (!sheet.isClosed()) await sheet.waitForEvent('close');
  return tookMs;
}

/** When the shown document's content was there. */
async function contentAt(tab: Page): Promise<number> {
  await tab.waitForLoadState('domcontentloaded');
  return tab.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return performance.timeOrigin + (navigation?.domContentLoadedEventEnd ?? 0);
  });
}

/**
 * The floor: a bare script signs one MPReq, posts it, posts the advice and sends the tab to the delivery. It
 * verifies nothing, stores nothing and shows nothing. It runs in a page of the extension's own, as the shop's policy
 * lets no script of its pages reach the intermediary; the tab stands on the shop's site, as it does for the wallet.
 */
async function bareScript(script: ScriptWallet, scriptPage: Page, tab: Page, url: string) {
  const { origin, pathname } = new URL(url);
  const payment = await script.prepare(origin, pathname);
  const [header = '', payload = ''] = payment.message.split('.');
  const jwk = await crypto.subtle.exportKey('jwk', script.signer.key);
  await tab.bringToFront();
  await tab.goto(`${origin}/`);
  const from = await scriptPage.evaluate(
    async ({ signed, jwk, mpreqUrl, adviceUrl, preimage }) => {
      const curve = { name: 'ECDSA', namedCurve: 'P-256' };
      const key = await crypto.subtle.importKey('jwk', jwk, curve, false, ['sign']);
      const [shown] = await chrome.tabs.query({ active: true, windowType: 'normal' });
      const startedAt = Date.now();
      const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
      const bytes = await crypto.subtle.sign(algorithm, key, new TextEncoder().encode(signed));
      const encoded = btoa(String.fromCharCode(...new Uint8Array(bytes)));
      const signature = encoded.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
      const paid = await fetch(mpreqUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/jose' },
        body: `${signed}.${signature}`,
      });
      const { res } = await paid.json();
      const advised = await fetch(adviceUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ res, preimage }),
      });
      const { deliverUrl } = await advised.json();
      await chrome.tabs.update(shown?.id ?? -1, { url: deliverUrl });
      return startedAt;
    },
    {
      signed: `${header}.${payload}`,
      jwk,
      mpreqUrl: `${world.intermediary.url}/mset/mpreq`,
      adviceUrl: payment.checked.offer.adviceUrl,
      preimage: payment.preimage,
    },
  );
  await waitForDelivery(tab, url);
  // MPReq, MPAdvice, the delivery's redirect, the article.
  return { tookMs: (await contentAt(tab)) - from, signatures: 1, requests: 4 };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return Number((sorted[Math.floor(sorted.length / 2)] ?? Number.NaN).toFixed(1));
}
