/**
 * All that the dashboard shows, each part of bounded size. What takes long is shared: who asks while a look is under way, or
 * soon after a long one, is shown the same.
 */
import { aggregate } from '../ledger/aggregate.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import type { Exposure, MerchantStatus, OpenTotal, PaymentMinute } from '../ledger/operator-store.ts';
import type { CloseProgress, OtbView, PurchaseView, RunView } from '../ledger/operator-views.ts';
import type { RefundDebts } from '../ledger/refund-store.ts';
import type { MinuteCounts } from '../metrics/minute-counts.ts';
import type { Clock } from '../ports.ts';
import { type ClearingSummary, summaryOf } from './clearing-view.ts';
import { minutesOf, type ShownMinute } from './minutes.ts';
import { type OperatorAggregation, viewOfTable } from './read-state.ts';

export interface Dashboard {
  readonly period: string;
  readonly totals: readonly OpenTotal[];
  readonly exposure: readonly Exposure[];
  /** Of the last hour, oldest first, without gaps. */
  readonly minutes: readonly ShownMinute[];
  readonly otbs: readonly OtbView[];
  readonly purchases: readonly PurchaseView[];
  readonly frozen: readonly MerchantStatus[];
  readonly refundDebts: RefundDebts;
  /** Of what is credited and not cleared yet. */
  readonly running: AggregationView;
  readonly runs: readonly DashboardRun[];
  readonly progress: CloseProgress | undefined;
}

export interface AggregationView {
  /** One per currency. */
  readonly tables: readonly OperatorAggregation[];
  /** Only the newest Open To Buys are in the tables. */
  readonly isPartial: boolean;
}

export interface DashboardRun extends RunView {
  readonly summary: ClearingSummary | undefined;
  readonly aggregation: AggregationView;
}

export interface DashboardParts {
  readonly store: LedgerStore;
  readonly clock: Clock;
  readonly minutes: MinuteCounts;
  /** Milliseconds that never go back. */
  readonly stopwatch?: () => number;
}

/** Those to whom most is exposed, by currency. */
const shownIssuers = 100;
const shownRows = 15;
const shownRuns = 10;
/** An aggregation table with more clients is no table for a page. */
const aggregatedOtbs = 50;
export const hourSeconds = 3600;
/** A look that took so long is not repeated before ten times as long has gone by. */
const longMs = 200;
const closedKeptMs = 60_000;

type ClosedFigures = Pick<DashboardRun, 'summary' | 'aggregation'>;

export function dashboardReader(parts: DashboardParts): () => Promise<Dashboard> {
  const { stopwatch = () => performance.now() } = parts;
  const closed = new Map<string, { readonly readMs: number; readonly figures: Promise<ClosedFigures> }>();
  const figuresOf = (period: string) => {
    const known = closed.get(period);
    if (known !== undefined && stopwatch() - known.readMs < closedKeptMs) return known.figures;
    const figures = readClosed(parts.store, period);
    figures.catch(() => closed.delete(period));
    closed.set(period, { readMs: stopwatch(), figures });
    for (const oldest of closed.keys()) if (closed.size > 2 * shownRuns) closed.delete(oldest);
    return figures;
  };
  let shown: Promise<Dashboard> | undefined;
  return () => {
    if (shown !== undefined) return shown;
    const beganMs = stopwatch();
    const looking = read(parts, figuresOf);
    shown = looking;
    const forget = () => {
      if (shown === looking) shown = undefined;
    };
    looking.then(() => {
      const tookMs = stopwatch() - beganMs;
      if (tookMs < longMs) forget();
      else setTimeout(forget, 10 * tookMs).unref();
    }, forget);
    return looking;
  };
}

async function read(
  { store, clock, minutes }: DashboardParts,
  figuresOf: (period: string) => Promise<ClosedFigures>,
): Promise<Dashboard> {
  const now = clock();
  const [
    period,
    totals,
    exposure,
    kept,
    otbs,
    { purchases },
    merchants,
    refundDebts,
    running,
    runs,
    progress,
  ] = await Promise.all([
    store.readRunningPeriod(),
    store.readOpenTotals(),
    store.readExposure(),
    store.readMinutes(now - hourSeconds),
    store.readNewestOtbs(shownRows),
    store.searchPurchases({}, shownRows),
    store.readMerchantStatuses(),
    store.readRefundDebts(),
    readTables(store, undefined),
    store.readRuns(shownRuns),
    store.readProgress(),
  ]);
  const all: readonly PaymentMinute[] = [...kept, ...minutes.minutes];
  return {
    ...{ period, totals, otbs, purchases, refundDebts, running, progress },
    exposure: exposure.slice(0, shownIssuers),
    frozen: merchants.filter(({ status }) => status === 'suspended'),
    minutes: minutesOf(all, now),
    runs: await Promise.all(
      runs.map(async (run) => ({
        ...run,
        ...(run.state === 'closed' ? await figuresOf(run.period) : await readClosed(store, run.period)),
      })),
    ),
  };
}

async function readClosed(store: LedgerStore, period: string): Promise<ClosedFigures> {
  const overview = await store.readClearing(period);
  return {
    summary: overview === undefined ? undefined : summaryOf(overview),
    aggregation: await readTables(store, period),
  };
}

async function readTables(store: LedgerStore, period: string | undefined): Promise<AggregationView> {
  const { cells, isPartial } = await store.readAggregation(period, aggregatedOtbs);
  const items = cells.map(({ fingerprint: payer, ...cell }) => ({ payer, ...cell }));
  return { tables: aggregate(items).map(viewOfTable), isPartial };
}
