/** Runs the bookshop on a port. */
import type { Logger } from 'pino';
import { listenOn } from '../listen.ts';
import type { RunningShop } from '../serve.ts';
import { createBookshopApp } from './app.ts';
import { openBookshop } from './open-bookshop.ts';
import { endKeeping } from './orders/end-keeping.ts';

export interface ServeBookshopOptions {
  readonly dataDir: string;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** The origin that browsers see, when it is not the listening address. */
  readonly publicUrl?: string | undefined;
  readonly gatewayUrl: string;
  /** Nothing is accepted as long as it is not known who is revoked. */
  readonly requireRevocation?: boolean | undefined;
  readonly log: Logger;
}

export async function serveBookshop(options: ServeBookshopOptions): Promise<RunningShop> {
  const { dataDir, log } = options;
  const server = await listenOn(options.host, options.port);
  const { url } = server;
  try {
    const origin = new URL(options.publicUrl ?? url).origin;
    const opened = await openBookshop({
      dataDir,
      origin,
      gatewayUrl: options.gatewayUrl.replace(/\/+$/, ''),
      requiresRevocation: options.requireRevocation === true,
      onNote: (facts, event) => log.info(facts, event),
      onFailure: (error) => log.error({ err: error }, 'a request failed'),
    });
    if (opened.cardFormScript === undefined)
      log.warn('the card form is not offered: it was not built (npm run build -w @ecomm/merchant-demo)');
    const app = createBookshopApp(opened);
    server.open((request) => app.fetch(request));
    await opened.resume();
    const stopSweeping = everySoOften(async () => {
      const count = await endKeeping(opened);
      if (count > 0) log.info({ count }, 'orders that nobody paid were cancelled');
    }, log);
    log.info({ url, origin }, 'the bookshop is open');
    return {
      url,
      async close() {
        stopSweeping();
        await server.close();
        await opened.close();
        log.info('the bookshop is closed');
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

const sweepMs = 15 * 60_000;

/** Now, and then again and again until the returned function is called. */
function everySoOften(work: () => Promise<void>, log: Logger): () => void {
  const run = () => void work().catch((error: unknown) => log.error({ err: error }, 'a sweep failed'));
  run();
  const timer = setInterval(run, sweepMs);
  return () => clearInterval(timer);
}
