/** The real command line in a process of its own, in a directory of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const startFile = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `{D}` in an argument stands for the directory. */
export interface TestDirectory {
  readonly path: string;
  run(...args: string[]): Promise<Outcome>;
  runWith(input: Uint8Array, ...args: string[]): Promise<Outcome>;
  /** Throws what standard error says when the command fails. */
  mustRun(...args: string[]): Promise<string>;
  json(file: string): Promise<unknown>;
  remove(): Promise<void>;
}

export async function makeTestDirectory(): Promise<TestDirectory> {
  const path = await mkdtemp(join(tmpdir(), 'ecomm-pki-'));
  const runWith = (input: Uint8Array, ...args: string[]) =>
    start(
      args.map((arg) => arg.replaceAll('{D}', path)),
      input,
    );
  const run = (...args: string[]) => runWith(new Uint8Array(), ...args);
  return {
    ...{ path, run, runWith },
    async mustRun(...args) {
      const { exitCode, stdout, stderr } = await run(...args);
      if (exitCode !== 0) throw new Error(`${args.join(' ')}: ${exitCode}\n${stderr}`);
      return stdout;
    },
    json: async (file) => JSON.parse(await readFile(join(path, file), 'utf8')),
    remove: () => rm(path, { recursive: true }),
  };
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
