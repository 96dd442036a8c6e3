/** One server of the house as a real process: up when it says so in one JSON line, killed, and started again on its port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const readyTimeoutMs = 60_000;
/** Of what it printed on standard error. */
const keptCharacters = 4000;

export class ProgramProcess {
  readonly name: string;
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;
  #port = '0';
  #printed = '';

  /** `args`: the start file, relative to the repository, and its options but the port. */
  constructor(name: string, args: readonly string[]) {
    this.name = name;
    this.#args = args;
  }

  /** Without a trailing slash; the same after every start. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Throws when it does not get ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, ['--import', 'tsx', ...this.#args, '--port', this.#port], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ECOMM_LOG_LEVEL: 'error' },
    });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#printed = (this.#printed + text).slice(-keptCharacters);
    });
    this.#port = new URL(await this.#readyUrl(child)).port;
  }

  /** SIGKILL: not a moment to tidy up. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  #readyUrl(child: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = '';
      const fail = (what: string) => reject(new Error(`${this.name} ${what}: ${this.#printed}`));
      const timer = setTimeout(() => fail('did not get ready'), readyTimeoutMs);
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        fail(`ended with ${code ?? signal}`);
      });
      child.stdout?.setEncoding('utf8').on('data', (more: string) => {
        text += more;
        const line = text.split('\n').find((candidate) => candidate.startsWith('{"ready":true'));
        if (line === undefined || !text.includes(`${line}\n`)) return;
        clearTimeout(timer);
        resolve((JSON.parse(line) as { url: string }).url);
      });
    });
  }
}
