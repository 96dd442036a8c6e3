/**
 * Micropayments at the intermediary: its engine alone, then over HTTP on loopback with the load on another core, durable,
 * against a ceiling in the same run: one core that does nothing but the cryptography.
 *
 * Fresh offers cost two verifications and a signature each, catalogue offers one and one. Last line: the figures for
 * fresh offers on SQLite; those for catalogue offers under `catalogue`, on PostgreSQL under `postgresql`, with many
 * purchases in the ledger already under `grown`, and under `peer` how they compare with x402's vouchers.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openLedgerStore } from '../intermediary-server/src/store/open-ledger-store.ts';
import { startPostgres, stopPostgres } from '../scripts/setup/postgres-server.mjs';
import { checkLedger } from './support/intermediary/check-ledger.ts';
import { makeWorld, now, type OfferUse, openOtbs, signRequests } from './support/intermediary/make-world.ts';
import { measureGrown } from './support/intermediary/measure-grown.ts';
import { type HttpFigures, measureHttp } from './support/intermediary/measure-http.ts';
import { measurePeer, type PeerFigures } from './support/intermediary/peer.ts';
import { removeDatabase } from './support/intermediary/remove-database.ts';
import { pinned, runPinned, serverCore, serverNodeArgs } from './support/intermediary/run-pinned.ts';
import { pinToCore } from './support/pin-to-core.ts';
import { round } from './support/round.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    payments: { type: 'string', default: '10000' },
    // Beneath the payments of the last measurement; 0 leaves it out.
    purchases: { type: 'string', default: '1000000' },
  },
});
const payments = Number(values.payments);
const warmUps = 3000;
const limitMinor = 900_000_000;

interface Rate {
  readonly perSecond: number;
}

const say = (line: string) => process.stderr.write(`${line}\n`);
const directory = await mkdtemp(join(tmpdir(), 'ecomm-bench-'));
const complaints: string[] = [];

try {
  say('Making 100 cardholders, 20 merchants and an intermediary');
  const world = await makeWorld(directory, { cardholders: 100, merchants: 20 });
  const fresh = await measure(world, 'single');
  const catalogue = await measure(world, 'catalogue');
  const postgresql = await measurePostgres(world);
  const grown = Number(values.purchases) === 0 ? null : await measureUsed(world, Number(values.purchases));
  say('Verifying x402’s vouchers');
  const peer = comparison(measurePeer(pinned, say), fresh);
  for (const complaint of complaints) say(`not balanced: ${complaint}`);
  process.stdout.write(`${JSON.stringify({ ...fresh, catalogue, postgresql, grown, peer })}\n`);
} finally {
  await rm(directory, { recursive: true, force: true });
}

type World = Awaited<ReturnType<typeof makeWorld>>;

async function measure(world: World, use: OfferUse) {
  say(`Signing requests for ${use === 'single' ? 'fresh' : 'catalogue'} offers, and paying`);
  const engineLedger = join(directory, 'engine.sqlite');
  const engine = await measureEngine(world, use, engineLedger);
  await removeDatabase(engineLedger);
  const path = sqlitePath(world);
  await seed(world, path);
  const http = await measureHttp({ world, use, payments, warmUps });
  const wrong = await checkLedger(path, http.paid);
  await removeDatabase(path);
  return figures(await ceilingOf(use), engine, http, [...engine.wrong, ...wrong], 'sqlite');
}

/** Its server shares the intermediary's core, and waits for the disk. */
async function measurePostgres(world: World) {
  say('Paying on PostgreSQL');
  // Of its own: as root, the server runs as another user, who may not enter ours.
  const folder = await mkdtemp(join(tmpdir(), 'ecomm-bench-postgres-'));
  pinToCore(process.pid, serverCore);
  const server = startPostgres(folder, { durable: true });
  try {
    const engine = await measureEngine(world, 'single', await newDatabase(server, 'engine'));
    const databaseUrl = await newDatabase(server, 'http');
    await seed(world, databaseUrl);
    const http = await measureHttp({ world, use: 'single', payments, warmUps, databaseUrl });
    const wrong = await checkLedger(databaseUrl, http.paid);
    return figures(await ceilingOf('single'), engine, http, [...engine.wrong, ...wrong], 'postgresql');
  } finally {
    stopPostgres(folder);
  }
}

async function measureUsed(world: World, purchases: number) {
  const path = sqlitePath(world);
  const run = { world, use: 'single', payments, warmUps } as const;
  const { wrong, ...found } = await measureGrown({ run, path, purchases, limitMinor, say });
  complaints.push(...wrong);
  return found;
}

async function measureEngine(world: World, use: OfferUse, where: string) {
  const messages = await signRequests(world, warmUps + payments, use);
  const messagesFile = join(directory, 'messages');
  await writeFile(messagesFile, messages.join('\n'));
  await seed(world, where);
  const run = ['engine', world.dataDir, where, messagesFile, String(warmUps)];
  const rate = await runPinned<Rate>('engine.ts', run, serverNodeArgs);
  return { perSecond: rate.perSecond, wrong: await checkLedger(where, messages.length) };
}

async function ceilingOf(use: OfferUse): Promise<number> {
  const { perSecond } = await runPinned<Rate>('engine.ts', ['ceiling', use === 'single' ? '2' : '1']);
  return perSecond;
}

function figures(
  ceiling: number,
  engine: Rate,
  http: HttpFigures,
  wrong: readonly string[],
  store: 'sqlite' | 'postgresql',
) {
  complaints.push(...wrong);
  if (!http.isPinned)
    say('note: processes could not be kept on cores of their own; figures are not per core');
  return {
    cryptoCeilingPerSecond: round(ceiling),
    enginePerSecond: round(engine.perSecond),
    httpPerSecond: round(http.perSecond),
    engineRatio: round(engine.perSecond / ceiling),
    httpRatio: round(http.perSecond / ceiling),
    p50Ms: round(http.p50Ms),
    p99Ms: round(http.p99Ms),
    p99AtSeventyPercentMs: round(http.p99AtSeventyPercentMs),
    cpuMicrosPerPayment: round(http.cpuMicros),
    balanced: wrong.length === 0,
    store,
  };
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

async function seed(world: World, where: string): Promise<void> {
  const store = await openLedgerStore(where, now());
  await openOtbs(store, world, limitMinor);
  await store.close();
}

function sqlitePath({ dataDir }: World): string {
  return join(dataDir, 'intermediary.sqlite');
}

async function newDatabase(server: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}
