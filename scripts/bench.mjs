/** `npm run bench -- NAME [--json] [options]`: sets up, then runs bench/NAME.ts with the options that follow. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildProducts } from './build-products.mjs';
import { root, setUp } from './setup.mjs';

const [name = '', ...options] = process.argv.slice(2);
const folder = join(root, 'bench');
const names = existsSync(folder)
  ? readdirSync(folder).flatMap((file) => /^([a-z0-9-]+)\.ts$/.exec(file)?.[1] ?? [])
  : [];

if (!names.includes(name)) {
  console.error(`error: ${name === '' ? 'no benchmark named' : `no benchmark is called ${name}`}`);
  console.error(
    `hint: npm run bench -- NAME [--json] [options], where NAME is one of: ${names.join(', ') || '(none)'}`,
  );
  process.exitCode = 1;
} else {
  await setUp({ wants: ['browser', 'pcsc', 'postgres'] });
  buildProducts();
  const argv = ['--import', 'tsx', join(folder, `${name}.ts`), ...options];
  process.exitCode = spawnSync(process.execPath, argv, { cwd: root, stdio: 'inherit' }).status ?? 1;
}
