/**
 * A real Chromium with the real wallet and the real native host: the built extension with this world's settings,
 * the host's manifest in the profile, nothing stubbed.
 */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page, type Worker } from 'playwright';
import { repositoryRoot, runToEnd } from './server-process.ts';
import type { World } from './start-world.ts';

export interface WalletBrowserOptions {
  /** A folder for this browser's profile and its copy of the extension. */
  readonly directory: string;
  readonly headless: boolean;
  readonly language?: 'en' | 'fr';
  /** What is wrong with the native host's installation, for the tests of the wallet's help. */
  readonly host?: 'installed' | 'absent' | 'wrongExtensionId' | 'wrongPlace';
  readonly colorScheme?: 'light' | 'dark';
}

export interface WalletBrowser {
  readonly context: BrowserContext;
  readonly extensionId: string;
  readonly profileDir: string;
  /** What the host was told by its browser, and everything pages and workers wrote to their consoles. */
  readonly consoleOutput: readonly string[];
  extensionUrl(path: string): string;
  worker(): Promise<Worker>;
  messages(): Promise<Record<string, { message: string }>>;
  close(): Promise<void>;
}

const chromiumPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export async function openWalletBrowser(world: World, options: WalletBrowserOptions): Promise<WalletBrowser> {
  const profileDir = join(options.directory, 'profile');
  const extensionDir = join(options.directory, 'extension');
  await mkdir(profileDir, { recursive: true });
  await cp(join(repositoryRoot, 'extension/dist/chrome'), extensionDir, { recursive: true });
  await writeFile(join(extensionDir, 'config.json'), JSON.stringify(await world.walletConfig()));
  const extensionId = await readExtensionId();
  await installHost(world, profileDir, extensionId, options.host ?? 'installed');
  const language = options.language ?? 'en';
  const context = await chromium.launchPersistentContext(profileDir, {
    executablePath: await findChromium(),
    headless: false,
    viewport: null,
    colorScheme: options.colorScheme ?? 'light',
    env: {
      ...definedEnvironment(),
      LANGUAGE: language,
      LANG: language === 'fr' ? 'fr_FR.UTF-8' : 'en_US.UTF-8',
    },
    args: [
      ...(options.headless ? ['--headless=new'] : []),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      `--lang=${language}`,
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--window-size=1280,900',
      `--disable-extensions-except=${extensionDir}`,
      `--load-extension=${extensionDir}`,
    ],
  });
  const consoleOutput: string[] = [];
  const listen = (page: Page) => page.on('console', (message) => consoleOutput.push(message.text()));
  for (const page of context.pages()) listen(page);
  context.on('page', listen);
  return {
    context,
    extensionId,
    profileDir,
    consoleOutput,
    extensionUrl: (path) => `chrome-extension://${extensionId}/${path}`,
    worker: async () =>
      context.serviceWorkers().find((worker) => worker.url().includes(extensionId)) ??
      (await context.waitForEvent('serviceworker')),
    messages: async () =>
      JSON.parse(await readFile(join(extensionDir, '_locales', language, 'messages.json'), 'utf8')),
    close: () => context.close(),
  };
}

async function installHost(
  world: World,
  profileDir: string,
  extensionId: string,
  state: NonNullable<WalletBrowserOptions['host']>,
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
  if (state !== 'wrongPlace') return;
  const file = join(profileDir, 'NativeMessagingHosts', 'org.ecomm.card_host.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...manifest, path: join(profileDir, 'no-such-host') }));
}

async function readExtensionId(): Promise<string> {
  const file = JSON.parse(await readFile(join(repositoryRoot, 'extension/extension-id.json'), 'utf8'));
  return String(file.chrome ?? file.extensionId ?? file.id);
}

async function findChromium(): Promise<string> {
  const { access } = await import('node:fs/promises');
  for (const path of chromiumPaths) {
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  throw new Error('no Chromium was found; npm test and npm start install it');
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
