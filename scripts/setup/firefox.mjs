/**
 * Finds a Firefox that takes the wallet and may start a native host.
 *
 * A Firefox from a snap or a flatpak asks a portal before it starts programs, which no test can answer, so it does not count.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isSnap } from './browser.mjs';
import { SetUpError } from './errors.mjs';
import { findOnPath } from './find-on-path.mjs';

const onMac = '/Applications/Firefox.app/Contents/MacOS/firefox';

/**
 * The browser's path: `ECOMM_FIREFOX` if set, else Debian's or the system's on the PATH, else the one that Puppeteer keeps.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function findFirefox(env = process.env) {
  if (env.ECOMM_FIREFOX) return existsSync(env.ECOMM_FIREFOX) ? env.ECOMM_FIREFOX : undefined;
  for (const name of ['firefox-esr', 'firefox']) {
    const path = findOnPath(name, env);
    if (path !== undefined && !isSnap(path)) return path;
  }
  if (process.platform === 'darwin' && existsSync(onMac)) return onMac;
  return puppeteerFirefox(join(env.PUPPETEER_CACHE_DIR ?? join(homedir(), '.cache', 'puppeteer'), 'firefox'));
}

/**
 * Has Puppeteer fetch Mozilla's own Firefox, for systems such as Ubuntu that package Firefox only as a snap.
 *
 * @param {string} root the repository's root, with npm packages in place
 */
export function installPuppeteerFirefox(root) {
  console.log('Fetching a Firefox with Puppeteer, as this system has none that may start programs …');
  const folder = process.env.PUPPETEER_CACHE_DIR ?? join(homedir(), '.cache', 'puppeteer');
  const program = join(root, 'node_modules', '@puppeteer', 'browsers', 'lib', 'cjs', 'main-cli.js');
  const { status } = spawnSync(process.execPath, [program, 'install', 'firefox@esr', '--path', folder], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status === 0 && findFirefox() !== undefined) return;
  throw new SetUpError(
    'no Firefox was found, and Puppeteer could not fetch one',
    'install Firefox 140 or later (not as a snap) and set ECOMM_FIREFOX to its path',
  );
}

/** @param {string} folder Puppeteer's folder of Firefoxes, one sub-folder for each: `linux-esr_140.0` */
function puppeteerFirefox(folder) {
  if (!existsSync(folder)) return undefined;
  const paths = readdirSync(folder).map((name) => join(folder, name, 'firefox', 'firefox'));
  return paths.find((path) => existsSync(path));
}
