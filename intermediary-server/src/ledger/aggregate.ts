/**
 * The paper's aggregation table: clients down, merchants across, one debit per client and one credit per merchant.
 * Both sides add up to the same total, per currency.
 */
import type { Purchase } from './purchase.ts';

export interface AggregatedLine {
  readonly party: string;
  readonly amountMinor: number;
  readonly count: number;
}

export interface Aggregation {
  readonly currency: string;
  /** Sorted; the rows of `cells`. */
  readonly clients: readonly string[];
  /** Sorted; the columns of `cells`. */
  readonly merchants: readonly string[];
  /** Minor units: cells[client][merchant]. */
  readonly cells: readonly (readonly number[])[];
  readonly debits: readonly AggregatedLine[];
  readonly credits: readonly AggregatedLine[];
  readonly totalMinor: number;
}

type Item = Pick<Purchase, 'payer' | 'merchantId' | 'currency' | 'amountMinor'>;

/** One table per currency, sorted by currency. */
export function aggregate(items: readonly Item[]): Aggregation[] {
  const byCurrency = groupBy(items, ({ currency }) => currency);
  return [...byCurrency.keys()].sort().map((currency) => tableOf(currency, byCurrency.get(currency) ?? []));
}

export function emptyAggregation(currency: string): Aggregation {
  return tableOf(currency, []);
}

function tableOf(currency: string, items: readonly Item[]): Aggregation {
  const byClient = groupBy(items, ({ payer }) => payer);
  const byMerchant = groupBy(items, ({ merchantId }) => merchantId);
  const clients = [...byClient.keys()].sort();
  const merchants = [...byMerchant.keys()].sort();
  const cells = clients.map((client) => {
    const row = groupBy(byClient.get(client) ?? [], ({ merchantId }) => merchantId);
    return merchants.map((merchant) => sumOf(row.get(merchant) ?? []));
  });
  const lines = (parties: readonly string[], groups: Map<string, Item[]>) =>
    parties.map((party) => {
      const group = groups.get(party) ?? [];
      return { party, amountMinor: sumOf(group), count: group.length };
    });
  return {
    currency,
    clients,
    merchants,
    cells,
    debits: lines(clients, byClient),
    credits: lines(merchants, byMerchant),
    totalMinor: sumOf(items),
  };
}

function sumOf(items: readonly { readonly amountMinor: number }[]): number {
  return items.reduce((total, { amountMinor }) => total + amountMinor, 0);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
