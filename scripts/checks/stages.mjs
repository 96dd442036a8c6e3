/**
 * The stages of `npm test` in their order, the quick ones first; `npm run check` is the quick ones alone.
 *
 * Each command of a stage counts as one check; a stage of vitest counts its tests.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Command
 * @property {string} name
 * @property {boolean} [warns] whether its output is shown also when it passes
 * @property {readonly string[]} argv a program of node_modules/.bin, or `node`, with its arguments
 */
/**
 * @typedef {object} Stage
 * @property {string} name what `--only` calls it
 * @property {string} title
 * @property {boolean} quick whether `npm run check` runs it
 * @property {readonly ('browser' | 'firefox' | 'pcsc' | 'postgres')[]} wants what it needs of the system
 * @property {number} limitMs each command is stopped after so long, and has then failed
 * @property {readonly Command[]} [commands]
 * @property {string} [vitestProject]
 * @property {number} [filesAtOnce] how many of its test files may run at the same time; as many as there are cores
 */

const minuteMs = 60_000;

/**
 * @param {string} root the repository's root
 * @returns {Stage[]}
 */
export function stagesOf(root) {
  return [
    quick('format', 'Format and lint', [
      { name: 'biome', argv: ['biome', 'ci', '--colors=off', '--error-on-warnings', '.'] },
    ]),
    quick('types', 'Types', tsconfigs(root).map(typeCheck)),
    quick('boundaries', 'Import boundaries', [{ name: 'dependency-cruiser', argv: boundaryCheck(root) }]),
    quick('tidy', 'Tidiness', [{ name: 'tidy', argv: ['node', 'scripts/tidy.mjs'], warns: true }]),
    quick('docs', 'Docs up to date', [
      { name: 'docs', argv: ['node', 'scripts/check-docs.mjs'] },
      { name: 'threat model', argv: ['node', 'scripts/check-security.mjs'] },
    ]),
    { ...tests('unit', 'Unit tests', 10), quick: true, wants: ['postgres'] },
    { ...tests('pcsc', 'On the real PC/SC stack', 15), filesAtOnce: 1, wants: ['pcsc'] },
    {
      name: 'build',
      title: 'Builds',
      quick: false,
      wants: [],
      limitMs: 5 * minuteMs,
      commands: ['extension', 'native-host', 'merchant-demo', 'packages/merchant']
        .filter((folder) => builds(root, folder))
        .map(build),
    },
    {
      ...tests('e2e', 'Journeys in a real browser', 20),
      filesAtOnce: 2,
      wants: ['browser', 'firefox', 'pcsc'],
    },
  ];
}

/**
 * Reads `--only unit,pcsc`.
 *
 * @param {readonly Stage[]} stages
 * @param {readonly string[]} args
 * @returns {Stage[]} the stages named, in their own order; all when none is named
 * @throws {Error} when an argument or a name is not known
 */
export function selectStages(stages, args) {
  const names = stages.map(({ name }) => name);
  const [option, list, ...rest] = args.flatMap((arg) =>
    arg.startsWith('--only=') ? ['--only', arg.slice(7)] : [arg],
  );
  if (option === undefined) return [...stages];
  const wanted = list?.split(',') ?? [];
  const unknown =
    option === '--only' ? [...wanted.filter((name) => !names.includes(name)), ...rest] : [option];
  if (unknown.length > 0 || wanted.length === 0) {
    throw new Error(`not known: ${unknown.join(' ') || option}. Use --only with some of ${names.join(',')}`);
  }
  return stages.filter(({ name }) => wanted.includes(name));
}

/**
 * The folders of the workspaces, from package.json's `workspaces` (plain folders and `folder/*`).
 *
 * @param {string} root
 * @returns {string[]} such as `packages/card`, each with a package.json
 */
export function workspaces(root) {
  const { workspaces: globs } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return /** @type {string[]} */ (globs)
    .flatMap((glob) =>
      glob.endsWith('/*')
        ? readdirSync(join(root, glob.slice(0, -2))).map((name) => glob.slice(0, -1) + name)
        : [glob],
    )
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}

/**
 * @param {string} name
 * @param {string} title
 * @param {readonly Command[]} commands
 * @returns {Stage}
 */
function quick(name, title, commands) {
  return { name, title, quick: true, wants: [], limitMs: 5 * minuteMs, commands };
}

/**
 * @param {string} project
 * @param {string} title
 * @param {number} limitMinutes
 * @returns {Stage}
 */
function tests(project, title, limitMinutes) {
  return {
    name: project,
    title,
    quick: false,
    wants: [],
    limitMs: limitMinutes * minuteMs,
    vitestProject: project,
  };
}

/** @param {string} root */
function tsconfigs(root) {
  return ['.', 'scripts', ...workspaces(root)].filter((folder) =>
    existsSync(join(root, folder, 'tsconfig.json')),
  );
}

/**
 * @param {string} folder
 * @returns {Command}
 */
function typeCheck(folder) {
  const memory = `node_modules/.cache/tsc/${folder.replaceAll('/', '-')}.tsbuildinfo`;
  return { name: folder, argv: ['tsc', '-p', folder, '--incremental', '--tsBuildInfoFile', memory] };
}

/** @param {string} root */
function boundaryCheck(root) {
  const folders = workspaces(root).filter((folder) => hasSources(root, folder));
  return ['depcruise', '--output-type', 'err-long', '--config', '.dependency-cruiser.cjs', ...folders];
}

/**
 * A compiler refuses a workspace that has nothing to compile yet.
 *
 * @param {string} root
 * @param {string} folder
 */
function hasSources(root, folder) {
  const sources = join(root, folder, 'src');
  return existsSync(sources) && readdirSync(sources).length > 0;
}

/**
 * @param {string} root
 * @param {string} folder
 */
function builds(root, folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).scripts?.build !== undefined;
}

/**
 * @param {string} folder
 * @returns {Command}
 */
function build(folder) {
  return { name: folder, argv: ['npm', 'run', 'build', '--silent', '-w', folder] };
}
