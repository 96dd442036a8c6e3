/**
 * Installs missing system packages, after saying which.
 *
 * As root it installs; otherwise it asks at the terminal, and where nobody can be asked it prints the command and
 * stops. With `CI=true` it does not ask. Only Debian's and Ubuntu's packages are installed by us: other systems get
 * their command to run.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { SetUpError } from './errors.mjs';
import { findOnPath } from './find-on-path.mjs';
import { systemFamily } from './system-needs.mjs';

const aptLists = '/var/lib/apt/lists';
const aptOptions = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];

/** @type {Readonly<Record<import('./system-needs.mjs').System, string | undefined>>} */
const installCommands = {
  debian: 'apt-get install',
  ubuntu: 'apt-get install',
  fedora: 'dnf install',
  arch: 'pacman -S',
  macos: 'brew install',
  other: undefined,
};

/**
 * @param {readonly import('./system-needs.mjs').Need[]} missing
 * @throws {SetUpError} when they are not all there afterwards
 */
export async function installSystemPackages(missing) {
  const system = systemFamily();
  const packages = packagesFor(missing, system);
  console.log(`Missing on this system: ${missing.map(({ what }) => what).join(', ')}.`);
  if (packages.length > 0) {
    if (system !== 'debian' && system !== 'ubuntu') throw askToInstall(packages, system);
    const prefix = await privilege(packages, system);
    console.log(`Installing with apt-get: ${packages.join(' ')} …`);
    if (listsAreEmpty()) apt(prefix, ['update', '-q']);
    const installed = apt(prefix, ['install', ...aptOptions, ...packages]);
    if (!installed) apt(prefix, ['update', '-q']) && apt(prefix, ['install', ...aptOptions, ...packages]);
  }
  const left = missing.filter((need) => !need.found() && !comesWithNpm(need, system));
  if (left.length === 0) return;
  if (packages.length > 0) throw askToInstall(packages, system);
  throw new SetUpError(
    `this system has no ${left.map(({ what }) => what).join(', ')} that we know of`,
    'the demo runs on Linux with pcscd and libccid: Debian, Ubuntu, Fedora or Arch',
  );
}

/**
 * The packages that give `missing` on a system, each once.
 *
 * @param {readonly import('./system-needs.mjs').Need[]} missing
 * @param {import('./system-needs.mjs').System} system
 * @returns {string[]}
 */
export function packagesFor(missing, system) {
  return [...new Set(missing.flatMap(({ packages }) => packages[system] ?? []))];
}

/**
 * @param {readonly string[]} packages
 * @param {import('./system-needs.mjs').System} system
 * @returns {SetUpError}
 */
function askToInstall(packages, system) {
  const command = installCommands[system] ?? 'your package manager for';
  const sudo = system === 'macos' || installCommands[system] === undefined ? '' : 'sudo ';
  return new SetUpError(
    'system packages are missing',
    `run: ${sudo}${command} ${packages.join(' ')}\n      and then the same command again`,
  );
}

/**
 * How to become root: not at all, or with sudo once the person has agreed.
 *
 * @param {readonly string[]} packages
 * @param {import('./system-needs.mjs').System} system
 * @returns {Promise<string[]>} the words to put before the command
 */
async function privilege(packages, system) {
  if (process.getuid?.() === 0) return [];
  if (findOnPath('sudo') === undefined) throw askToInstall(packages, system);
  if (process.env.CI === 'true') return ['sudo', '-n'];
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw askToInstall(packages, system);
  // Loaded here, as Nodes too old to have it are to be told so by set-up.
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`May sudo install ${packages.join(' ')}? [Y/n] `);
  terminal.close();
  if (!/^\s*(y|yes|)\s*$/i.test(answer)) throw askToInstall(packages, system);
  return ['sudo'];
}

/**
 * @param {readonly string[]} prefix
 * @param {readonly string[]} args
 * @returns {boolean} whether apt-get succeeded
 */
function apt(prefix, args) {
  const [program = 'apt-get', ...rest] = [
    ...prefix,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    ...args,
  ];
  return spawnSync(program, rest, { stdio: ['inherit', 'inherit', 'inherit'] }).status === 0;
}

function listsAreEmpty() {
  return !existsSync(aptLists) || !readdirSync(aptLists).some((name) => name.includes('_Packages'));
}

/**
 * Ubuntu's only Chromium and Firefox are snaps: there Playwright and Puppeteer bring them, after the npm packages.
 *
 * @param {import('./system-needs.mjs').Need} need
 * @param {import('./system-needs.mjs').System} system
 */
function comesWithNpm(need, system) {
  return system === 'ubuntu' && (need.want === 'browser' || need.want === 'firefox');
}
