/** Processes on the core that the server has. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const [serverCore, loadCore] = [0, 1];

/** As docs/operating.md says. */
export const serverNodeArgs = ['--max-semi-space-size=32', '--no-allocation-site-pretenuring'] as const;

const support = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** Runs a file of this folder on the server's core. Returns what it prints last, read as JSON. */
export async function runPinned<T>(
  file: string,
  args: readonly string[],
  nodeArgs: readonly string[] = [],
): Promise<T> {
  const command = [process.execPath, ...nodeArgs, '--import', 'tsx', support(file), ...args];
  const [program = '', ...rest] = pinned(command);
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${file} ${args[0]} ended with ${code}`);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}

/** On the server's core, where that can be asked for. */
export function pinned(command: readonly string[]): readonly string[] {
  const canPin = spawnSync('taskset', ['-c', String(serverCore), 'true']).status === 0;
  return canPin ? ['taskset', '-c', String(serverCore), ...command] : command;
}
