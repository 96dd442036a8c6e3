/** Listens until told to stop: says in one line where, finishes what it has begun, then goes. */
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { serve as listen, type ServerType } from '@hono/node-server';
import { createLog } from './log.ts';
import { type GatewayKeys, openGateway, readGatewayKeys } from './open-gateway.ts';

export interface ServeOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  /** Where others reach it, when a proxy stands before it. */
  readonly publicUrl?: string;
  /** Where revocation lists are pushed to, beside those that the settings name. */
  readonly intermediaryUrl?: readonly string[];
}

const tidyIntervalMs = 60_000;
/** How soon a newly published revocation list counts. */
const revocationIntervalMs = 5000;
/** A client that dribbles its request gets no longer. */
const requestTimeoutMs = 30_000;
const stopTimeoutMs = 5000;

export async function serve({
  dataDir,
  port,
  host,
  publicUrl,
  intermediaryUrl,
}: ServeOptions): Promise<void> {
  const log = createLog(process.env.ECOMM_LOG_LEVEL);
  const opened = await openGateway(
    dataDir,
    withIntermediaries(await readGatewayKeys(dataDir), intermediaryUrl),
    {
      clock: () => Math.floor(Date.now() / 1000),
      random: (byteCount) => crypto.getRandomValues(new Uint8Array(byteCount)),
      log,
      push: {
        fetch,
        pause: (durationMs, signal) =>
          pause(durationMs, undefined, { signal, ref: false }).catch(() => undefined),
      },
    },
  );
  opened.tidy();
  const timers = [
    setInterval(opened.tidy, tidyIntervalMs),
    setInterval(() => void opened.refreshRevocation(), revocationIntervalMs),
  ];
  const server = listen({ fetch: opened.app.fetch, port, hostname: host }, (address) => {
    const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    const url = publicUrl ?? `http://${name}:${address.port}`;
    process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
  });
  server.on('error', (error: NodeJS.ErrnoException) => {
    log.error({ code: error.code, host, port }, 'can not listen');
    process.exit(1);
  });
  (server as Server).requestTimeout = requestTimeoutMs;
  const stop = () => {
    for (const timer of timers) clearInterval(timer);
    closeServer(server, () => {
      opened.close();
      process.exit(0);
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

function withIntermediaries(keys: GatewayKeys, urls: readonly string[] = []): GatewayKeys {
  const intermediaries = [...new Set([...(keys.settings.intermediaries ?? []), ...urls])];
  return { ...keys, settings: { ...keys.settings, intermediaries } };
}

function closeServer(server: ServerType, closed: () => void): void {
  server.close(closed);
  (server as Server).closeIdleConnections();
  setTimeout(() => (server as Server).closeAllConnections(), stopTimeoutMs).unref();
}
