/**
 * The rules of tidy.mjs that need the code's structure: TypeScript parses the file, nothing is type-checked.
 *
 * A name is judged where it is declared, so that other people's names stay as they are. SET's own field names
 * (`purchAmt`, `piData`) are the field's words and not among those below.
 */
import ts from 'typescript';

/** @typedef {import('./tidy-rules.mjs').Problem} Problem */

/** What is abbreviated in too many ways, with the word we write. */
const words = new Map([
  ['txn', 'transaction'],
  ['cfg', 'config'],
  ['mgr', 'manager'],
  ['usr', 'user'],
  ['acct', 'account'],
  ['cnt', 'count'],
  ['btn', 'button'],
  ['evt', 'event'],
  ['resp', 'response'],
  ['pwd', 'password'],
]);

const testFunctions = new Set(['test', 'it', 'describe', 'suite']);
const notRunning = new Set(['skip', 'only', 'todo']);

const logMethods = new Set(['log', 'trace', 'debug', 'info', 'warn', 'error', 'fatal']);
const loggers = /^(?:console|log|logger)$/i;
const pinName = /^(?:pin|pins|[a-z]\w*Pin|pin(?:Digits|Code|Block|Value|Text|Bytes))$/;

/**
 * @param {import('./files.mjs').SourceFile} file
 * @returns {Problem[]}
 */
export function codeProblems({ path, text }) {
  const kind = path.endsWith('.tsx') ? ts.ScriptKind.TSX : undefined;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, kind);
  /** @type {Problem[]} */
  const problems = [];
  visit(source);
  return problems;

  /** @param {ts.Node} node */
  function visit(node) {
    const name = declaredName(node);
    const short = name === undefined ? undefined : abbreviation(name);
    if (short !== undefined) add(node, `${name}: write ${words.get(short)}, not ${short}`);
    const left = leftOut(node);
    if (left !== undefined) add(node, `.${left}: every test runs`);
    if (ts.isCallExpression(node) && isLogging(node) && node.arguments.some(namesPin)) {
      add(node, 'a PIN must not reach a log');
    }
    ts.forEachChild(node, visit);
  }

  /**
   * @param {ts.Node} node
   * @param {string} message
   */
  function add(node, message) {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    problems.push({ path, line: line + 1, message });
  }
}

/**
 * @param {ts.Node} node
 * @returns {string | undefined} the name that the node gives to something
 */
function declaredName(node) {
  const declares =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node);
  return declares && node.name !== undefined && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

/**
 * @param {string} name such as `usrName` or `MERCHANT_ACCT`
 * @returns {string | undefined} the abbreviation in it
 */
function abbreviation(name) {
  const parts = name.split(/(?<=[a-z0-9])(?=[A-Z])|_/).map((part) => part.toLowerCase());
  return parts.find((part) => words.has(part));
}

/**
 * @param {ts.Node} node
 * @returns {string | undefined} the word that keeps tests from running, as in `test.concurrent.skip`
 */
function leftOut(node) {
  if (!ts.isPropertyAccessExpression(node) || !notRunning.has(node.name.text)) return undefined;
  let { expression } = node;
  while (ts.isPropertyAccessExpression(expression)) expression = expression.expression;
  return ts.isIdentifier(expression) && testFunctions.has(expression.text) ? node.name.text : undefined;
}

/** @param {ts.CallExpression} call */
function isLogging({ expression }) {
  if (!ts.isPropertyAccessExpression(expression) || !logMethods.has(expression.name.text)) return false;
  const owner = expression.expression;
  const name = ts.isPropertyAccessExpression(owner) ? owner.name : owner;
  return ts.isIdentifier(name) && loggers.test(name.text);
}

/**
 * @param {ts.Node} node
 * @returns {boolean}
 */
function namesPin(node) {
  if (ts.isIdentifier(node) && pinName.test(node.text)) return true;
  return ts.forEachChild(node, namesPin) ?? false;
}
