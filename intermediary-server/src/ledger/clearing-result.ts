/** What a closed period asks of the clearing system, and whether it adds up. */
import type { Aggregation } from './aggregate.ts';
import type { ClearedLine, ClearingResult, Settlement } from './records.ts';

/**
 * Balanced: per currency Σ debits = Σ credits + Σ of what is given back to cards = Σ of what is captured or collected by direct debit, and nothing that was to
 * be settled was refused.
 */
export function clearingResult(
  period: string,
  tables: readonly Pick<Aggregation, 'currency' | 'debits' | 'credits'>[],
  settlements: readonly Settlement[],
  refunds: readonly ClearedLine[] = [],
): ClearingResult {
  const withCurrency = (side: 'debits' | 'credits'): ClearedLine[] =>
    tables.flatMap(({ currency, [side]: lines }) => lines.map((line) => ({ ...line, currency })));
  const debits = withCurrency('debits');
  const credits = withCurrency('credits');
  const spent = settlements
    .filter(({ kind, directDebitMinor }) => kind === 'capture' || directDebitMinor > 0)
    .map(({ kind, currency, amountMinor, directDebitMinor, state }) => ({
      ...{ currency, state, amountMinor: kind === 'capture' ? amountMinor : directDebitMinor },
    }));
  const settled = spent.filter(({ state }) => state === 'done');
  const currencies = new Set([...tables, ...settled].map(({ currency }) => currency));
  const isEqual = [...currencies].every((currency) => {
    const total = sumOf(debits, currency);
    return (
      total === sumOf(credits, currency) + sumOf(refunds, currency) && total === sumOf(settled, currency)
    );
  });
  const isAllSettled = settled.length === spent.length;
  return { period, debits, credits, refunds, settlements, balanced: isEqual && isAllSettled };
}

function sumOf(
  lines: readonly { readonly currency: string; readonly amountMinor: number }[],
  currency: string,
): number {
  return lines
    .filter((line) => line.currency === currency)
    .reduce((total, { amountMinor }) => total + amountMinor, 0);
}
