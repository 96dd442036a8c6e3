/** What many runs amount to. */
import { type FaultKind, faultKinds } from '../machine/faults.ts';
import type { RunResult } from './simulate-run.ts';

export interface Totals {
  runs: number;
  passed: number;
  failed: number;
  steps: number;
  payments: number;
  delivered: number;
  returned: number;
  refunded: number;
  openToBuys: number;
  periods: number;
  readonly faults: Record<FaultKind, number>;
}

export function noTotals(): Totals {
  const faults = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>;
  const counts = { steps: 0, payments: 0, delivered: 0, returned: 0, refunded: 0, openToBuys: 0, periods: 0 };
  return { runs: 0, passed: 0, failed: 0, ...counts, faults };
}

export function addRun(totals: Totals, run: Omit<RunResult, 'trace'>): void {
  totals.runs += 1;
  if (run.wrong.length === 0) totals.passed += 1;
  else totals.failed += 1;
  for (const name of [
    'steps',
    'payments',
    'delivered',
    'returned',
    'refunded',
    'openToBuys',
    'periods',
  ] as const)
    totals[name] += run[name];
  for (const kind of faultKinds) totals.faults[kind] += run.faults[kind];
}
