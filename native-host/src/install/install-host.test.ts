import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type InstallOptions, installCommand } from '../cli/install-command.ts';
import { UsageError } from '../cli/output.ts';
import { browserPlaces, userDataDirectoryPlace } from './browsers.ts';
import { walletExtensionIds } from './extension-ids.ts';
import { inspectInstallation, installHost } from './install-host.ts';
import { findSandboxedFirefox } from './sandboxed-firefox.ts';

let home: string;
const run = promisify(execFile);

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ecomm install ’')); // A space and a quotation mark: both are in real names.
});

afterEach(() => rm(home, { recursive: true, force: true }));

async function install(options: InstallOptions, platform: NodeJS.Platform = 'linux'): Promise<string> {
  const said: string[] = [];
  const output = { json: true, write: (text: string) => void said.push(text), writeError: () => {} };
  const command = [
    process.execPath,
    '-e',
    'console.log(process.argv.slice(1), process.env.ECOMM_PCSC_SOCKET)',
    '--',
  ];
  await installCommand(output, options, { environment: { HOME: home }, platform, command });
  return said.join('');
}

async function manifestAt(...path: string[]): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(home, ...path, 'org.ecomm.card_host.json'), 'utf8'));
}

describe('install', () => {
  test.each([
    ['chrome', '.config/google-chrome/NativeMessagingHosts'],
    ['chromium', '.config/chromium/NativeMessagingHosts'],
    ['edge', '.config/microsoft-edge/NativeMessagingHosts'],
    ['brave', '.config/BraveSoftware/Brave-Browser/NativeMessagingHosts'],
  ])('for %s writes a manifest that lets the wallet in', async (browser, directory) => {
    await install({ browser: [browser] });
    expect(await manifestAt(directory)).toMatchObject({
      name: 'org.ecomm.card_host',
      type: 'stdio',
      path: join(home, directory, 'org.ecomm.card_host.sh'),
      allowed_origins: ['chrome-extension://gkmfollhemejfhjiefaajgjfnbabedig/'],
    });
  });

  test('for Firefox names extensions, not origins', async () => {
    await install({
      browser: ['firefox'],
      firefoxId: ['a@b.example', '{01234567-89ab-cdef-0123-456789abcdef}'],
    });
    const manifest = await manifestAt('.mozilla/native-messaging-hosts');
    expect(manifest.allowed_extensions).toEqual(['a@b.example', '{01234567-89ab-cdef-0123-456789abcdef}']);
    expect(manifest).not.toHaveProperty('allowed_origins');
  });

  test.each([
    ['chrome', 'Library/Application Support/Google/Chrome/NativeMessagingHosts'],
    ['firefox', 'Library/Application Support/Mozilla/NativeMessagingHosts'],
  ])('on macOS for %s writes where it looks there', async (browser, directory) => {
    await install({ browser: [browser] }, 'darwin');
    expect(await manifestAt(directory)).toMatchObject({ name: 'org.ecomm.card_host' });
  });

  test('into a user data directory, for two extensions', async () => {
    const userDataDir = join(home, 'profile');
    await install({ userDataDir, extensionId: ['a'.repeat(32), 'p'.repeat(32)] });
    expect(await manifestAt('profile/NativeMessagingHosts')).toMatchObject({
      allowed_origins: [`chrome-extension://${'a'.repeat(32)}/`, `chrome-extension://${'p'.repeat(32)}/`],
    });
  });

  test('without a name takes the browsers that were used here, and no other', async () => {
    await mkdir(join(home, '.mozilla'));
    await mkdir(join(home, '.config/chromium'), { recursive: true });
    const { installed } = JSON.parse(await install({}));
    expect(installed.map(({ browser }: { browser: string }) => browser)).toEqual(['chromium', 'firefox']);
  });

  test('finds a Firefox that keeps its profiles in the configuration directory, and writes where it looks', async () => {
    await mkdir(join(home, '.config/mozilla/firefox'), { recursive: true });
    const { installed } = JSON.parse(await install({}));
    expect(installed.map(({ browser }: { browser: string }) => browser)).toEqual(['firefox']);
    expect(await manifestAt('.mozilla/native-messaging-hosts')).toMatchObject({ type: 'stdio' });
  });

  test('twice leaves the newer one and no other file', async () => {
    await install({ browser: ['chromium'] });
    await install({ browser: ['chromium'], extensionId: ['b'.repeat(32)] });
    expect(await manifestAt('.config/chromium/NativeMessagingHosts')).toMatchObject({
      allowed_origins: [`chrome-extension://${'b'.repeat(32)}/`],
    });
  });

  test('makes a launcher that starts the host with the browser’s arguments and the socket', async () => {
    const pcscSocket = join(home, 'pcscd.comm');
    await install({ browser: ['chromium'], pcscSocket });
    const launcher = join(home, '.config/chromium/NativeMessagingHosts/org.ecomm.card_host.sh');
    const { stdout } = await run(launcher, ['chrome-extension://x/', "it's"], {
      env: { NODE_OPTIONS: '--bogus' },
    });
    expect(stdout.trim()).toBe(`[ 'chrome-extension://x/', "it's" ] ${pcscSocket}`);
  });

  test('and uninstall leaves nothing', async () => {
    await install({ browser: ['brave'] });
    const { removed } = JSON.parse(await install({ uninstall: true }));
    expect(removed).toHaveLength(1);
    const directory = join(home, '.config/BraveSoftware/Brave-Browser/NativeMessagingHosts');
    await expect(stat(join(directory, 'org.ecomm.card_host.json'))).rejects.toThrow('ENOENT');
    await expect(stat(join(directory, 'org.ecomm.card_host.sh'))).rejects.toThrow('ENOENT');
  });

  test('uninstall where nothing was installed says so', async () => {
    expect(JSON.parse(await install({ uninstall: true }))).toEqual({ removed: [] });
  });

  test.each<[string, InstallOptions, NodeJS.Platform?]>([
    ['an unknown browser', { browser: ['netscape'] }],
    ['an id that Chrome would not give', { browser: ['chrome'], extensionId: ['*'] }],
    ['an id that breaks out of its origin', { browser: ['chrome'], extensionId: [`${'a'.repeat(32)}/x`] }],
    ['a Firefox id without a domain', { browser: ['firefox'], firefoxId: ['wallet'] }],
    ['a user data directory of Firefox', { browser: ['firefox'], userDataDir: '.' }],
    ['one user data directory for two browsers', { browser: ['chrome', 'edge'], userDataDir: '.' }],
    ['no browser at all', {}],
    ['Windows', { browser: ['chrome'] }, 'win32'],
  ])('%s is refused with a hint', async (_what, options, platform) => {
    const error = await install(options, platform).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).hint).not.toBe('');
  });

  test('the wallet’s ids are the extension’s own', async () => {
    const file = new URL('../../../extension/extension-id.json', import.meta.url);
    const extensionIds = JSON.parse(await readFile(file, 'utf8'));
    expect(walletExtensionIds).toEqual({ chromium: extensionIds.chrome, firefox: extensionIds.firefox });
  });
});

