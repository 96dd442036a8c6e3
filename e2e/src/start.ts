/**
 * `npm start` with a display: the house, and a browser with the wallet showing the shops beside the reader's front
 * panel. Ends with Ctrl-C or when the browser is closed; what was bought and signed stays in `.data/demo`. With
 * `--browser firefox` that browser is Firefox, with `--no-browser` there is the house alone: for a browser of one's own, and
 * for shops under construction.
 */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { openFirefox } from './firefox/open-firefox.ts';
import { repositoryRoot } from './world/server-process.ts';
import { shopOf, startWorld } from './world/start-world.ts';
import { openWalletBrowser, type WalletBrowser } from './world/wallet-browser.ts';

const demoPin = '1998';
const preferredPorts = { shop: 8402, intermediary: 8403, gateway: 8404, panel: 8405, bookshop: 8406 };

const say = (line: string) => process.stdout.write(`${line}\n`);
const directory = join(repositoryRoot, '.data/demo');
const dataDir = join(directory, 'house');
const world = await startWorld({
  dataDir,
  profile: 'demo',
  pin: demoPin,
  withReader: true,
  // A house that was provisioned before there were bookshops has no keys for them.
  withBookshops: !existsSync(dataDir) || existsSync(join(dataDir, 'merchants/LIBRAIRIE')),
  ports: await freePorts(),
  pinHint: `The demo cards’ PIN is ${demoPin}.`,
  onProgress: (step) => say(`… ${step}`),
});
const shop = shopOf(world);
say('');
const bookshop = world.bookshops.get('LIBRAIRIE');
say(`  Newspaper     ${shop.url}/   (small purchases, one click)`);
if (bookshop !== undefined) say(`  Bookshop      ${bookshop.url}/   (orders by post, card and PIN)`);
say(`  Reader        ${world.panelUrl}   (the demo cards' PIN is ${demoPin})`);
say(
  `  Intermediary  ${world.intermediary.url}/operator   (token: ${join(directory, 'house/intermediary/operator-token')})`,
);
say(
  `  Shop's office ${shop.url}/operator   (token: ${join(directory, 'house/merchants/QUOTIDIEN/operator-token')})`,
);
if (bookshop !== undefined)
  say(
    `  Bookshop's office ${bookshop.url}/operator   (token: ${join(dataDir, 'merchants/LIBRAIRIE/operator-token')})`,
  );
say(`  Bank          ${world.gateway.url}`);
const configFile = join(directory, 'wallet-config.json');
await writeFile(configFile, `${JSON.stringify(await world.walletConfig(), null, 2)}\n`);
say(`  Your browser  ${configFile}   (the wallet's config.json)`);
const host = 'node native-host/dist/ecomm-host.mjs';
say(`                ${host} install --browser chromium --pcsc-socket ${world.pcscSocket}   (or firefox)`);
say(`                ECOMM_PCSC_SOCKET=${world.pcscSocket} ${host} doctor`);
say('');

const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
const browser = process.argv.includes('--no-browser') ? undefined : await openBrowser();
say('  Insert a card on the front panel, then follow the wallet. Ctrl-C stops everything.');
await Promise.race([interrupted, ...(browser === undefined ? [] : [browser.closed])]);
say('Closing.');
await browser?.close().catch(() => undefined);
await world.stop();
process.exit(0);

interface OpenBrowser {
  /** Settles when a person has closed it. */
  readonly closed: Promise<unknown>;
  close(): Promise<void>;
}

function openBrowser(): Promise<OpenBrowser> {
  return process.argv[process.argv.indexOf('--browser') + 1] === 'firefox' ? showFirefox() : showChromium();
}

/** The shops in tabs, the reader's front panel in a window of its own, which Firefox lets nobody place. */
async function showFirefox(): Promise<OpenBrowser> {
  const firefox = await openFirefox(world, { directory: join(directory, 'firefox'), headless: false });
  const { browser } = firefox;
  if (bookshop !== undefined) await (await browser.newPage()).goto(`${bookshop.url}/`);
  const shopPage = await browser.newPage();
  await shopPage.goto(`${shop.url}/`);
  await (await browser.newPage({ type: 'window' })).goto(world.panelUrl);
  await shopPage.bringToFront();
  const closed = new Promise((resolve) => browser.once('disconnected', resolve));
  return { closed, close: () => firefox.close() };
}

/** The shops in tabs, the reader's front panel beside them. */
async function showChromium(): Promise<OpenBrowser> {
  const opened = await openWalletBrowser(world, { directory: join(directory, 'browser'), headless: false });
  const [shopPage = await opened.context.newPage()] = opened.context.pages();
  if (bookshop !== undefined) await (await opened.context.newPage()).goto(`${bookshop.url}/`);
  await shopPage.goto(`${shop.url}/`);
  await shopPage.bringToFront();
  await sideBySide(opened, shopPage, world.panelUrl);
  return { closed: opened.context.waitForEvent('close', { timeout: 0 }), close: () => opened.close() };
}

/** The shop on the left, the reader's front panel in a window of its own on the right. */
async function sideBySide({ context }: WalletBrowser, page: Page, panelUrl: string): Promise<void> {
  const screen = await page.evaluate(() => ({
    width: window.screen.availWidth,
    height: window.screen.availHeight,
  }));
  const panelWidth = Math.min(460, Math.floor(screen.width / 3));
  const shopWidth = screen.width - panelWidth;
  const browser = await context.newCDPSession(page);
  const { windowId } = await browser.send('Browser.getWindowForTarget');
  const bounds = { left: 0, top: 0, width: shopWidth, height: screen.height };
  await browser.send('Browser.setWindowBounds', { windowId, bounds });
  const panelBounds = { left: shopWidth, top: 0, width: panelWidth, height: screen.height };
  await browser.send('Target.createTarget', { url: panelUrl, newWindow: true, ...panelBounds });
}

/** The addresses that people may bookmark, where nobody else listens on them. */
async function freePorts() {
  const free = async (port: number) => {
    const server = createServer();
    const listening = new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    const isFree = await listening;
    if (isFree) await new Promise((resolve) => server.close(resolve));
    return isFree ? port : 0;
  };
  return {
    shop: await free(preferredPorts.shop),
    intermediary: await free(preferredPorts.intermediary),
    gateway: await free(preferredPorts.gateway),
    panel: await free(preferredPorts.panel),
    bookshop: await free(preferredPorts.bookshop),
  };
}
