/**
 * `npm start`: installs what the house needs, builds wallet and host, and opens everything: shop, intermediary,
 * gateway, virtual reader and a browser that has the wallet: Chromium, or with `--browser firefox` Firefox. `--tour`, or no
 * display, runs the journey by itself, in Chromium; `--no-browser` opens the house alone and keeps it open.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildProducts } from './build-products.mjs';
import { root, setUp } from './setup.mjs';

const options = process.argv.slice(2);
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

const isTour = options.includes('--tour') || (!hasDisplay && !options.includes('--no-browser'));
const named = options.includes('--browser') ? options[options.indexOf('--browser') + 1] : 'chromium';
if (named !== 'chromium' && named !== 'firefox') {
  console.error(
    `error: npm start knows no browser ${named ?? ''}\nhint: --browser chromium, or --browser firefox`,
  );
  process.exit(1);
}

await setUp({ wants: [named === 'firefox' && !isTour ? 'firefox' : 'browser', 'pcsc'] });
buildProducts();
if (isTour && !options.includes('--tour'))
  console.error(
    'There is no display here, so this is the guided tour, without a window. (npm start -- --no-browser keeps the house open.)',
  );
const program = join(root, 'e2e/src', isTour ? 'tour.ts' : 'start.ts');
const child = spawn(process.execPath, ['--import', 'tsx', program, ...options], {
  cwd: root,
  stdio: 'inherit',
});
// The terminal sends Ctrl-C to the whole group: the child stops its servers, we wait for it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
const [code] = await once(child, 'exit');
process.exitCode = code ?? 1;
