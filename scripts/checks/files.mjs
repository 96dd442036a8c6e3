/** The files of the house: what a person wrote, without what was installed, built, recorded or supplied as data. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const foreignFolders = new Set(['node_modules', 'dist', 'coverage', 'test-results', 'vectors']);
const readable = /\.(?:ts|tsx|mjs|cjs|md|css|html|json|ya?ml|sh)$|^\.ci\/run$/;

/** @typedef {{ path: string, text: string }} SourceFile `path` is relative to the root, with `/` */

/**
 * @param {string} root
 * @returns {SourceFile[]} sorted by path
 */
export function houseFiles(root) {
  return pathsUnder(root, root)
    .filter((path) => readable.test(path) && path !== 'package-lock.json')
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** @param {string} path */
export function isSource(path) {
  return /\.(?:ts|tsx|mjs|cjs)$/.test(path);
}

/** @param {string} path */
export function isTest(path) {
  return /\.test\.tsx?$/.test(path);
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
function pathsUnder(root, folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return entry.isFile() ? [relative(root, path)] : [];
    const hidden = entry.name.startsWith('.') && entry.name !== '.ci';
    return hidden || foreignFolders.has(entry.name) ? [] : pathsUnder(root, path);
  });
}
