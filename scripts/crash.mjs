/** `npm run crash -- [--kills 200] [--seed 1] [--database URL]`: sets up, then runs simulation/src/crash/main.ts. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

await setUp({ wants: [] });
const argv = ['--import', 'tsx', join(root, 'simulation/src/crash/main.ts'), ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, argv, { cwd: root, stdio: 'inherit' }).status ?? 1;
