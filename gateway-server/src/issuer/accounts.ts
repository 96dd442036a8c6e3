/**
 * Double entry: every movement takes an amount from one place and puts it into another, in whole minor units, so
 * that for every account, always,
 *
 *     opening = available + held + debited
 *
 * Entries are only added; a mistake is put right by another entry.
 */
import type { Account, IssuerStore, LedgerPlace, Transfer } from '../store/issuer-store.ts';

export interface Movement {
  readonly accountId: number;
  readonly amountMinor: number;
  readonly rrn: string;
  /** Seconds since 1970. */
  readonly at: number;
}

/** Opens an account with that much on it. Returns its number. */
export function openAccount(
  store: IssuerStore,
  { currency, openingMinor, at }: { currency: string; openingMinor: number; at: number },
): number {
  const accountId = store.addAccount(currency);
  move(store, 'funding', 'available', { accountId, amountMinor: openingMinor, rrn: null, at });
  return accountId;
}

/** Sets an amount aside. Returns false, and does nothing, when there is not enough. */
export function holdFunds(store: IssuerStore, movement: Movement): boolean {
  const account = store.findAccount(movement.accountId);
  if (account === undefined || account.availableMinor < movement.amountMinor) return false;
  move(store, 'available', 'held', movement);
  return true;
}

export function releaseFunds(store: IssuerStore, movement: Movement): void {
  move(store, 'held', 'available', movement);
}

export function debitFunds(store: IssuerStore, movement: Movement): void {
  move(store, 'held', 'debited', movement);
}

export function refundFunds(store: IssuerStore, movement: Movement): void {
  move(store, 'debited', 'available', movement);
}

/** Returns false, and does nothing, when the money is not there any more. */
export function takeBackRefund(store: IssuerStore, movement: Movement): boolean {
  const account = store.findAccount(movement.accountId);
  if (account === undefined || account.availableMinor < movement.amountMinor) return false;
  move(store, 'available', 'debited', movement);
  return true;
}

/** Whether the account's balances are what its entries add up to. */
export function isBalanced(account: Account, transfers: readonly Transfer[]): boolean {
  const sums: Record<LedgerPlace, number> = { funding: 0, available: 0, held: 0, debited: 0 };
  for (const { debit, credit, amountMinor } of transfers) {
    sums[debit] -= amountMinor;
    sums[credit] += amountMinor;
  }
  return (
    account.openingMinor === -sums.funding &&
    account.availableMinor === sums.available &&
    account.heldMinor === sums.held &&
    account.debitedMinor === sums.debited &&
    account.openingMinor === account.availableMinor + account.heldMinor + account.debitedMinor
  );
}

function move(
  store: IssuerStore,
  debit: LedgerPlace,
  credit: LedgerPlace,
  { accountId, amountMinor, rrn, at }: Omit<Movement, 'rrn'> & { readonly rrn: string | null },
): void {
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 0)
    throw new RangeError('internal error: an amount must be whole and not negative');
  if (amountMinor === 0) return;
  store.post({ accountId, debit, credit, amountMinor, rrn, postedAt: at });
}
