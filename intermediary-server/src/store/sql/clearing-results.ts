/**
 * What a closed period has asked of the clearing system, from its lines and settlements. They are not kept a second time with
 * the run: its row is looked at whenever something refers to the period, and must stay short.
 */
import type { LineSide } from '../../ledger/bank-records.ts';
import type { ClearedLine, ClearingResult } from '../../ledger/records.ts';
import { all, type Steps } from './engine.ts';
import { settlementsOf } from './settlements.ts';

/** What is kept with the run; of one that was closed before there were lines, all of it. */
type Kept = Pick<ClearingResult, 'balanced'> | ClearingResult;

export function keptOf({ balanced }: ClearingResult): string {
  return JSON.stringify({ balanced } satisfies Kept);
}

export function* clearingOf(period: string, keptText: string): Steps<ClearingResult> {
  const kept: Kept = JSON.parse(keptText);
  if ('debits' in kept) return kept;
  const rows = yield* all<ClearedLine & { side: LineSide }>(
    `SELECT side, party, amount_minor AS "amountMinor", item_count AS count, currency
     FROM clearing_line WHERE period = ?`,
    period,
  );
  const keyOf = ({ currency, party }: ClearedLine) => `${currency} ${party}`;
  rows.sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  const ofSide = (wanted: LineSide) =>
    rows.flatMap(({ side, ...line }): ClearedLine[] => (side === wanted ? [line] : []));
  return {
    period,
    debits: ofSide('debit'),
    credits: ofSide('credit'),
    settlements: yield* settlementsOf(period),
    balanced: kept.balanced,
  };
}
