/**
 * Micropayments at the intermediary: its engine alone, then over HTTP on loopback with the load on another core, durable,
 * against a ceiling in the same run: one core that does nothing but the cryptography.
 *
 * Fresh offers cost two verifications and a signature each, catalogue offers one and one. Last line: the figures for
 * fresh offers, those for catalogue offers under `catalogue`, and under `peer` how they compare with x402's vouchers.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ServerProcess } from '../e2e/src/world/server-process.ts';
import { openLedgerStore } from '../intermediary-server/src/store/open-ledger-store.ts';
import { HttpLoad, percentile } from './support/intermediary/http-load.ts';
import { makeWorld, now, type OfferUse, openOtbs, signRequests } from './support/intermediary/make-world.ts';
import { measurePeer, type PeerFigures } from './support/intermediary/peer.ts';
import { pinToCore } from './support/pin-to-core.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, payments: { type: 'string', default: '10000' } },
});
const payments = Number(values.payments);
const warmUps = 3000;
const connections = 32;
const limitMinor = 900_000_000;
const [serverCore, loadCore] = [0, 1];

const say = (line: string) => process.stderr.write(`${line}\n`);
const support = (name: string) => fileURLToPath(new URL(`./support/intermediary/${name}`, import.meta.url));
const directory = await mkdtemp(join(tmpdir(), 'ecomm-bench-'));

try {
  say('Making 100 cardholders, 20 merchants and an intermediary');
  const world = await makeWorld(directory, { cardholders: 100, merchants: 20 });
  const fresh = await measure(world, 'single', 2);
  const catalogue = await measure(world, 'catalogue', 1);
  if (!values.json)
    say(
      `Fresh offers: ${fresh.httpPerSecond} payments a second over HTTP, ${fresh.httpRatio} of the ceiling`,
    );
  say('Verifying x402’s vouchers');
  const peer = comparison(measurePeer(pinned, say), fresh);
  process.stdout.write(`${JSON.stringify({ ...fresh, catalogue, peer })}\n`);
} finally {
  await rm(directory, { recursive: true, force: true });
}

type World = Awaited<ReturnType<typeof makeWorld>>;

async function measure(world: World, use: OfferUse, verifications: number) {
  say(`Signing requests for ${use === 'single' ? 'fresh' : 'catalogue'} offers`);
  const cryptoCeilingPerSecond = (await runPinned(['ceiling', String(verifications)])).perSecond;
  const engine = await measureEngine(world, await signRequests(world, warmUps + payments, use));
  const http = await measureHttp(world, use);
  return {
    cryptoCeilingPerSecond: round(cryptoCeilingPerSecond),
    enginePerSecond: round(engine.perSecond),
    httpPerSecond: round(http.perSecond),
    engineRatio: round(engine.perSecond / cryptoCeilingPerSecond),
    httpRatio: round(http.perSecond / cryptoCeilingPerSecond),
    p50Ms: round(http.p50Ms),
    p99Ms: round(http.p99Ms),
    p99AtSeventyPercentMs: round(http.p99AtSeventyPercentMs),
    cpuMicrosPerPayment: round(http.cpuMicros),
    balanced: engine.balanced && http.balanced,
    store: 'sqlite',
  };
}

async function measureEngine(world: World, messages: readonly string[]) {
  const database = join(directory, 'engine.sqlite');
  const messagesFile = join(directory, 'messages');
  await writeFile(messagesFile, messages.join('\n'));
  await seed(world, database);
  const run = await runPinned(['engine', world.dataDir, database, messagesFile, String(warmUps)]);
  const balanced = await isBalanced(database, messages.length);
  await removeDatabase(database);
  return { ...run, balanced };
}

async function measureHttp(world: World, use: OfferUse) {
  const database = join(world.dataDir, 'intermediary.sqlite');
  await seed(world, database);
  const server = new ServerProcess({
    name: 'intermediary',
    args: [
      'intermediary-server/src/main.ts',
      ...['serve', '--data-dir', world.dataDir, '--port', '0', '--gateway-url', 'http://127.0.0.1:1'],
      ...['--requests-per-second', '1000000'],
    ],
    env: { ECOMM_LOG_LEVEL: 'warn' },
  });
  // A program sees how many cores it has when it starts, and has those of its parent.
  const isServerPinned = pinToCore(process.pid, serverCore);
  await server.start();
  const load = new HttpLoad(server.url, connections);
  try {
    const isPinned = isServerPinned && pinToCore(process.pid, loadCore);
    if (!isPinned) say('note: processes could not be kept on cores of their own; figures are not per core');
    await load.saturate(await signRequests(world, warmUps, use), connections);
    const messages = await signRequests(world, payments, use);
    const cpuBefore = await cpuMicrosOf(server.pid ?? 0);
    const full = await load.saturate(messages, connections);
    const cpuMicros = ((await cpuMicrosOf(server.pid ?? 0)) - cpuBefore) / messages.length;
    const paced = await signRequests(world, Math.round(payments / 2), use);
    const calm = await load.pace(paced, 0.7 * full.perSecond);
    await server.stop();
    return {
      perSecond: full.perSecond,
      p50Ms: percentile(full.latenciesMs, 0.5),
      p99Ms: percentile(full.latenciesMs, 0.99),
      p99AtSeventyPercentMs: percentile(calm.latenciesMs, 0.99),
      cpuMicros,
      balanced: await isBalanced(database, warmUps + messages.length + paced.length),
    };
  } finally {
    load.close();
    await server.stop();
    await removeDatabase(database);
  }
}

/** x402's voucher bears one signature, a payment of a fresh offer three. */
function comparison(peer: PeerFigures | undefined, ours: { enginePerSecond: number; httpPerSecond: number }) {
  if (peer === undefined) return null;
  const { vouchersPerSecond, oursOnSameCurveCodePerSecond } = peer;
  const signatures = 3;
  return {
    name: 'x402 batch-settlement, in memory',
    vouchersPerSecond: round(vouchersPerSecond),
    engineTimesPeer: round(ours.enginePerSecond / vouchersPerSecond),
    httpTimesPeer: round(ours.httpPerSecond / vouchersPerSecond),
    engineTimesPeerPerSignature: round((signatures * ours.enginePerSecond) / vouchersPerSecond),
    httpTimesPeerPerSignature: round((signatures * ours.httpPerSecond) / vouchersPerSecond),
    oursOnSameCurveCodePerSecond: round(oursOnSameCurveCodePerSecond),
    sameCurveCodeTimesPeerPerSignature: round(
      (signatures * oursOnSameCurveCodePerSecond) / vouchersPerSecond,
    ),
  };
}

