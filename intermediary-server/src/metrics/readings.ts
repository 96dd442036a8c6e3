/** Gauges whose values are looked up when Prometheus asks, some of them in the ledger: there not more often than is of use. */
import { Gauge, type Registry } from 'prom-client';
import type { OpenTotal } from '../ledger/operator-store.ts';

export interface Readings {
  /** Seconds since 1970. */
  readonly clock: () => number;
  readonly openTotals: () => Promise<readonly OpenTotal[]>;
  readonly payersBusy: () => number;
  readonly topUpsUnderWay: () => number;
  /** When what is known of the revoked is no longer current; undefined when nothing is known. */
  readonly revocationEnds: () => number | undefined;
  readonly isReady: () => Promise<boolean>;
}

const ledgerReadSeconds = 10;

export function readingsOf(registry: Registry, readings: Readings): void {
  const { clock, openTotals, payersBusy, topUpsUnderWay, revocationEnds, isReady } = readings;
  const gauge = (name: string, help: string, read: (gauge: Gauge) => void | Promise<void>) =>
    new Gauge({
      ...{ name, help, registers: [registry] },
      async collect() {
        await read(this);
      },
    });
  gauge('ecomm_payers_busy', 'Payers with a payment or top-up in hand or waiting for one.', (made) =>
    made.set(payersBusy()),
  );
  gauge('ecomm_top_ups_under_way', 'Authorizations that the bank is being asked for.', (made) =>
    made.set(topUpsUnderWay()),
  );
  gauge('ecomm_revocation_valid_seconds', 'For how long what is known of the revoked is current.', (made) =>
    made.set(Math.max(0, (revocationEnds() ?? 0) - clock())),
  );
  gauge('ecomm_ready', '1 when payments can be taken.', async (made) => made.set((await isReady()) ? 1 : 0));
  otbGauges(registry, everySoOften(clock, openTotals));
}

function otbGauges(registry: Registry, read: () => Promise<readonly OpenTotal[]>): void {
  const gauge = (name: string, help: string, of: (total: OpenTotal) => number) =>
    new Gauge({
      ...{ name, help, labelNames: ['currency', 'state'], registers: [registry] },
      async collect() {
        this.reset();
        for (const total of await read())
          this.set({ currency: total.currency, state: total.state }, of(total));
      },
    });
  gauge('ecomm_otbs', 'Open To Buys that are not settled.', ({ count }) => count);
  gauge(
    'ecomm_otb_limit_minor_units',
    'Sum of their limits, in minor units.',
    ({ limitMinor }) => limitMinor,
  );
  gauge(
    'ecomm_otb_spent_minor_units',
    'Sum of what is spent of them, in minor units.',
    ({ spentMinor }) => spentMinor,
  );
}

/** Three gauges, two scrapers: one look at the ledger. What it said stays said while it can't be asked. */
function everySoOften(
  clock: () => number,
  read: () => Promise<readonly OpenTotal[]>,
): () => Promise<readonly OpenTotal[]> {
  let readAt = Number.NEGATIVE_INFINITY;
  let known: Promise<readonly OpenTotal[]> = Promise.resolve([]);
  return () => {
    if (Math.abs(clock() - readAt) < ledgerReadSeconds) return known;
    readAt = clock();
    const before = known;
    known = read().catch(() => before);
    return known;
  };
}
