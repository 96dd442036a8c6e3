/** Starts a program with no standard input and a time limit, and takes its children down with it. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** @typedef {{ exitCode: number, output: string, timedOut: boolean }} Outcome */

/** @type {Set<number>} process groups to end when we are interrupted */
const running = new Set();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    for (const group of running) endGroup(group);
    process.exit(130);
  });
}

/**
 * @param {readonly string[]} argv
 * @param {{ root: string, limitMs: number, show: boolean }} options `show`: write its output through as it comes
 * @returns {Promise<Outcome>} its output when it was not shown; exit code 1 when stopped or not startable
 */
export function runCommand(argv, { root, limitMs, show }) {
  const [program = '', ...args] = argv;
  const env = {
    ...process.env,
    PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  };
  return new Promise((resolve) => {
    const output = show ? 'inherit' : 'pipe';
    const child = spawn(program, args, { cwd: root, env, detached: true, stdio: ['ignore', output, output] });
    let text = '';
    let timedOut = false;
    child.stdout?.on('data', (chunk) => (text += chunk));
    child.stderr?.on('data', (chunk) => (text += chunk));
    if (child.pid !== undefined) running.add(child.pid);
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) endGroup(child.pid);
    }, limitMs);
    child.on('error', (error) => finish(1, `${text}${error.message}\n`));
    child.on('close', (code) => finish(timedOut ? 1 : (code ?? 1), text));

    /**
     * @param {number} exitCode
     * @param {string} all
     */
    function finish(exitCode, all) {
      clearTimeout(timer);
      if (child.pid !== undefined) running.delete(child.pid);
      resolve({ exitCode, output: all, timedOut });
    }
  });
}

/** @param {number} group the id of the process that leads it */
function endGroup(group) {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended by itself in the meantime.
  }
}
