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
  /** The browser's own folders: the browser was used here when one of them exists. */
  readonly profileRoots: readonly string[];
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
    if (browser === 'firefox' && !mac) return firefoxOnLinux(profileRoot, environment);
    const manifestDirectory = join(profileRoot, 'NativeMessagingHosts');
    return { browser, profileRoots: [profileRoot], manifestDirectory };
  });
}

/**
 * Since version 147 a Firefox that starts anew keeps its profiles under the configuration directory, yet it looks for
 * manifests of hosts in the old folder alone (bugzilla.mozilla.org 259356, 2005167).
 */
function firefoxOnLinux(profileRoot: string, environment: Environment): BrowserPlace {
  return {
    browser: 'firefox',
    profileRoots: [profileRoot, join(xdgConfigHome(environment), 'mozilla')],
    // Only here is the folder's name in small letters.
    manifestDirectory: join(profileRoot, 'native-messaging-hosts'),
  };
}

/** Chrome's kin look for manifests inside a profile directory that was given with `--user-data-dir`. */
export function userDataDirectoryPlace(browser: BrowserName, userDataDirectory: string): BrowserPlace {
  return {
    browser,
    profileRoots: [userDataDirectory],
    manifestDirectory: join(userDataDirectory, 'NativeMessagingHosts'),
  };
}
