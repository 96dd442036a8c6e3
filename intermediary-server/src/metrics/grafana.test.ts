/** The dashboard for Grafana asks for nothing that the intermediary does not tell. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

const file = new URL('../../grafana/ecomm-intermediary.json', import.meta.url);

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

test('every query of the dashboard names metrics that exist, and every panel has one', async () => {
  const metrics = createMetrics({ clock: () => 0, withProcess: true });
  metrics.watchReadings({
    clock: () => 0,
    openTotals: async () => [],
    payersBusy: () => 0,
    topUpsUnderWay: () => 0,
    revocationEnds: () => undefined,
    isReady: async () => true,
  });
  const known = new Set(
    metrics.registry.getMetricsAsArray().flatMap(({ name }) => {
      const isHistogram = metrics.registry.getSingleMetric(name)?.constructor.name === 'Histogram';
      return isHistogram ? ['bucket', 'sum', 'count'].map((part) => `${name}_${part}`) : [name];
    }),
  );
  const { panels } = JSON.parse(await readFile(file, 'utf8')) as Dashboard;
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const { targets } of panels) {
    expect(targets).not.toHaveLength(0);
    for (const { expr } of targets) {
      const named = expr.match(/\b(?:ecomm|nodejs|process)_[a-z0-9_]+/g) ?? [];
      expect(named).not.toHaveLength(0);
      for (const name of named) expect(known).toContain(name);
    }
  }
});
