/** The shop as the process that people start, with a data directory and an intermediary on the loopback. Tests only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createIdentity } from '@ecomm/protocol';
import { createAdaptorServer } from '@hono/node-server';
import { TestIntermediary } from '../../../packages/merchant/src/testing/test-intermediary.ts';
import {
  type TestWorld,
  testBrand,
  testRandom,
} from '../../../packages/protocol/src/testing/demo-parties.ts';

const mainFile = fileURLToPath(new URL('../main.ts', import.meta.url));
const crashFile = fileURLToPath(new URL('./crash-after-sale.ts', import.meta.url));

export interface ShopProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything on standard error so far. */
  readonly log: () => string;
  /** Sends the signal and waits; resolves to the exit code, or the signal that ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string | null>;
}

/** The newspaper's data directory as provisioning leaves it. */
export async function makeDataDir(world: TestWorld): Promise<string> {
  return makeMerchantDir(world, 'QUOTIDIEN', 'Le Quotidien');
}

/** The bookshop's, whose acquirer's gateway is the world's. */
export async function makeBookshopDir(world: TestWorld): Promise<string> {
  const dataDir = await makeMerchantDir(world, 'LIBRAIRIE', 'La Librairie');
  await writeFile(join(dataDir, 'merchant.json'), JSON.stringify({ brand: testBrand, currency: 'EUR' }));
  await writeFile(join(dataDir, 'gateway-chain.json'), JSON.stringify(world.gateway.keyExchangeChain));
  return dataDir;
}

async function makeMerchantDir(world: TestWorld, merchantId: string, name: string): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'merchant-demo-'));
  const at = Math.floor(Date.now() / 1000);
  const identity = await createIdentity(
    world.merchantCa,
    {
      partyId: merchantId,
      type: 'merchant',
      subject: { country: 'FR', brand: testBrand, commonName: name, unit: 'Banque Deux' },
      merchantData: { merchantId, acquirerBin: '497011', name, city: 'Paris', country: '250' },
    },
    { random: testRandom, at },
  );
  await writeFile(join(dataDir, 'identity.json'), JSON.stringify(identity), { mode: 0o600 });
  return dataDir;
}

/** An intermediary on a port of its own, whose moods the test sets. */
export async function startIntermediary(world: TestWorld) {
  const played = new TestIntermediary(world, () => Math.floor(Date.now() / 1000));
  const server = createAdaptorServer({
    fetch: async (request) => {
      try {
        return await played.fetch(request.url, { method: request.method, body: await request.text() });
      } catch {
        return new Response('lost', { status: 502 });
      }
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { played, url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

export interface ShopStart {
  readonly dataDir: string;
  readonly intermediaryUrl: string;
  readonly port?: number;
}

export function startShop({ dataDir, intermediaryUrl, port = 0 }: ShopStart): Promise<ShopProcess> {
  const options = ['--data-dir', dataDir, '--port', String(port), '--intermediary-url', intermediaryUrl];
  return start([mainFile, 'serve', ...options]);
}

export interface BookshopStart {
  readonly dataDir: string;
  readonly gatewayUrl?: string;
  readonly port?: number;
}

export function startBookshop({ dataDir, gatewayUrl, port = 0 }: BookshopStart): Promise<ShopProcess> {
  const gateway = gatewayUrl === undefined ? [] : ['--gateway-url', gatewayUrl];
  const options = ['--shop', 'librairie', '--data-dir', dataDir, '--port', String(port), ...gateway];
  return start([mainFile, 'serve', ...options]);
}

/** The shop that dies between the sale and its answer. */
export function startCrashingShop({ dataDir, intermediaryUrl, port = 0 }: ShopStart): Promise<ShopProcess> {
  const options = {
    dataDir,
    port,
    intermediaryUrl,
    host: '127.0.0.1',
    intermediaryId: 'INTERMEDIARY-1',
    currency: 'EUR',
  };
  return start([crashFile, JSON.stringify(options)]);
}

async function start(args: readonly string[]): Promise<ShopProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = once(child, 'exit');
  const ready = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('\n')) resolve();
    });
  });
  await Promise.race([
    ready,
    exited.then(([code]) => Promise.reject(new Error(`the shop ended with ${code}: ${log}`))),
  ]);
  const { url } = JSON.parse(output) as { url: string };
  return {
    url,
    child,
    log: () => log,
    async end(signal) {
      child.kill(signal);
      const [code, ended] = (await exited) as [number | null, string | null];
      return code ?? ended;
    },
  };
}
