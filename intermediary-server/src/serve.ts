/** Listens until told to stop: says in one line where, finishes what it has begun, then goes. */
import type { Server } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isAllowedUrl, spreadSignatures } from '@ecomm/protocol';
import { serve as listen, type ServerType } from '@hono/node-server';
import {
  intermediaryFiles,
  readIntermediaryFiles,
  readMetricsToken,
  readOperatorToken,
} from './data-directory.ts';
import { IntermediaryError } from './errors.ts';
import { httpGatewayLink } from './gateway/gateway-link.ts';
import type { LedgerStore } from './ledger/ledger-store.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics/metrics.ts';
import { type OpenedIntermediary, openIntermediary } from './open-intermediary.ts';
import { defaultPolicy, type Policy } from './policy.ts';
import type { Ports } from './ports.ts';
import { isPostgresUrl, openLedgerStore } from './store/open-ledger-store.ts';

export interface ServeOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  /** Without a trailing slash. */
  readonly gatewayUrl: string;
  /** Where wallets reach this server; by default where it listens. */
  readonly publicUrl: string | undefined;
  /** `postgres://…`; by default SQLite in the data directory. It may hold a password: not for logs. */
  readonly database?: string;
  readonly policy?: Partial<Policy>;
  /** Whether whoever asks from this machine may read the figures without a token. */
  readonly openMetricsOnLoopback?: boolean;
  /** A test that wants to fail at a certain write stands between here and the store. */
  readonly wrapStore?: (store: LedgerStore) => LedgerStore;
}

const tidyIntervalMs = 30_000;
/** A client that dribbles its request gets no longer. */
const requestTimeoutMs = 30_000;
const stopTimeoutMs = 3000;

export async function serve(options: ServeOptions): Promise<void> {
  const { dataDir, port, host, gatewayUrl, wrapStore = (store) => store } = options;
  const { database = join(dataDir, intermediaryFiles.database) } = options;
  assertReachable(options);
  assertDatabase(options.database);
  const log = createLog(process.env.ECOMM_LOG_LEVEL);
  spreadSignatures(availableParallelism() > 1);
  const stopping = new AbortController();
  const ports: Ports = {
    clock: () => Math.floor(Date.now() / 1000),
    random: (byteCount) => crypto.getRandomValues(new Uint8Array(byteCount)),
    log,
    sleep: (durationMs) => sleepUnless(stopping.signal, durationMs),
  };
  let listensAt = '';
  const metrics = createMetrics({ clock: ports.clock, withProcess: true });
  const opened = await openIntermediary({
    ...ports,
    ...(await readIntermediaryFiles(dataDir)),
    metrics,
    operatorToken: await readOperatorToken(dataDir, ports.random),
    metricsAccess: {
      token: await readMetricsToken(dataDir, ports.random),
      openOnLoopback: options.openMetricsOnLoopback ?? false,
    },
    gateway: httpGatewayLink(gatewayUrl),
    store: wrapStore(await openLedgerStore(database, ports.clock(), metrics)),
    policy: { ...defaultPolicy, ...options.policy },
    publicUrl: () => options.publicUrl ?? listensAt,
  });
  const tidy = () =>
    Promise.all([opened.tidy(), opened.saveFigures()]).catch((error: unknown) =>
      log.error({ error: String(error) }, 'tidying failed'),
    );
  const timer = setInterval(tidy, tidyIntervalMs);
  const server = listen({ fetch: opened.app.fetch, port, hostname: host }, (address) => {
    const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    listensAt = `http://${name}:${address.port}`;
    void tidy();
    process.stdout.write(`${JSON.stringify({ ready: true, url: listensAt })}\n`);
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    log.error({ code: error.code, host, port }, 'can not listen');
    process.exit(1);
  });
  (server as Server).requestTimeout = requestTimeoutMs;
  const stop = () => {
    clearInterval(timer);
    stopping.abort();
    opened.announceStop();
    void stopServer(server, opened).finally(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/** Wallets refuse a top-up at any other address, so it would fail at each payment. */
function assertReachable({ publicUrl, host }: ServeOptions): void {
  const url = publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:1`;
  if (!isAllowedUrl(`${url}/set`))
    throw new IntermediaryError(
      'ERR_INTERMEDIARY_OPTION',
      `wallets reach no ${url}: give a --public-url of https (or of http on loopback)`,
    );
}

/** Does not repeat what was given: it may hold a password. */
function assertDatabase(database: string | undefined): void {
  if (database === undefined || (isPostgresUrl(database) && URL.canParse(database))) return;
  throw new IntermediaryError(
    'ERR_INTERMEDIARY_OPTION',
    '--database and ECOMM_DATABASE_URL are written as postgres://user:password@host/name',
  );
}

async function stopServer(server: ServerType, opened: OpenedIntermediary): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  (server as Server).closeIdleConnections();
  setTimeout(() => (server as Server).closeAllConnections(), stopTimeoutMs).unref();
  await closed;
  // What waits for the gateway goes on at the next start.
  await Promise.race([opened.close(), new Promise((resolve) => setTimeout(resolve, stopTimeoutMs).unref())]);
}

function sleepUnless(stopped: AbortSignal, durationMs: number): Promise<void> {
  if (stopped.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stopped.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, durationMs);
    stopped.addEventListener('abort', end);
  });
}
