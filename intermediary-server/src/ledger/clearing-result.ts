/** What a closed period asks of the clearing system, and whether it adds up. */
import type { Aggregation } from './aggregate.ts';
import type { ClearedLine, ClearingResult, Settlement } from './records.ts';

/** Balanced: per currency Σ debits = Σ credits = Σ captures, and no capture was refused. */
export function clearingResult(
  period: string,
  tables: readonly Pick<Aggregation, 'currency' | 'debits' | 'credits'>[],
  settlements: readonly Settlement[],
): ClearingResult {
  const withCurrency = (side: 'debits' | 'credits'): ClearedLine[] =>
    tables.flatMap(({ currency, [side]: lines }) => lines.map((line) => ({ ...line, currency })));
  const debits = withCurrency('debits');
  const credits = withCurrency('credits');
  const captured = settlements.filter(({ kind, state }) => kind === 'capture' && state === 'done');
  const currencies = new Set([...tables, ...captured].map(({ currency }) => currency));
  const isEqual = [...currencies].every((currency) => {
    const total = sumOf(debits, currency);
    return total === sumOf(credits, currency) && total === sumOf(captured, currency);
  });
  const isRefused = settlements.some(({ kind, state }) => kind === 'capture' && state !== 'done');
  return { period, debits, credits, settlements, balanced: isEqual && !isRefused };
}

function sumOf(
  lines: readonly { readonly currency: string; readonly amountMinor: number }[],
  currency: string,
): number {
  return lines
    .filter((line) => line.currency === currency)
    .reduce((total, { amountMinor }) => total + amountMinor, 0);
}
