/** docs/protocol.md has every message type, names none that is gone, and the tests that it names are there. */
import { isSource, isTest } from './files.mjs';
import { testNames } from './security-rules.mjs';

/** @typedef {import('./files.mjs').SourceFile} SourceFile */

export const protocolFile = 'docs/protocol.md';

/** A JWS `typ` as a whole word: `set-authreq+jwt`. A media type with it is no message. */
const messageType = /(?<![\w/-])[a-z]+(?:-[a-z]+)*\+jwt\b/g;

/** `path.test.ts`, and after a colon the titles of some of its tests: "…", "…". */
const namedTests = /`([^`\s]+\.test\.tsx?)`(?::((?:\s*"[^"]+",?)+))?/g;

/**
 * Problems, one line each.
 *
 * @param {readonly SourceFile[]} files
 * @returns {string[]}
 */
export function messageProblems(files) {
  const page = files.find(({ path }) => path === protocolFile)?.text;
  if (page === undefined) return [`${protocolFile}: missing`];
  const defined = new Set(
    files
      .filter(({ path }) => path.startsWith('packages/protocol/src/') && isSource(path) && !isTest(path))
      .flatMap(({ text }) => text.match(/'[a-z-]+\+jwt'/g) ?? [])
      .map((quoted) => quoted.slice(1, -1)),
  );
  const named = new Set(page.match(messageType) ?? []);
  return [
    ...[...defined].filter((typ) => !named.has(typ)).map((typ) => `${protocolFile}: lacks ${typ}`),
    ...[...named].filter((typ) => !defined.has(typ)).map((typ) => `${protocolFile}: ${typ} is no message`),
    ...testProblems(page, files),
  ];
}

/**
 * @param {string} page
 * @param {readonly SourceFile[]} files
 */
function testProblems(page, files) {
  return [...page.matchAll(namedTests)].flatMap(([, path = '', titles = '']) => {
    const file = files.find((candidate) => candidate.path === path);
    if (file === undefined) return [`${protocolFile}: ${path} does not exist`];
    const names = testNames(file);
    return [...titles.matchAll(/"([^"]+)"/g)]
      .map(([, title = '']) => title)
      .filter((title) => !names.some((name) => name === title || name.endsWith(` ${title}`)))
      .map((title) => `${protocolFile}: ${path} has no test "${title}"`);
  });
}
