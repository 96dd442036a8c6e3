/** A closed period as the operator sees it: totals, files, and how many purchases a line stands for. */
import type { ClearingOverview, LineReport } from '../ledger/bank-store.ts';

export interface ClearingSummary extends ClearingOverview {
  readonly aggregation: Aggregated;
}

export interface Aggregated {
  readonly purchases: number;
  /** Debits and credits. */
  readonly lines: number;
  /** Of the files for the bank. */
  readonly bytes: number;
  /** Undefined when nothing was cleared. */
  readonly purchasesPerLine: number | undefined;
  readonly bytesPerPurchase: number | undefined;
}

export function summaryOf(overview: ClearingOverview): ClearingSummary {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const purchases = sum(overview.totals.map(({ side, count }) => (side === 'credit' ? count : 0)));
  const lines = sum(overview.totals.map((total) => total.lines));
  const bytes = sum(overview.messages.map((message) => message.bytes));
  return {
    ...overview,
    aggregation: {
      ...{ purchases, lines, bytes },
      purchasesPerLine: lines === 0 ? undefined : purchases / lines,
      // No file, no bytes: not a ratio of zero.
      bytesPerPurchase: purchases === 0 || bytes === 0 ? undefined : bytes / purchases,
    },
  };
}

/** Payers by fingerprint only. */
export function partyOf({ side, party, fingerprint }: LineReport): string {
  return side === 'credit' ? party : (fingerprint ?? '');
}

/** What becomes of a line, in words. */
export function stateInWords(line: LineReport): string {
  const { state, collectBy, order, isPayable, side } = line;
  if (collectBy === 'card') return 'captured by card';
  if (state === 'due') {
    const before = order === undefined ? '' : `${order.state}${order.reason ? ` (${order.reason})` : ''}; `;
    const missing = side === 'credit' ? 'waits for an account' : 'waits for a mandate';
    return `${before}${isPayable ? 'goes into the next file' : missing}`;
  }
  return order?.state ?? state;
}