describe('inspection', () => {
  const place = () => userDataDirectoryPlace('chromium', join(home, 'profile'));
  const installed = () =>
    installHost({ place: place(), command: ['true'], extensionIds: ['a'.repeat(32)], pcscSocket: undefined });

  test('finds nothing, then what was installed and for whom', async () => {
    expect(await inspectInstallation(place())).toEqual({ state: 'absent' });
    await installed();
    expect(await inspectInstallation(place())).toMatchObject({
      state: 'installed',
      extensionIds: ['a'.repeat(32)],
    });
  });

  test('tells a launcher that went away, or lost its permission', async () => {
    const { launcherPath } = await installed();
    await chmod(launcherPath, 0o600);
    expect(await inspectInstallation(place())).toMatchObject({ state: 'launcherMissing', launcherPath });
    await rm(launcherPath);
    expect(await inspectInstallation(place())).toMatchObject({ state: 'launcherMissing', launcherPath });
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"name":"org.ecomm.card_host"}',
    '{"name":"other","type":"stdio","path":"/x","allowed_origins":[]}',
  ])('calls %s no manifest of this host', async (text) => {
    const { manifestPath } = await installed();
    await writeFile(manifestPath, text);
    expect(await inspectInstallation(place())).toEqual({ state: 'unreadable', manifestPath });
  });
});

describe('a sandboxed Firefox', () => {
  test('from a Snap or a Flatpak is found, with the command that lets it start the host', async () => {
    await mkdir(join(home, 'snap/firefox'), { recursive: true });
    await mkdir(join(home, '.var/app/org.mozilla.firefox'), { recursive: true });
    expect(await findSandboxedFirefox({ HOME: home }, join(home, 'root'))).toEqual([
      {
        kind: 'snap',
        permissionCommand: 'flatpak permission-set webextensions org.ecomm.card_host snap.firefox yes',
      },
      {
        kind: 'flatpak',
        permissionCommand: 'flatpak permission-set webextensions org.ecomm.card_host org.mozilla.firefox yes',
      },
    ]);
  });

  test('of the system is not missed', async () => {
    await mkdir(join(home, 'root/snap/firefox'), { recursive: true });
    expect(await findSandboxedFirefox({ HOME: home }, join(home, 'root'))).toHaveLength(1);
  });

  test('that is not there asks for nothing', async () => {
    expect(await findSandboxedFirefox({ HOME: home }, join(home, 'root'))).toEqual([]);
  });
});

test('a relative XDG_CONFIG_HOME is ignored', () => {
  const places = browserPlaces({ HOME: '/h', XDG_CONFIG_HOME: 'x' }, 'linux');
  expect(places?.[0]?.manifestDirectory).toBe('/h/.config/google-chrome/NativeMessagingHosts');
});
