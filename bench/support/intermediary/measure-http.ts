/** The intermediary as its operator runs it, on one core, paid from another. */
import { readFile } from 'node:fs/promises';
import { ServerProcess } from '../../../e2e/src/world/server-process.ts';
import { pinToCore } from '../pin-to-core.ts';
import { HttpLoad, percentile } from './http-load.ts';
import { type BenchWorld, type OfferUse, signRequests } from './make-world.ts';
import { loadCore, serverCore, serverNodeArgs } from './run-pinned.ts';

export interface HttpFigures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** At 70 % of the rate that was reached, whatever happens to each request. */
  readonly p99AtSeventyPercentMs: number;
  readonly cpuMicros: number;
  /** All of them were approved. */
  readonly paid: number;
  readonly isPinned: boolean;
}

export interface HttpRun {
  readonly world: BenchWorld;
  readonly use: OfferUse;
  readonly payments: number;
  readonly warmUps: number;
  /** Where the ledger is, if not in the world's data directory. */
  readonly databaseUrl?: string | undefined;
}

const connections = 32;

export async function measureHttp({
  world,
  use,
  payments,
  warmUps,
  databaseUrl,
}: HttpRun): Promise<HttpFigures> {
  const server = new ServerProcess({
    name: 'intermediary',
    args: [
      'intermediary-server/src/main.ts',
      ...['serve', '--data-dir', world.dataDir, '--port', '0', '--gateway-url', 'http://127.0.0.1:1'],
      ...['--requests-per-second', '1000000'],
      ...(databaseUrl === undefined ? [] : ['--database', databaseUrl]),
    ],
    env: { ECOMM_LOG_LEVEL: 'warn' },
    nodeArgs: serverNodeArgs,
  });
  // A program sees how many cores it has when it starts, and has those of its parent.
  const isServerPinned = pinToCore(process.pid, serverCore);
  await server.start();
  const load = new HttpLoad(server.url, connections);
  try {
    const isPinned = isServerPinned && pinToCore(process.pid, loadCore);
    await load.saturate(await signRequests(world, warmUps, use), connections);
    const messages = await signRequests(world, payments, use);
    const cpuBefore = await cpuMicrosOf(server.pid ?? 0);
    const full = await load.saturate(messages, connections);
    const cpuMicros = ((await cpuMicrosOf(server.pid ?? 0)) - cpuBefore) / messages.length;
    const paced = await signRequests(world, Math.round(payments / 2), use);
    const calm = await load.pace(paced, 0.7 * full.perSecond);
    return {
      ...{ perSecond: full.perSecond, cpuMicros, isPinned },
      p50Ms: percentile(full.latenciesMs, 0.5),
      p99Ms: percentile(full.latenciesMs, 0.99),
      p99AtSeventyPercentMs: percentile(calm.latenciesMs, 0.99),
      paid: warmUps + messages.length + paced.length,
    };
  } finally {
    load.close();
    await server.stop();
  }
}

/** User and system time of all its threads, from Linux's /proc (proc(5): fields 14 and 15, in hundredths of a second). */
async function cpuMicrosOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}
