/** The rules of tidy.mjs, each a pure function from a file to what is wrong with it. */
import { basename } from 'node:path';
import { isSource, isTest } from './files.mjs';
import { codeProblems } from './tidy-code.mjs';

/** @typedef {import('./files.mjs').SourceFile} SourceFile */
/** @typedef {{ path: string, line: number, message: string, warning?: true }} Problem */

export const linesMax = 400;
export const linesWanted = 250;

const kebabName = /^[a-z0-9]+(?:[-.][a-z0-9]+)*\.(?:ts|tsx|mjs|cjs|css|html)$/;
const componentName = /^[A-Z][A-Za-z0-9]*(?:\.test)?\.tsx$/;

/** Files that name what they forbid. */
const exempt = /^scripts\/checks\/tidy-(?:rules|code)(?:\.test)?\.(?:mjs|ts)$/;

/**
 * @param {SourceFile} file
 * @returns {Problem[]}
 */
export function tidyProblems(file) {
  const { path } = file;
  const problems = exempt.test(path) ? [] : [...markers(file), ...machinePaths(file)];
  if (isSource(path) || /\.(?:css|html)$/.test(path)) problems.push(...fileName(file));
  if (!isSource(path)) return problems;
  problems.push(...fileLength(file), ...(isTest(path) ? assertions(file) : opening(file)));
  return exempt.test(path) ? problems : [...problems, ...codeProblems(file)];
}

/**
 * @param {SourceFile} file
 * @returns {Problem[]}
 */
function fileName({ path }) {
  const name = basename(path);
  const plain = name.replace(/^\./, '');
  if (kebabName.test(plain) || componentName.test(plain)) return [];
  return [{ path, line: 1, message: `name it in kebab-case, or PascalCase.tsx for a component: ${name}` }];
}

/**
 * @param {SourceFile} file
 * @returns {Problem[]}
 */
function fileLength({ path, text }) {
  const lines = text.split('\n').length - 1;
  if (lines > linesMax)
    return [{ path, line: linesMax, message: `${lines} lines; split it, ${linesMax} at most` }];
  if (lines <= linesWanted) return [];
  return [{ path, line: linesWanted, message: `${lines} lines, more than ${linesWanted}`, warning: true }];
}

/**
 * @param {SourceFile} file
 * @returns {Problem[]}
 */
function opening({ path, text }) {
  if (/^(?:#!.*\n)?\s*\/\*\*/.test(text)) return [];
  return [{ path, line: 1, message: 'open the file with a doc comment: what it is for, the rule it keeps' }];
}

/**
 * A test asserts by itself or runs a suite that several implementations share.
 *
 * @param {SourceFile} file
 * @returns {Problem[]}
 */
function assertions({ path, text }) {
  if (text.includes('expect(') || /from '.*-suite\.ts'/.test(text)) return [];
  return [{ path, line: 1, message: 'a test file without expect( asserts nothing' }];
}

/**
 * Reminders left behind. Three X's count after `//` only: elsewhere they are ISO 4217's "no currency".
 *
 * @param {SourceFile} file
 * @returns {Problem[]}
 */
function markers(file) {
  return matches(
    file,
    /\b(?:TODO|FIXME)\b|(?<=\/\/.*)\bXXX\b/g,
    (found) => `${found}: do it, or file it; sources hold no reminders`,
  );
}

/**
 * A path of somebody's own machine. `/home/shopper/` is the one that examples and tests use.
 *
 * @param {SourceFile} file
 * @returns {Problem[]}
 */
function machinePaths(file) {
  const own = /(?<![\w.:/-])\/(?:root|Users|home(?!\/shopper\b))\/[\w.]/g;
  return matches(file, own, (found) => `${found}…: a path of one machine only`);
}

/**
 * @param {SourceFile} file
 * @param {RegExp} pattern
 * @param {(found: string) => string} message
 * @returns {Problem[]}
 */
function matches({ path, text }, pattern, message) {
  return [...text.matchAll(pattern)].map(({ 0: found, index }) => ({
    path,
    line: text.slice(0, index).split('\n').length,
    message: message(found),
  }));
}
