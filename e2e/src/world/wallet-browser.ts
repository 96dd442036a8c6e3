/**
 * A real Chromium with the real wallet and the real native host: the built extension with this world's settings,
 * the host's manifest in the profile, nothing stubbed.
 */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page, type Worker } from 'playwright';
import { findBrowser } from '../../../scripts/setup/browser.mjs';
import { repositoryRoot, runToEnd } from './server-process.ts';
import type { World } from './start-world.ts';

export interface WalletOptions {
  /** A folder for this browser's profile and its copy of the extension. */
  readonly directory: string;
  /** What is wrong with the native host's installation, for the tests of the wallet's help. */
  readonly host?: 'installed' | 'absent' | 'wrongExtensionId' | { readonly replacedBy: string };
}

export interface WalletBrowserOptions extends WalletOptions {
  readonly headless: boolean;
  readonly language?: 'en' | 'fr';
  readonly colorScheme?: 'light' | 'dark';
}

export interface WalletFiles {
  readonly profileDir: string;
  readonly extensionDir: string;
  readonly extensionId: string;
}

export interface WalletBrowser extends WalletFiles {
  readonly context: BrowserContext;
  readonly language: 'en' | 'fr';
  /** Everything that pages wrote to their consoles. */
  readonly consoleOutput: readonly string[];
  extensionUrl(path: string): string;
  worker(): Promise<Worker>;
  close(): Promise<void>;
}

/** Copies the built extension, gives it this world's settings, and installs the host for it. */
async function prepareWallet(world: World, options: WalletOptions): Promise<WalletFiles> {
  const profileDir = join(options.directory, 'profile');
  await mkdir(profileDir, { recursive: true });
  const extensionDir = await copyExtension(world, options.directory, 'chrome');
  const extensionId = await readExtensionId('chrome');
  await installHost(world, profileDir, extensionId, options.host ?? 'installed');
  return { profileDir, extensionDir, extensionId };
}

/** The built extension in a folder of its own, with this world's settings. */
export async function copyExtension(
  world: World,
  directory: string,
  browser: 'chrome' | 'firefox',
): Promise<string> {
  const extensionDir = join(directory, 'extension');
  await rm(extensionDir, { recursive: true, force: true });
  await cp(join(repositoryRoot, 'extension/dist', browser), extensionDir, { recursive: true });
  await writeFile(join(extensionDir, 'config.json'), JSON.stringify(await world.walletConfig()));
  return extensionDir;
}

function chromiumArguments(options: {
  readonly extensionDir: string;
  readonly language: string | undefined;
}): string[] {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(options.language === undefined ? [] : [`--lang=${options.language}`]),
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--disable-extensions-except=${options.extensionDir}`,
    `--load-extension=${options.extensionDir}`,
  ];
}

export async function openWalletBrowser(world: World, options: WalletBrowserOptions): Promise<WalletBrowser> {
  const files = await prepareWallet(world, options);
  const language = options.language ?? 'en';
  const executablePath = findBrowser();
  if (executablePath === undefined)
    throw new Error('no Chromium was found; npm test and npm start install it');
  const context = await chromium.launchPersistentContext(files.profileDir, {
    executablePath,
    headless: false,
    viewport: null,
    // People keep their own colours and see no banner about automation.
    ...(options.headless
      ? { colorScheme: options.colorScheme ?? 'light' }
      : { colorScheme: null, ignoreDefaultArgs: ['--enable-automation'] }),
    env: { ...definedEnvironment(), ...(options.language === undefined ? {} : { LANGUAGE: language }) },
    args: [
      ...(options.headless ? ['--headless=new', '--disable-gpu', '--window-size=1280,900'] : []),
      ...chromiumArguments({ extensionDir: files.extensionDir, language: options.language }),
    ],
  });
  const consoleOutput: string[] = [];
  const listen = (page: Page) => page.on('console', (message) => consoleOutput.push(message.text()));
  for (const page of context.pages()) listen(page);
  context.on('page', listen);
  return {
    ...files,
    context,
    language,
    consoleOutput,
    extensionUrl: (path) => `chrome-extension://${files.extensionId}/${path}`,
    worker: async () =>
      context.serviceWorkers().find((worker) => worker.url().includes(files.extensionId)) ??
      (await context.waitForEvent('serviceworker')),
    close: () => context.close(),
  };
}

async function installHost(
  world: World,
  profileDir: string,
  extensionId: string,
  state: NonNullable<WalletOptions['host']>,
): Promise<void> {
  if (state === 'absent') return;
  const allowedId = state === 'wrongExtensionId' ? 'a'.repeat(32) : extensionId;
  await runToEnd([
    'native-host/src/main.ts',
    'install',
    ...['--browser', 'chromium', '--user-data-dir', profileDir],
    ...['--extension-id', allowedId],
    ...(world.pcscSocket === '' ? [] : ['--pcsc-socket', world.pcscSocket]),
  ]);
  if (typeof state === 'string') return;
  const path = join(profileDir, 'other-host');
  await writeFile(path, state.replacedBy, { mode: 0o755 });
  await editHostManifest(profileDir, { path });
}

/** Changes the installed manifest of the native host, as a careless update or another program would. */
export async function editHostManifest(profileDir: string, changes: object): Promise<void> {
  const file = join(profileDir, 'NativeMessagingHosts', 'org.ecomm.card_host.json');
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...changes }));
}

export async function readExtensionId(browser: 'chrome' | 'firefox'): Promise<string> {
  const file = JSON.parse(await readFile(join(repositoryRoot, 'extension/extension-id.json'), 'utf8'));
  return String(file[browser]);
}

export function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
