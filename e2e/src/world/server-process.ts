/**
 * One server of the house as a real process: started by its own start file, known to be up by the one JSON line
 * it prints, stopped by signal, and started again on the same port.
 *
 * Everything that it prints is kept, so that a test can search it for what must never be printed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));

const readyTimeoutMs = 60_000;
const stopTimeoutMs = 10_000;

export interface ProcessOptions {
  readonly name: string;
  /** Arguments after `node --import tsx`: the start file, relative to the repository, and its options. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Node's own options. */
  readonly nodeArgs?: readonly string[];
}

/** What a program says when it is up. */
export type ReadyLine = Readonly<Record<string, unknown>>;

export class ServerProcess {
  readonly name: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #nodeArgs: readonly string[];
  readonly #output: string[] = [];
  #args: readonly string[];
  #child: ChildProcess | undefined;
  #ready: ReadyLine = {};

  constructor({ name, args, env = {}, nodeArgs = [] }: ProcessOptions) {
    this.name = name;
    this.#args = args;
    this.#env = env;
    this.#nodeArgs = nodeArgs;
  }

  /** Everything printed so far, by every run. */
  get output(): string {
    return this.#output.join('');
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The base URL without a trailing slash. */
  get url(): string {
    return String(this.#ready.url ?? '');
  }

  async start(): Promise<ReadyLine> {
    const [startFile = '', ...options] = this.#args;
    const child = spawn(process.execPath, [...this.#nodeArgs, '--import', 'tsx', startFile, ...options], {
      cwd: repositoryRoot,
      env: { ...process.env, ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#output.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#output.push(text));
    this.#ready = await this.#waitUntilReady(child);
    this.#keepPort();
    return this.#ready;
  }

  /** SIGTERM, and SIGKILL should it not go. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** SIGKILL: the power went out. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async restart(signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): Promise<void> {
    await this.#end(signal);
    await this.start();
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await exited;
    clearTimeout(timer);
  }

  #waitUntilReady(child: ChildProcess): Promise<ReadyLine> {
    return new Promise((resolve, reject) => {
      let pending = '';
      const timer = setTimeout(() => fail('did not get ready'), readyTimeoutMs);
      const fail = (what: string) => {
        clearTimeout(timer);
        reject(new Error(`${this.name} ${what}:\n${this.output.slice(-4000)}`));
      };
      child.once('exit', (code, signal) => fail(`ended with ${code ?? signal}`));
      child.stdout?.on('data', (text: string) => {
        pending += text;
        const line = pending.split('\n').find((candidate) => candidate.startsWith('{"ready":true'));
        if (line === undefined || !pending.includes(`${line}\n`)) return;
        clearTimeout(timer);
        child.removeAllListeners('exit');
        resolve(JSON.parse(line) as ReadyLine);
      });
    });
  }

  /** The next start listens where this one did: offers and wallets name the address. */
  #keepPort(): void {
    if (this.url === '') return;
    const portAt = this.#args.indexOf('--port');
    if (portAt === -1) return;
    this.#args = this.#args.map((arg, index) => (index === portAt + 1 ? new URL(this.url).port : arg));
  }
}

/** Runs a program to its end and returns what it printed. Throws when it fails. */
export async function runToEnd(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}:\n${output.join('').slice(-4000)}`);
  return output.join('');
}
