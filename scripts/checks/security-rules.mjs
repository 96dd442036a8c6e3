/**
 * The rules of check-security.mjs. In SECURITY.md a test is a link: its full name, as vitest prints it, to its file.
 *
 *     | Attack | What stops it | Test that shows it |
 *     | a stolen receipt | the hash lock | [the merchant refuses … no preimage](packages/…/micropayment.test.ts) |
 */
import ts from 'typescript';

/** @typedef {import('./files.mjs').SourceFile} SourceFile */

export const securityFile = 'SECURITY.md';

const testLink = /\[([^[\]]+)\]\(([^()\s]+\.test\.tsx?)\)/g;
const testFunctions = new Set(['test', 'it']);
const groupFunctions = new Set(['describe', 'suite']);

/**
 * What SECURITY.md promises and the tests do not hold: a test that is in no file, an attack without a test.
 *
 * @param {string} markdown the text of SECURITY.md
 * @param {readonly SourceFile[]} files
 * @returns {string[]}
 */
export function securityProblems(markdown, files) {
  const problems = rowsWithoutTest(markdown).map((attack) => `${securityFile}: no test shows "${attack}"`);
  const named = [...markdown.matchAll(testLink)];
  if (named.length === 0) problems.push(`${securityFile}: names no test`);
  /** @type {Map<string, Set<string>>} */
  const namesByPath = new Map();
  for (const [, name = '', path = ''] of named) {
    const file = files.find((candidate) => candidate.path === path);
    if (file === undefined) {
      problems.push(`${securityFile}: ${path} does not exist`);
      continue;
    }
    const names = namesByPath.get(path) ?? new Set(testNames(file));
    namesByPath.set(path, names);
    if (!names.has(name)) problems.push(`${securityFile}: ${path} has no test "${name}"`);
  }
  return problems;
}

/**
 * The full names of a file's tests: the titles from the outermost group inwards, joined by spaces. The titles of
 * `each` are as written, with their placeholders.
 *
 * @param {SourceFile} file
 * @returns {string[]}
 */
export function testNames({ path, text }) {
  const kind = path.endsWith('.tsx') ? ts.ScriptKind.TSX : undefined;
  /** @type {string[]} */
  const names = [];
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, kind), '');
  return names;

  /**
   * @param {ts.Node} node
   * @param {string} prefix
   */
  function visit(node, prefix) {
    const titled = ts.isCallExpression(node) ? titledCall(node) : undefined;
    if (titled !== undefined && testFunctions.has(titled.callee)) names.push(prefix + titled.title);
    const inner = titled !== undefined && groupFunctions.has(titled.callee) ? `${titled.title} ` : '';
    ts.forEachChild(node, (child) => visit(child, prefix + inner));
  }
}

/**
 * `test('title', …)`, `describe.concurrent('title', …)` and `test.each(cases)('title', …)`.
 *
 * @param {ts.CallExpression} call
 * @returns {{ callee: string, title: string } | undefined}
 */
function titledCall(call) {
  const [title] = call.arguments;
  if (title === undefined || !ts.isStringLiteralLike(title)) return undefined;
  let callee = ts.isCallExpression(call.expression) ? call.expression.expression : call.expression;
  while (ts.isPropertyAccessExpression(callee)) callee = callee.expression;
  return ts.isIdentifier(callee) ? { callee: callee.text, title: title.text } : undefined;
}

/**
 * The first cells of the rows that name no test, of tables whose last column is for tests.
 *
 * @param {string} markdown
 * @returns {string[]}
 */
function rowsWithoutTest(markdown) {
  const tables = markdown.match(/(?:^\|.*\|$\n?)+/gm) ?? [];
  return tables.flatMap((table) => {
    const [head = [], , ...rows] = table.trimEnd().split('\n').map(cellsOf);
    if (!/^test/i.test(head.at(-1) ?? '')) return [];
    return rows
      .filter((cells) => cells.length !== head.length || cells.at(-1)?.match(testLink) === null)
      .map(([attack = '']) => attack);
  });
}

/** @param {string} row */
function cellsOf(row) {
  return row
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}
