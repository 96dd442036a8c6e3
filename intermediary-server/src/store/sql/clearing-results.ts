/**
 * What a closed period has asked of the clearing system, from its lines and settlements. They are not kept a second time with
 * the run: its row is looked at whenever something refers to the period, and must stay short.
 */
import type { LineSide } from '../../ledger/bank-records.ts';
import type { ClearedLine, ClearingResult } from '../../ledger/records.ts';
import { all, type Steps } from './engine.ts';
import { settlementsOf } from './settlements.ts';

/** What is kept with the run; of one that was closed before there were lines, all of it. */
type Kept = Pick<ClearingResult, 'balanced'> | Omit<ClearingResult, 'refunds'>;

export function keptOf({ balanced }: ClearingResult): string {
  return JSON.stringify({ balanced } satisfies Kept);
}

/** What a period gives back to cards, one line per client. */
export function* cardRefundsOf(period: string): Steps<ClearedLine[]> {
  return yield* all<ClearedLine>(
    `SELECT payer AS party, currency, CAST(sum(amount_minor) AS BIGINT) AS "amountMinor",
       CAST(sum(refund_count) AS BIGINT) AS count
     FROM card_credit WHERE period = ? GROUP BY payer, currency ORDER BY payer, currency`,
    period,
  );
}

export function* clearingOf(period: string, keptText: string): Steps<ClearingResult> {
  const kept: Kept = JSON.parse(keptText);
  if ('debits' in kept) return { ...kept, refunds: [] };
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
    refunds: yield* cardRefundsOf(period),
    settlements: yield* settlementsOf(period),
    balanced: kept.balanced,
  };
}
