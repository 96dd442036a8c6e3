/** Finds PostgreSQL's programs: on the PATH, or where the packages put those that no PATH names. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findOnPath } from './find-on-path.mjs';

/** Debian and Ubuntu keep one folder per version; so do PostgreSQL's own packages for Fedora, and Homebrew. */
const versionFolders = [
  { folder: '/usr/lib/postgresql', bin: (/** @type {string} */ name) => join(name, 'bin') },
  {
    folder: '/usr',
    bin: (/** @type {string} */ name) => (name.startsWith('pgsql-') ? join(name, 'bin') : ''),
  },
  { folder: '/opt/homebrew/opt', bin: homebrew },
  { folder: '/usr/local/opt', bin: homebrew },
];

const needed = ['initdb', 'pg_ctl', 'postgres'];

/**
 * @returns {string | undefined} the folder that has initdb, pg_ctl and postgres; of several versions the newest
 */
export function findPostgres() {
  const onPath = findOnPath('initdb');
  const folders = onPath === undefined ? [] : [dirname(onPath)];
  for (const { folder, bin } of versionFolders) {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    const found = names.map(bin).filter((path) => path !== '');
    found.sort((left, right) => right.localeCompare(left, 'en', { numeric: true }));
    folders.push(...found.map((path) => join(folder, path)));
  }
  return folders.find((folder) => needed.every((program) => existsSync(join(folder, program))));
}

/** @param {string} name */
function homebrew(name) {
  return /^postgresql(?:@[0-9]+)?$/.test(name) ? join(name, 'bin') : '';
}
