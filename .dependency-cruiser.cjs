/**
 * The house's import directions (ARCHITECTURE.md, "Who takes part"), kept true by `npm test`.
 *
 * Between workspaces, sources import only what `mayImport` says, tests also what their package.json lists under
 * devDependencies, and both only by the entries that the other's package.json exports. Test support (`src/testing/`) is
 * exported to nobody: tests reach another's by its path.
 */
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Each workspace with the workspaces its sources may import. */
const mayImport = {
  'packages/protocol': [],
  'packages/card': [],
  'packages/ccid': ['packages/card'],
  'packages/messages': ['packages/protocol'],
  'packages/merchant': ['packages/protocol'],
  'packages/pki': ['packages/protocol'],
  'native-host': ['packages/card', 'packages/messages'],
  extension: ['packages/protocol', 'packages/card', 'packages/ccid', 'packages/messages'],
  'merchant-demo': ['packages/merchant'],
  'intermediary-server': ['packages/protocol'],
  'gateway-server': ['packages/protocol', 'packages/card', 'packages/pki'],
  'virtual-reader': ['packages/card'],
  simulation: [
    ...['packages/protocol', 'packages/card', 'packages/messages', 'packages/merchant'],
    ...['extension', 'merchant-demo', 'intermediary-server', 'gateway-server'],
  ],
  e2e: [
    ...['packages/protocol', 'packages/card', 'packages/ccid', 'packages/messages', 'packages/merchant'],
    ...[
      'native-host',
      'extension',
      'merchant-demo',
      'intermediary-server',
      'gateway-server',
      'virtual-reader',
    ],
  ],
};

const folders = Object.keys(mayImport);
const allFolders = `^(${folders.join('|')})/`;
/** Tests, what serves tests only, and configuration: they may use development dependencies. */
const development = '[.]test[.]tsx?$|/testing/|/[^/]+[.]config[.]ts$|^(?:e2e|simulation)/|^extension/build/';
const testSupport = '/src/testing/';
const packageJsons = Object.fromEntries(folders.map((folder) => [folder, readPackageJson(folder)]));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...folders.flatMap(directionRules),
    {
      name: 'public-entry-only',
      comment:
        'Another workspace is imported by its name and what its package.json exports, never by a path inside.',
      severity: 'error',
      from: { path: allFolders },
      to: { path: allFolders, pathNot: ['^$1/', testSupport, ...folders.flatMap(entries)] },
    },
    {
      name: 'by-name-only',
      comment: 'A relative path into another workspace works only by the accident of where folders stand.',
      severity: 'error',
      from: { path: allFolders },
      to: { path: allFolders, pathNot: ['^$1/', testSupport], dependencyTypesNot: ['aliased-workspace'] },
    },
    {
      name: 'test-support-for-tests-only',
      comment: 'What serves tests has no place in what runs in front of a user.',
      severity: 'error',
      from: { path: allFolders, pathNot: development },
      to: { path: testSupport },
    },
    {
      name: 'messages-take-types-only',
      comment: 'The message maps name the protocol’s types and bring none of its code into a page.',
      severity: 'error',
      from: { path: '^packages/messages/', pathNot: development },
      to: { path: '^packages/protocol/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'ledger-knows-no-sql-nor-http',
      comment: 'The ledger is a pure core: storage and HTTP call it, not the reverse.',
      severity: 'error',
      from: { path: '^intermediary-server/src/ledger/', pathNot: development },
      to: { path: '^intermediary-server/src/store/|node_modules/(better-sqlite3|hono|@hono)/' },
    },
    {
      name: 'pure-packages-use-no-node',
      comment:
        'These run in a browser and do no I/O: what they need of the platform comes in as an argument.',
      severity: 'error',
      // What stands in where there is no browser.
      from: {
        path: '^packages/(protocol|card|ccid|messages)/',
        pathNot: [development, '^packages/(protocol|card)/src/[^/]+/(platform|jwe|sha256)-node[.]ts$'],
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-circular-imports',
      comment: 'A circle has no first part to understand: move what both need to a third file.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere: a file that moved, or a package that is not installed.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared-dependencies-only',
      comment:
        'A package comes from the workspace’s own package.json (or the root’s, for tools), not from luck.',
      severity: 'error',
      from: { path: allFolders },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-dependencies-at-run-time',
      comment: 'What runs in front of a user is under dependencies; types are gone by then.',
      severity: 'error',
      from: { path: allFolders, pathNot: development },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:packages/)?[^/]+/dist/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
};

/**
 * One rule for a workspace's sources, one for its tests. What `mayImport` allows must be declared too, so that each
 * package.json tells the truth.
 */
function directionRules(folder) {
  const { dependencies = {}, devDependencies = {} } = packageJsons[folder];
  const others = folders.filter((other) => other !== folder);
  const forSources = others.filter((other) => mayImport[folder].includes(other) && isIn(dependencies, other));
  const forTests = [...forSources, ...others.filter((other) => isIn(devDependencies, other))];
  const name = folder.replace('packages/', '');
  return [
    {
      name: `${name}-imports`,
      comment: `Sources of ${folder} may import ${mayImport[folder].join(', ') || 'no other workspace'}, if declared.`,
      severity: 'error',
      from: { path: `^${folder}/`, pathNot: development },
      to: { path: anyOf(others.filter((other) => !forSources.includes(other))) },
    },
    {
      name: `${name}-tests-import`,
      comment: `Tests of ${folder} may also import the workspaces under its devDependencies.`,
      severity: 'error',
      from: { path: `^${folder}/(?=.*(${development}))` },
      to: { path: anyOf(others.filter((other) => !forTests.includes(other))) },
    },
  ];
}

/** The files a workspace exports, as regular expressions. */
function entries(folder) {
  return Object.values(packageJsons[folder].exports ?? {})
    .filter((target) => typeof target === 'string')
    .map((target) => `^${join(folder, target).replaceAll('.', '[.]').replaceAll('*', '[^/]+')}$`);
}

/** Whether a workspace is among the dependencies of another. */
function isIn(dependencies, folder) {
  return packageJsons[folder].name in dependencies;
}

function anyOf(some) {
  return `^(${some.join('|')})/`;
}

function readPackageJson(folder) {
  const file = join(__dirname, folder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
