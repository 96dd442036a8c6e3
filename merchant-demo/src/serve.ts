/** Runs the newspaper on a port. */
import { readFile } from 'node:fs/promises';
import { ClaimSchedule, claimSales } from '@ecomm/merchant';
import type { Logger } from 'pino';
import { createMerchantDemoApp } from './app.ts';
import { todaysEdition } from './catalogue/edition/index.ts';
import { loadEdition } from './catalogue/load-edition.ts';
import { listenOn } from './listen.ts';
import { type OpenedMerchant, openMerchant } from './payment/open-merchant.ts';
import { assertPriced } from './payment/price-tags.ts';

export interface ServeOptions {
  readonly dataDir: string;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** The origin that browsers see, when it is not the listening address. */
  readonly publicUrl?: string | undefined;
  readonly intermediaryUrl: string;
  readonly intermediaryId: string;
  readonly currency: string;
  /** A JSON file in place of the built-in edition. */
  readonly catalogue?: string | undefined;
  readonly log: Logger;
  /** For tests that fail on purpose. */
  readonly open?: typeof openMerchant;
}

export interface RunningShop {
  readonly url: string;
  close(): Promise<void>;
}

export async function serve(options: ServeOptions): Promise<RunningShop> {
  const { log, currency } = options;
  const edition =
    options.catalogue === undefined
      ? todaysEdition
      : loadEdition(await readFile(options.catalogue, 'utf8'), currency);
  assertPriced(edition, currency);
  const server = await listenOn(options.host, options.port);
  const { url } = server;
  try {
    const origin = new URL(options.publicUrl ?? url).origin;
    const intermediaries = [{ id: options.intermediaryId, url: options.intermediaryUrl.replace(/\/+$/, '') }];
    const opened = await (options.open ?? openMerchant)({ dataDir: options.dataDir, origin, intermediaries });
    const schedule = claimsOf(opened, log);
    const app = createMerchantDemoApp({
      ...opened,
      edition,
      currency,
      onSale: () => schedule.soon(),
      onFailure: (error) => log.error({ err: error }, 'a request failed'),
    });
    server.open((request) => app.fetch(request));
    schedule.soon();
    log.info({ url, origin }, 'the shop is open');
    return {
      url,
      async close() {
        await server.close();
        await schedule.stop();
        opened.close();
        log.info('the shop is closed');
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

function claimsOf({ merchant }: OpenedMerchant, log: Logger): ClaimSchedule {
  return new ClaimSchedule({
    claim: async () => {
      const report = await claimSales(merchant);
      if (report.creditedCount + report.refusedCount > 0) log.info(report, 'sales were claimed');
    },
    timers: {
      later: (delayMs, callback) => {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
    },
    onFailure: (error, retryMs) => {
      log.warn({ reason: error instanceof Error ? error.message : 'unknown', retryMs }, 'claims wait');
    },
  });
}
