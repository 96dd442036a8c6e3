/**
 * `npm start` with a display: the house, and a browser with the wallet showing the shop beside the reader's front
 * panel. Ends with Ctrl-C or when the browser is closed; what was bought and signed stays in `.data/demo`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { findBrowser } from '../../scripts/setup/browser.mjs';
import { repositoryRoot } from './world/server-process.ts';
import { shopOf, startWorld } from './world/start-world.ts';
import { chromiumArguments, prepareWallet } from './world/wallet-browser.ts';

const demoPin = '1998';
const preferredPorts = { shop: 8402, intermediary: 8403, gateway: 8404, panel: 8405 };

const say = (line: string) => process.stdout.write(`${line}\n`);
const directory = join(repositoryRoot, '.data/demo');
const world = await startWorld({
  dataDir: join(directory, 'house'),
  profile: 'demo',
  pin: demoPin,
  withReader: true,
  ports: await freePorts(),
  pinHint: demoPin,
  onProgress: (step) => say(`… ${step}`),
});
const shop = shopOf(world);
say('');
say(`  Shop          ${shop.url}/`);
say(`  Reader        ${world.panelUrl}   (the demo cards' PIN is ${demoPin})`);
say(
  `  Intermediary  ${world.intermediary.url}/operator   (token: ${join(directory, 'house/intermediary/operator-token')})`,
);
say(
  `  Shop's office ${shop.url}/operator   (token: ${join(directory, 'house/merchants/QUOTIDIEN/operator-token')})`,
);
say('');
say('  Insert a card on the front panel, then follow the wallet. Ctrl-C stops everything.');

const wallet = await prepareWallet(world, { directory: join(directory, 'browser'), host: 'installed' });
const browser = openWindow(['--window-position=0,0', '--window-size=900,900', `${shop.url}/`]);
await new Promise((resolve) => setTimeout(resolve, 2000));
openWindow([`--app=${world.panelUrl}`, '--window-position=900,0', '--window-size=460,900']);

const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await Promise.race([interrupted, once(browser, 'exit')]);
say('Closing.');
browser.kill('SIGTERM');
await world.stop();

function openWindow(args: readonly string[]) {
  const chromium = findBrowser() ?? 'chromium';
  const options = chromiumArguments({ extensionDir: wallet.extensionDir, language: undefined });
  return spawn(chromium, [`--user-data-dir=${wallet.profileDir}`, ...options, ...args], { stdio: 'ignore' });
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
  };
}
