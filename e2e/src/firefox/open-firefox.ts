/**
 * A real Firefox with the real wallet and the real native host, driven over WebDriver BiDi: Playwright drives only a Firefox
 * of its own making (docs/decisions/0021-firefox-by-puppeteer.md).
 *
 * Its home is a folder of its own, as Firefox looks for native hosts there and nowhere else.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { findFirefox } from '../../../scripts/setup/firefox.mjs';
import { runToEnd } from '../world/server-process.ts';
import type { World } from '../world/start-world.ts';
import { copyExtension, definedEnvironment, readExtensionId } from '../world/wallet-browser.ts';

export interface FirefoxOptions {
  /** A folder for this browser's home, its profile and its copy of the extension. */
  readonly directory: string;
  readonly headless: boolean;
}

export interface Firefox {
  readonly browser: Browser;
  readonly home: string;
  readonly extensionDir: string;
  readonly extensionId: string;
  readonly language: 'en';
  /** Everything that pages wrote to their consoles. */
  readonly consoleOutput: readonly string[];
  extensionUrl(path: string): string;
  /** Runs an expression with the browser's own rights, and returns the text that it comes to. */
  runAsBrowser(expression: string): Promise<string>;
  close(): Promise<void>;
}

/** Where the wallet's pages are: left alone, Firefox draws one for each profile and tells nobody. */
const addressUuid = '6b1d7a0e-2f0c-4c57-9d1c-8f1f6b6f9a40';

export async function openFirefox(world: World, options: FirefoxOptions): Promise<Firefox> {
  const executablePath = findFirefox();
  if (executablePath === undefined)
    throw new Error('no Firefox was found; npm test and npm start -- --browser firefox install it');
  const home = join(options.directory, 'home');
  const userDataDir = join(options.directory, 'profile');
  for (const folder of [home, userDataDir]) await mkdir(folder, { recursive: true });
  const extensionDir = await copyExtension(world, options.directory, 'firefox');
  const extensionId = await readExtensionId('firefox');
  await installHost(world, home);
  const browser = await launch({
    browser: 'firefox',
    executablePath,
    headless: options.headless,
    userDataDir,
    env: environmentOf(home),
    // Pages of extensions are out of a driver's reach otherwise (bugzilla.mozilla.org 1579790).
    args: ['--remote-allow-system-access', ...(options.headless ? ['--width=1280', '--height=900'] : [])],
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [extensionId]: addressUuid }),
      ...(options.headless ? preferencesOfTests : {}),
    },
    defaultViewport: null,
  });
  const consoleOutput: string[] = [];
  const listen = (page: Page) => page.on('console', (message) => consoleOutput.push(message.text()));
  browser.on('targetcreated', (target) => void target.page().then((page) => page && listen(page)));
  await browser.installExtension(extensionDir);
  return {
    browser,
    home,
    extensionDir,
    extensionId,
    language: 'en',
    consoleOutput,
    extensionUrl: (path) => `moz-extension://${addressUuid}/${path}`,
    runAsBrowser: (expression) => runAsBrowser(browser, expression),
    close: () => browser.close(),
  };
}

/** Ends the wallet's background as Firefox does when it is idle, here also while a native host is open, which goes with it. */
export async function stopBackground(firefox: Firefox): Promise<void> {
  const extension = `WebExtensionPolicy.getByID('${firefox.extensionId}').extension`;
  const state = await firefox.runAsBrowser(
    `${extension}.terminateBackground({ disableResetIdleForTest: true }).then(() => ${extension}.backgroundState)`,
  );
  if (state !== 'stopped') throw new Error(`the background is ${state}`);
}

const preferencesOfTests = {
  'intl.locale.requested': 'en-US',
  // What is asked for is granted without the browser's own question, which is no page.
  'extensions.webextOptionalPermissionPrompts': false,
  // Nothing leaves this machine: there is no proxy at that port, and loopback needs none.
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
};

/** Without a configuration directory of the caller's: the home's own is meant. */
function environmentOf(home: string): Record<string, string> {
  const { XDG_CONFIG_HOME: _, ...environment } = definedEnvironment();
  return { ...environment, HOME: home };
}

async function installHost(world: World, home: string): Promise<void> {
  const socket = world.pcscSocket === '' ? [] : ['--pcsc-socket', world.pcscSocket];
  await runToEnd(['native-host/src/main.ts', 'install', '--browser', 'firefox', ...socket], { HOME: home });
}

/** What Puppeteer's own interface does not reach: Firefox's addition to BiDi. */
interface Bidi {
  readonly connection: { send(method: string, parameters: object): Promise<{ result: unknown }> };
}

async function runAsBrowser(browser: Browser, expression: string): Promise<string> {
  const { connection } = browser as unknown as Bidi;
  const tree = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 });
  const [window] = (tree.result as { contexts: { context: string }[] }).contexts;
  const target = { context: window?.context };
  const answer = await connection.send('script.evaluate', { expression, target, awaitPromise: true });
  const { type, result } = answer.result as { type: string; result?: { value?: unknown } };
  if (type !== 'success') throw new Error(`Firefox refused: ${JSON.stringify(answer.result)}`);
  return String(result?.value);
}
