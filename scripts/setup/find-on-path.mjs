/** Finds a program as a shell would, without starting one. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where daemons live that an ordinary user's PATH does not name. */
const systemFolders = ['/usr/sbin', '/sbin'];

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined} the full path
 */
export function findOnPath(name, env = process.env) {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...folders, ...systemFolders].map((folder) => join(folder, name)).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
