/**
 * Finds a Chromium that loads an unpacked extension from the command line and may start a native host.
 *
 * Google Chrome refuses `--load-extension` since version 137, and a Chromium from a snap may not start programs
 * outside it, so neither counts.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { SetUpError } from './errors.mjs';
import { findOnPath } from './find-on-path.mjs';

/** A launcher script is a few kilobytes; a browser itself is hundreds of megabytes. */
const launcherBytesMax = 64 * 1024;

/**
 * The browser's path: `ECOMM_BROWSER` if set, else Chromium on the PATH, else the one that Playwright keeps.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function findBrowser(env = process.env) {
  if (env.ECOMM_BROWSER) return existsSync(env.ECOMM_BROWSER) ? env.ECOMM_BROWSER : undefined;
  for (const name of ['chromium', 'chromium-browser']) {
    const path = findOnPath(name, env);
    if (path !== undefined && !isSnap(path)) return path;
  }
  return playwrightBrowser(env.PLAYWRIGHT_BROWSERS_PATH ?? join(homedir(), '.cache', 'ms-playwright'));
}

/**
 * Has Playwright fetch its Chromium, for systems such as Ubuntu that package Chromium only as a snap.
 *
 * @param {string} root the repository's root, with npm packages in place
 */
export function installPlaywrightBrowser(root) {
  console.log(
    'Fetching a Chromium with Playwright, as this system has none that takes an unpacked extension …',
  );
  const args = [join(root, 'node_modules', 'playwright', 'cli.js'), 'install', 'chromium'];
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status === 0 && findBrowser() !== undefined) return;
  throw new SetUpError(
    'no Chromium was found, and Playwright could not fetch one',
    'install Chromium (not as a snap) and set ECOMM_BROWSER to its path',
  );
}

/**
 * Whether a program is a snap's, or a script that starts one.
 *
 * @param {string} path
 */
export function isSnap(path) {
  const real = realpathSync(path);
  if (real.startsWith('/snap/') || real === '/usr/bin/snap') return true;
  return statSync(real).size <= launcherBytesMax && readFileSync(real, 'utf8').includes('/snap/');
}

/** @param {string} folder Playwright's folder of browsers, one sub-folder for each: `chromium-1234` */
function playwrightBrowser(folder) {
  if (!existsSync(folder)) return undefined;
  for (const name of readdirSync(folder).filter((entry) => /^chromium-\d+$/.test(entry))) {
    for (const inner of ['chrome-linux', 'chrome-linux64']) {
      const path = join(folder, name, inner, 'chrome');
      if (existsSync(path)) return path;
    }
  }
  return undefined;
}
