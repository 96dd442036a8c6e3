/**
 * The command line in a directory of its own: in a process of its own, as an operator starts it, or in the test's,
 * where a journey of fifty commands would otherwise spend a minute on starting.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '../run-command-line.ts';

const startFile = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `{D}` in an argument stands for the directory. */
export interface TestDirectory {
  readonly path: string;
  /** In a process of its own. */
  run(...args: string[]): Promise<Outcome>;
  /** In a process of its own, which reads the input. */
  runWith(input: Uint8Array, ...args: string[]): Promise<Outcome>;
  /** In this process; throws what standard error says when the command fails. */
  mustRun(...args: string[]): Promise<string>;
  json(file: string): Promise<unknown>;
  remove(): Promise<void>;
}

export async function makeTestDirectory(): Promise<TestDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'ecomm-pki-'));
  const placed = (args: readonly string[]) => args.map((arg) => arg.replaceAll('{D}', path));
  const runWith = (input: Uint8Array, ...args: string[]) => start(placed(args), input);
  const run = (...args: string[]) => runWith(new Uint8Array(), ...args);
  return {
    ...{ path, run, runWith },
    async mustRun(...args) {
      const { exitCode, stdout, stderr } = await runHere(placed(args));
      if (exitCode !== 0) throw new Error(`${args.join(' ')}: ${exitCode}\n${stderr}`);
      return stdout;
    },
    json: async (file) => JSON.parse(await readFile(join(path, file), 'utf8')),
    remove: () => rm(path, { recursive: true }),
  };
}

/** In this process, at a time and with an input of the test's choice. */
export async function runHere(
  args: readonly string[],
  { at = Math.floor(Date.now() / 1000), input = '' } = {},
): Promise<Outcome & { readonly exitCode: number }> {
  const output = { stdout: '', stderr: '' };
  const exitCode = await runCommandLine(args, {
    random: (byteCount) => crypto.getRandomValues(new Uint8Array(byteCount)),
    clock: () => at,
    print: (text) => {
      output.stdout += text;
    },
    complain: (text) => {
      output.stderr += text;
    },
    readInput: async () => new TextEncoder().encode(input),
  });
  return { exitCode, ...output };
}

function start(args: readonly string[], input: Uint8Array): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', startFile, ...args]);
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, ...output }));
    child.stdin.end(input);
  });
}
