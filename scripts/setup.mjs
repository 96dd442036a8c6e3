/**
 * Makes a machine ready to run the house: Node's version, system packages, npm packages.
 *
 * Runs before `npm install` has ever run, so it and all it imports use nothing but Node itself. Says nothing and
 * takes a fraction of a second when all is there; otherwise says what it is going to do before it does it.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser, installPlaywrightBrowser } from './setup/browser.mjs';
import { SetUpError } from './setup/errors.mjs';
import { findFirefox, installPuppeteerFirefox } from './setup/firefox.mjs';
import { checkNodeVersion } from './setup/node-version.mjs';
import { installNpmPackages, npmState } from './setup/npm-packages.mjs';
import { missingNeeds } from './setup/system-needs.mjs';
import { installSystemPackages } from './setup/system-packages.mjs';

/** The repository's root, where package.json stands. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Sets up what `wants` names, besides the npm packages that everything needs: `browser` is a Chromium that loads
 * unpacked extensions, `firefox` a Firefox that may start native hosts, `pcsc` is PC/SC with libccid's serial driver, `postgres` is PostgreSQL's server, of which tests
 * start one of their own. On trouble it prints the error with the next step to take and ends the process with code 1.
 *
 * @param {{ wants?: readonly ('browser' | 'firefox' | 'pcsc' | 'postgres')[] }} [options]
 * @returns {Promise<void>}
 */
export async function setUp({ wants = [] } = {}) {
  try {
    checkNodeVersion(process.versions.node);
    const npm = npmState(root);
    /** @type {import('./setup/system-needs.mjs').Want[]} */
    const all = npm === 'ready' ? [...wants] : ['build', ...wants];
    const missing = missingNeeds(all);
    if (missing.length > 0) await installSystemPackages(missing);
    if (npm !== 'ready') installNpmPackages(root, npm);
    if (wants.includes('browser') && findBrowser() === undefined) installPlaywrightBrowser(root);
    if (wants.includes('firefox') && findFirefox() === undefined) installPuppeteerFirefox(root);
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    console.error(`error: ${error.message}\nhint: ${error.hint}`);
    process.exit(1);
  }
}
