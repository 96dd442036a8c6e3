/**
 * Makes the package that shops outside this repository install: JavaScript with its types, `@ecomm/protocol` inside, so
 * that nothing of it has to be on a registry. Prints the path of the archive.
 */
import { spawnSync } from 'node:child_process';
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('..', import.meta.url));
const dist = join(workspace, 'dist');
const folder = join(dist, 'package');

await rm(dist, { recursive: true, force: true });
run('npx', ['--no-install', 'tsc', '-p', join(workspace, 'tsconfig.pack.json')]);
await pointInside(folder);
const merchant = await readManifest(workspace);
const protocol = await readManifest(join(workspace, '../protocol'));
await writeFile(join(folder, 'package.json'), `${JSON.stringify(packed(merchant, protocol), null, 2)}\n`);
await cp(join(workspace, 'README.md'), join(folder, 'README.md'));
await cp(join(workspace, '../../LICENSE'), join(folder, 'LICENSE'));
// Plain Node finds every entry and what it imports.
const imports = Object.values(merchant.exports).map(
  (source) => `await import('${built('merchant', source)}');`,
);
run('node', ['--input-type=module', '--eval', imports.join('')]);
const archive = run('npm', ['pack', '--silent', '--pack-destination', dist]).trim();
process.stdout.write(`${join(dist, archive)}\n`);

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: object;
}

/** The merchant's manifest with both packages' dependencies; the protocol is `#protocol`, whose types nobody has to find. */
function packed(merchant: Manifest, protocol: Manifest): object {
  const { '@ecomm/protocol': _inside, ...dependencies } = merchant.dependencies;
  const { name, version, license, peerDependencies, peerDependenciesMeta } = merchant;
  const exported = Object.entries(merchant.exports).map(([path, source]) => [
    path,
    built('merchant', source),
  ]);
  const imported = Object.entries(protocol.imports ?? {}).map(([name, targets]) => [
    name,
    Object.fromEntries(Object.entries(targets).map(([when, source]) => [when, built('protocol', source)])),
  ]);
  return {
    ...{ name, version, license, type: 'module', engines: { node: '>=20.12' }, sideEffects: true },
    exports: Object.fromEntries(exported),
    imports: {
      ...Object.fromEntries(imported),
      '#protocol': built('protocol', protocol.exports['.'] ?? ''),
    },
    dependencies: { ...protocol.dependencies, ...dependencies },
    ...{ peerDependencies, peerDependenciesMeta },
  };
}

/** `./src/index.ts` is `./merchant/src/index.js` in the package; TypeScript finds the types beside it. */
function built(workspaceName: string, source: string): string {
  return source.replace(/^\.\//, `./${workspaceName}/`).replace(/\.ts$/, '.js');
}

/** What the compiler leaves as it is: the name of the other workspace, and `.ts` in declarations. */
async function pointInside(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:js|d\.ts)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, 'utf8');
    const inside = text
      .replaceAll(/(['"])@ecomm\/protocol\1/g, "'#protocol'")
      .replaceAll(/((?:from|import\()\s*['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2');
    if (inside !== text) await writeFile(path, inside);
  }
}

async function readManifest(directory: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout } = spawnSync(program, args, {
    cwd: program === 'npx' ? workspace : folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status === 0) return stdout;
  process.stderr.write(stdout);
  throw new Error(`${program} ${args.join(' ')} failed`);
}
