/**
 * A house whose gateway is the real program in a process of its own, on a real port, with the real clock: to be killed
 * at any moment and started again.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TrustStore } from '@ecomm/protocol';
import { provision } from '../provision/provision.ts';
import type { OperatorBooks } from './accounts-of.ts';
import { TestCard } from './test-card.ts';
import { type House, readIdentity, testPin, testRandom } from './test-house.ts';

export interface ProcessHouse extends House {
  /** Everything that the program has printed, on both streams, by every run. */
  output(): string;
  start(): Promise<void>;
  /** Returns when the process has ended. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  books(): Promise<OperatorBooks>;
  remove(): Promise<void>;
}

const startFile = fileURLToPath(new URL('../main.ts', import.meta.url));

export async function createProcessHouse(): Promise<ProcessHouse> {
  const directory = await mkdtemp(join(tmpdir(), 'ecomm-gateway-process-'));
  const now = () => Math.floor(Date.now() / 1000);
  await provision({ dataDir: directory, profile: 'demo', pin: testPin, random: testRandom, at: now() });
  const intermediary = await readIdentity(directory, 'intermediary');
  const trust = new TrustStore({ anchors: intermediary.anchors });
  const gateway = await gatewayOf(directory, trust, now());
  const printed: string[] = [];
  let child: ChildProcess | undefined;
  let url = '';
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null) return ending?.exitCode ?? null;
    const exited = once(ending, 'exit');
    ending.kill(signal);
    return (await exited)[0];
  };
  return {
    intermediary,
    trust,
    gateway,
    clock: {
      get at() {
        return now();
      },
    },
    card: (cardId) => TestCard.read(join(directory, 'cards', `${cardId}.json`)),
    post: async (path, body, contentType = 'application/json') =>
      fetch(url + path, { method: 'POST', body, headers: { 'content-type': contentType } }),
    output: () => printed.join(''),
    start: async () => {
      const args = ['--import', 'tsx', startFile, 'serve', '--data-dir', join(directory, 'gateway')];
      child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      child.stderr?.setEncoding('utf8').on('data', (text: string) => printed.push(text));
      url = await readyUrl(child, printed);
    },
    end,
    books: async () => {
      const token = (await readFile(join(directory, 'gateway', 'operator-token'), 'utf8')).trim();
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${url}/operator/books`, { headers })).json();
    },
    remove: async () => {
      await end('SIGKILL');
      await rm(directory, { recursive: true });
    },
  };
}

async function gatewayOf(directory: string, trust: TrustStore, at: number) {
  const x5c = JSON.parse(await readFile(join(directory, 'intermediary', 'gateway-chain.json'), 'utf8'));
  const { keyExchangeCertificate } = await readIdentity(directory, 'gateway');
  const { thumb, publicKey } = await trust.certificateFor({
    thumb: keyExchangeCertificate?.thumb ?? '',
    x5c,
    roles: ['gateway'],
    purpose: 'keyExchange',
    at,
  });
  return { thumb, publicKey };
}

function readyUrl(child: ChildProcess, printed: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let line = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed.push(text);
      line += text;
      if (line.includes('\n')) resolve(JSON.parse(line).url);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${printed.join('')}`)));
  });
}
