/**
 * Keeps node_modules in step with package-lock.json, and its two native modules built for the Node that runs.
 *
 * npm writes what it installed to node_modules/.package-lock.json: comparing the two files is exact and takes
 * milliseconds, and holds after `npm install` too.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetUpError } from './errors.mjs';
import { findOnPath } from './find-on-path.mjs';

/** @typedef {'ready' | 'missing' | 'outdated' | 'unbuilt'} NpmState */
/** @typedef {{ version?: string, integrity?: string, resolved?: string, link?: boolean, optional?: boolean }} Entry */
/** @typedef {Record<string, Entry>} Entries */

const nativeModules = [
  { name: 'better-sqlite3', file: 'build/Release/better_sqlite3.node' },
  { name: 'pcsclite', file: 'build/Release/pcsclite.node' },
];

/**
 * @param {string} root
 * @returns {NpmState}
 */
export function npmState(root) {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return 'missing';
  if (!isInstalled(readLock(join(root, 'package-lock.json')), readLock(installed))) return 'outdated';
  return nativeModules.every(({ name, file }) => loads(join(root, 'node_modules', name, file)))
    ? 'ready'
    : 'unbuilt';
}

/**
 * Whether all that the lock file names is installed as it says; what is optional may be absent (other platforms).
 *
 * @param {Entries} locked the `packages` of package-lock.json
 * @param {Entries} installed the `packages` of node_modules/.package-lock.json
 * @returns {boolean}
 */
export function isInstalled(locked, installed) {
  const wanted = Object.entries(locked).filter(([path]) => path.includes('node_modules/'));
  return wanted.every(([path, entry]) => {
    const found = installed[path];
    if (found === undefined) return entry.optional === true;
    if (entry.link === true) return found.link === true && found.resolved === entry.resolved;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @param {string} root
 * @param {Exclude<NpmState, 'ready'>} state
 * @throws {SetUpError} when npm fails or the native modules still don't load
 */
export function installNpmPackages(root, state) {
  if (findOnPath('npm') === undefined) {
    throw new SetUpError(
      'npm was not found',
      "install npm: it comes with Node, or as your system's npm package",
    );
  }
  const startMs = Date.now();
  if (state === 'unbuilt') {
    console.log('Building better-sqlite3 and pcsclite for this Node (about a minute) …');
    npm(root, ['rebuild', ...nativeModules.map(({ name }) => name)]);
  } else {
    const why = state === 'missing' ? '' : ', as package-lock.json has changed';
    console.log(`Installing the npm packages${why} (about two minutes: two of them are compiled) …`);
    npm(root, ['ci', '--no-audit', '--no-fund']);
    if (npmState(root) === 'unbuilt') npm(root, ['rebuild', ...nativeModules.map(({ name }) => name)]);
  }
  const after = npmState(root);
  if (after !== 'ready') {
    throw new SetUpError(
      `the npm packages are still ${after} after npm ran`,
      'run npm ci and read what it says',
    );
  }
  console.log(`The npm packages are in place (${Math.round((Date.now() - startMs) / 1000)} s).`);
}

/**
 * The folder to give node-gyp as `nodedir` when this machine has the headers of the Node that runs: nothing is
 * downloaded then.
 *
 * @param {string} [execPath]
 * @param {string} [version]
 * @returns {string | undefined}
 */
export function nodeHeaders(execPath = process.execPath, version = process.versions.node) {
  return [dirname(dirname(execPath)), '/usr', '/usr/local'].find((prefix) => {
    const header = join(prefix, 'include', 'node', 'node_version.h');
    return existsSync(header) && headerVersion(readFileSync(header, 'utf8')) === version;
  });
}

/** @param {string} header the text of node_version.h */
function headerVersion(header) {
  return ['MAJOR', 'MINOR', 'PATCH']
    .map((part) => new RegExp(`^#define NODE_${part}_VERSION (\\d+)$`, 'm').exec(header)?.[1])
    .join('.');
}

/**
 * @param {string} root
 * @param {readonly string[]} args
 */
function npm(root, args) {
  const nodedir = nodeHeaders();
  const env = { ...process.env, ...(nodedir === undefined ? {} : { npm_config_nodedir: nodedir }) };
  const { status } = spawnSync('npm', [...args, '--loglevel=error'], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) {
    throw new SetUpError(
      `npm ${args[0]} failed (its own words are above)`,
      'check the network and the disk, then run the same command again',
    );
  }
}

/** @param {string} path */
function readLock(path) {
  return /** @type {{ packages: Entries }} */ (JSON.parse(readFileSync(path, 'utf8'))).packages;
}

/**
 * Loads a native module as Node would: it fails when the file is absent, or built for another Node.
 *
 * @param {string} path
 */
function loads(path) {
  try {
    process.dlopen({ exports: {} }, path);
    return true;
  } catch {
    return false;
  }
}
