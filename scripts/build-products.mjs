/** Builds what browsers load and start: the extension, the native host, the bookshop's card form. What the builds print goes to stderr. */
import { spawnSync } from 'node:child_process';
import { root } from './setup.mjs';

/** Ends the process with an error when a build fails. */
export function buildProducts() {
  for (const workspace of ['@ecomm/native-host', '@ecomm/extension', '@ecomm/merchant-demo']) {
    const args = ['run', '--silent', 'build', '-w', workspace];
    const { status } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] });
    if (status === 0) continue;
    console.error(`error: ${workspace} could not be built (npm ${args.join(' ')})`);
    process.exit(1);
  }
}
