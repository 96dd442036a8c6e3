/**
 * Where each browser looks for the manifests of native hosts, for this user alone
 * (developer.chrome.com "Native messaging", MDN "Native manifests").
 */
import { join } from 'node:path';
import { type Environment, homeDirectoryOf, xdgConfigHome } from '../config/directories.ts';

export const browserNames = ['chrome', 'chromium', 'edge', 'brave', 'firefox'] as const;

export type BrowserName = (typeof browserNames)[number];

export interface BrowserPlace {
  readonly browser: BrowserName;
  /** The browser's own folder: the browser was used here when it exists. */
  readonly profileRoot: string;
  readonly manifestDirectory: string;
}

interface Folders {
  readonly linux: readonly string[];
  readonly darwin: readonly string[];
}

/** Under the configuration directory; Firefox's under the home directory on Linux. */
const profileRoots: Readonly<Record<BrowserName, Folders>> = {
  chrome: { linux: ['google-chrome'], darwin: ['Google', 'Chrome'] },
  chromium: { linux: ['chromium'], darwin: ['Chromium'] },
  edge: { linux: ['microsoft-edge'], darwin: ['Microsoft Edge'] },
  brave: { linux: ['BraveSoftware', 'Brave-Browser'], darwin: ['BraveSoftware', 'Brave-Browser'] },
  firefox: { linux: ['.mozilla'], darwin: ['Mozilla'] },
};

/** Undefined on a system whose browsers look elsewhere: Windows has a registry for it. */
export function browserPlaces(
  environment: Environment,
  platform: NodeJS.Platform,
): readonly BrowserPlace[] | undefined {
  if (platform === 'win32') return undefined;
  const home = homeDirectoryOf(environment);
  const mac = platform === 'darwin';
  return browserNames.map((browser) => {
    const base = mac
      ? join(home, 'Library', 'Application Support')
      : browser === 'firefox'
        ? home
        : xdgConfigHome(environment);
    const profileRoot = join(base, ...profileRoots[browser][mac ? 'darwin' : 'linux']);
    // Only Firefox on Linux writes the folder's name in small letters.
    const folder = browser === 'firefox' && !mac ? 'native-messaging-hosts' : 'NativeMessagingHosts';
    return { browser, profileRoot, manifestDirectory: join(profileRoot, folder) };
  });
}

/** Chrome's kin look for manifests inside a profile directory that was given with `--user-data-dir`. */
export function userDataDirectoryPlace(browser: BrowserName, userDataDirectory: string): BrowserPlace {
  return {
    browser,
    profileRoot: userDataDirectory,
    manifestDirectory: join(userDataDirectory, 'NativeMessagingHosts'),
  };
}
