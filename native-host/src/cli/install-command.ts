/** `ecomm-host install`: manifest and launcher for each browser, and what a sandboxed Firefox needs besides. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Environment } from '../config/directories.ts';
import {
  type BrowserName,
  type BrowserPlace,
  browserNames,
  browserPlaces,
  userDataDirectoryPlace,
} from '../install/browsers.ts';
import { walletExtensionIds } from '../install/extension-ids.ts';
import { installHost, uninstallHost } from '../install/install-host.ts';
import type { HostCommand } from '../install/launcher.ts';
import { isExtensionId } from '../install/manifest.ts';
import { findSandboxedFirefox } from '../install/sandboxed-firefox.ts';
import { type Output, printResult, UsageError } from './output.ts';

export interface InstallOptions {
  readonly browser?: readonly string[];
  readonly extensionId?: readonly string[];
  readonly firefoxId?: readonly string[];
  readonly userDataDir?: string;
  readonly pcscSocket?: string;
  readonly uninstall?: boolean;
}

export interface InstallEnvironment {
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  readonly command: HostCommand;
}

/** @throws UsageError */
export async function installCommand(
  output: Output,
  options: InstallOptions,
  { environment, platform, command }: InstallEnvironment,
): Promise<void> {
  const places = choosePlaces(options, environment, platform);
  if (options.uninstall === true) {
    const removed: BrowserPlace[] = [];
    for (const place of places) if (await uninstallHost(place)) removed.push(place);
    const lines = removed.map(
      ({ browser, manifestDirectory }) => `removed from ${browser}: ${manifestDirectory}`,
    );
    return printResult(output, lines.length === 0 ? ['nothing was installed'] : lines, { removed });
  }
  const installed = [];
  for (const place of places) {
    const extensionIds = idsFor(place.browser, options);
    const files = await installHost({ place, command, extensionIds, pcscSocket: socketPathOf(options) });
    installed.push({ browser: place.browser, ...files, extensionIds });
  }
  const sandboxed = places.some(({ browser }) => browser === 'firefox')
    ? await findSandboxedFirefox(environment)
    : [];
  const lines = [
    ...installed.map(({ browser, manifestPath }) => `installed for ${browser}: ${manifestPath}`),
    ...sandboxed.map(
      ({ kind, permissionCommand }) => `Firefox from a ${kind} asks for this once:\n  ${permissionCommand}`,
    ),
  ];
  printResult(output, lines, { installed, sandboxed });
}

/** The named browsers; without a name every one that was used here; removal looks everywhere. */
function choosePlaces(
  { browser: wanted, userDataDir, uninstall }: InstallOptions,
  environment: Environment,
  platform: NodeJS.Platform,
): readonly BrowserPlace[] {
  const unknown = wanted?.find((name) => !isBrowserName(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `${unknown} is no browser that eComm knows`,
      `choose from ${browserNames.join(', ')}`,
    );
  }
  if (userDataDir !== undefined) {
    const [browser = 'chromium', ...more] = (wanted ?? []).filter(isBrowserName);
    if (more.length > 0 || browser === 'firefox') {
      throw new UsageError(
        'a user data directory belongs to one Chrome or its kin',
        'give one --browser with it',
      );
    }
    return [userDataDirectoryPlace(browser, resolve(userDataDir))];
  }
  const all = browserPlaces(environment, platform);
  if (all === undefined) {
    throw new UsageError(
      'browsers on Windows find hosts through the registry',
      'this is not done yet for Windows',
    );
  }
  const chosen = all.filter(({ browser, profileRoots }) => {
    if (wanted !== undefined) return wanted.includes(browser);
    return uninstall === true || profileRoots.some((folder) => existsSync(folder));
  });
  if (chosen.length > 0) return chosen;
  throw new UsageError('no browser was found here', `name it with --browser: ${browserNames.join(', ')}`);
}

function idsFor(browser: BrowserName, { extensionId, firefoxId }: InstallOptions): readonly string[] {
  const firefox = browser === 'firefox';
  const given = firefox ? firefoxId : extensionId;
  const ids = given ?? [firefox ? walletExtensionIds.firefox : walletExtensionIds.chromium];
  const wrong = ids.find((id) => !isExtensionId(browser, id));
  if (wrong === undefined) return ids;
  const form = firefox ? 'name@domain' : '32 letters from a to p, as on chrome://extensions';
  throw new UsageError(`${wrong} is no extension id of ${browser}`, `it has the form ${form}`);
}

function socketPathOf({ pcscSocket }: InstallOptions): string | undefined {
  return pcscSocket === undefined ? undefined : resolve(pcscSocket);
}

function isBrowserName(name: string): name is BrowserName {
  return (browserNames as readonly string[]).includes(name);
}
