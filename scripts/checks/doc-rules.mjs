/** The rules of check-docs.mjs, each a pure function from files to what is out of date. */
import { dirname, join } from 'node:path/posix';
import { isSource, isTest } from './files.mjs';

/** @typedef {import('./files.mjs').SourceFile} SourceFile */

export const errorsFile = 'docs/errors.md';

/** The three lines of every entry in docs/errors.md, in this order. */
export const entryLines = ['Thrown when', 'Likely reason', 'What to do'];

/** Codes that others define and we only translate: jose's, and Node's own. */
const foreignCode = /^ERR_(?:JOSE|JWS|JWE|JWKS?|JWT|MODULE|STREAM|SOCKET|DLOPEN|SQLITE|HTTP|UNHANDLED)_/;

/** A code is whole words in capitals; what Chromium reports is written `net::ERR_…`. */
const codePattern = /(?<!net::|\w)ERR(?:_[A-Z0-9]+)+(?![\w$])/g;

/**
 * The error codes that the programs and packages define, each with the first file that names it.
 *
 * @param {readonly SourceFile[]} files
 * @returns {Map<string, string>}
 */
export function codesIn(files) {
  /** @type {Map<string, string>} */
  const codes = new Map();
  for (const { path, text } of files.filter((file) => definesCodes(file.path))) {
    for (const [code] of text.matchAll(codePattern)) {
      if (!foreignCode.test(code) && !codes.has(code)) codes.set(code, path);
    }
  }
  return codes;
}

/**
 * What is wrong between the sources' error codes and docs/errors.md.
 *
 * @param {ReadonlyMap<string, string>} codes
 * @param {string} markdown the text of docs/errors.md
 * @returns {string[]}
 */
export function errorDocProblems(codes, markdown) {
  const problems = [];
  const documented = new Set();
  for (const section of markdown.split(/^(?=#{1,6} )/m)) {
    const code = /^### (ERR_\w+)\n/.exec(section)?.[1];
    if (code === undefined) continue;
    if (documented.has(code)) problems.push(`${errorsFile}: ${code} has two entries`);
    if (!codes.has(code)) problems.push(`${errorsFile}: ${code} is in no source`);
    documented.add(code);
    const found = [...section.matchAll(/^- \*([^*]+)\*: \S.*$/gm)].map(([, label]) => label);
    if (found.join() !== entryLines.join()) {
      const wanted = entryLines.map((label) => `- *${label}*: …`).join(' / ');
      problems.push(`${errorsFile}: ${code} needs, in this order: ${wanted}`);
    }
  }
  for (const [code, path] of codes) {
    if (!documented.has(code)) problems.push(`${errorsFile}: ${code} (${path}) has no entry`);
  }
  return problems;
}

/**
 * Every locale must have the same messages, each with the same placeholders.
 *
 * @param {readonly SourceFile[]} files
 * @returns {string[]}
 */
export function localeProblems(files) {
  const locales = files.filter(({ path }) => /\/_locales\/[^/]+\/messages\.json$/.test(path));
  return locales.flatMap((locale) => {
    const folder = dirname(dirname(locale.path));
    const first = locales.find(({ path }) => dirname(dirname(path)) === folder && path !== locale.path);
    if (first === undefined) return [];
    const own = new Set(messagesOf(locale));
    return messagesOf(first)
      .filter((message) => !own.has(message))
      .map((message) => `${locale.path}: lacks ${message}, which ${first.path} has`);
  });
}

/**
 * Every relative link and picture of the documents must lead to a file.
 *
 * @param {readonly SourceFile[]} files
 * @param {(path: string) => boolean} exists whether a path relative to the root is a file or folder
 * @returns {string[]}
 */
export function linkProblems(files, exists) {
  return files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ path, text }) =>
      linksIn(text)
        .filter((link) => !exists(link.startsWith('/') ? link.slice(1) : join(dirname(path), link)))
        .map((link) => `${path}: ${link} leads nowhere`),
    );
}

/** @param {string} path */
function definesCodes(path) {
  return isSource(path) && !isTest(path) && !/^(?:scripts|bench|e2e)\/|\/testing\//.test(path);
}

/**
 * @param {SourceFile} locale
 * @returns {string[]} such as `payButton(amount)`
 */
function messagesOf({ text }) {
  return Object.entries(JSON.parse(text)).map(([key, { placeholders = {} }]) => {
    return `${key}(${Object.keys(placeholders).sort().join()})`;
  });
}

/** @param {string} markdown */
function linksIn(markdown) {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  const targets = [
    ...[...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map(([, target = '']) => target),
    ...[...prose.matchAll(/<(?:img|source|a)\b[^>]*?\b(?:src|srcset|href)="([^"\s]+)"/g)].map(
      ([, target = '']) => target,
    ),
  ];
  return targets
    .filter((target) => !/^(?:[a-z][a-z+.-]*:|#)/i.test(target))
    .map((target) => decodeURIComponent(target.replace(/[#?].*$/, '')));
}