async function seed(world: World, database: string): Promise<void> {
  const store = await openLedgerStore(database, now());
  await openOtbs(store, world, limitMinor);
  await store.close();
}

/** The books have no complaint, and hold as many payments as were approved, besides one a cardholder that opened. */
async function isBalanced(database: string, approved: number): Promise<boolean> {
  const store = await openLedgerStore(database, now());
  const { wrong, purchases, otbs } = await store.readState();
  await store.close();
  const spentMinor = otbs.reduce((sum, otb) => sum + otb.spentMinor, 0);
  const boughtMinor = purchases.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  for (const line of wrong) say(`not balanced: ${line}`);
  return wrong.length === 0 && spentMinor === boughtMinor && purchases.length === approved + otbs.length;
}

async function runPinned(args: readonly string[]): Promise<{ perSecond: number; cpuMicros?: number }> {
  const [file = '', ...rest] = pinned([process.execPath, '--import', 'tsx', support('engine.ts'), ...args]);
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}

/** On the server's core, where that can be asked for. */
function pinned(command: readonly string[]): readonly string[] {
  const canPin = spawnSync('taskset', ['-c', String(serverCore), 'true']).status === 0;
  return canPin ? ['taskset', '-c', String(serverCore), ...command] : command;
}

/** User and system time of all its threads, from Linux's /proc (proc(5): fields 14 and 15, in hundredths of a second). */
async function cpuMicrosOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

async function removeDatabase(path: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) await rm(path + suffix, { force: true });
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
