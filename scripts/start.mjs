/**
 * `npm start`: installs what the house needs, builds wallet and host, and opens everything: shop, intermediary,
 * gateway, virtual reader and a browser that has the wallet. `--tour`, or no display, runs the journey by itself.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const options = process.argv.slice(2);
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

await setUp({ wants: ['browser', 'pcsc'] });
await run('npm', ['run', '--silent', 'build', '-w', '@ecomm/native-host']);
await run('npm', ['run', '--silent', 'build', '-w', '@ecomm/extension']);
const program = options.includes('--tour') || !hasDisplay ? 'e2e/src/tour.ts' : 'e2e/src/start.ts';
if (program === 'e2e/src/tour.ts' && !options.includes('--tour'))
  console.error('There is no display here, so this is the guided tour, without a window.');
process.exitCode = await run(process.execPath, ['--import', 'tsx', program, ...options], { mayFail: true });

/** Runs a command in the repository with our own standard streams; resolves to its exit code. */
async function run(command, args, { mayFail = false } = {}) {
  const child = spawn(command, args, { cwd: root, stdio: ['inherit', mayFail ? 'inherit' : 2, 'inherit'] });
  // The terminal sends Ctrl-C to the whole group: the child stops its servers, we wait for it.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  const [code] = await once(child, 'exit');
  process.off('SIGINT', ignore);
  if (code !== 0 && !mayFail) {
    console.error(`error: ${command} ${args.join(' ')} ended with ${code}`);
    process.exit(1);
  }
  return code ?? 1;
}
