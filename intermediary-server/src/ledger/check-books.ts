/**
 * Whether the books hold what they must (SET-FACTS section 10, "Invariants"): for every Open To Buy
 * 0 ≤ spent ≤ limit and spent = its purchases that are not returned, less their refunds = what the entries alone say of it; for the
 * entries, debits = credits, and each account is what the purchases say that it must be.
 */
import type { Otb } from './otb.ts';
import type { OwedRefund } from './pay-refunds.ts';
import { merchantAccount, type Posting, payerAccount, pendingAccount } from './posting.ts';
import { keptMinorOf, type Purchase } from './purchase.ts';

export interface Books {
  readonly otbs: readonly Otb[];
  readonly purchases: readonly Purchase[];
  readonly postings: readonly Posting[];
  /** Open To Buys whose purchases are cleared. */
  readonly clearedXids: ReadonlySet<string>;
  /** Refunds of what was debited already, as far as no close has paid them. */
  readonly owed: readonly Pick<OwedRefund, 'payer' | 'merchantId' | 'currency' | 'leftMinor'>[];
}

/** Every way in which the books are wrong, in words; empty when they are balanced. */
export function checkBooks({ otbs, purchases, postings, clearedXids, owed }: Books): string[] {
  const wrong: string[] = [];
  const kept = purchases.filter(({ state }) => state !== 'returned');
  const keptByOtb = totals(kept, ({ xid }) => xid);
  const postedByOtb = spentOf(postings);
  for (const { xid, spentMinor, limitMinor } of otbs) {
    if (spentMinor < 0 || spentMinor > limitMinor) wrong.push(`Open To Buy ${xid} is overdrawn`);
    if (spentMinor !== (keptByOtb.get(xid) ?? 0))
      wrong.push(`Open To Buy ${xid} has spent another sum than its purchases`);
    if (spentMinor !== (postedByOtb.get(xid) ?? 0))
      wrong.push(`Open To Buy ${xid} has spent another sum than its entries say`);
    postedByOtb.delete(xid);
  }
  for (const xid of postedByOtb.keys())
    wrong.push(`there are entries of an Open To Buy ${xid} that is not there`);
  for (const { receiptId, state, amountMinor, refundedMinor, owedMinor } of purchases) {
    const givenMinor = refundedMinor + owedMinor;
    if (givenMinor > amountMinor || (givenMinor > 0 && state !== 'credited'))
      wrong.push(`more is given back of receipt ${receiptId} than was paid to its merchant`);
  }
  const open = kept.filter(({ xid }) => !clearedXids.has(xid));
  const expected = new Map<string, number>();
  const expect = (account: string, { currency }: { readonly currency: string }, amountMinor: number) =>
    add(expected, `${account} ${currency}`, amountMinor);
  for (const purchase of open) {
    const keptMinor = keptMinorOf(purchase);
    expect(payerAccount(purchase.payer), purchase, keptMinor);
    if (purchase.state === 'accepted') expect(pendingAccount(purchase.payer), purchase, -keptMinor);
    else expect(merchantAccount(purchase.merchantId), purchase, -keptMinor);
  }
  for (const refund of owed) {
    expect(payerAccount(refund.payer), refund, -refund.leftMinor);
    expect(merchantAccount(refund.merchantId), refund, refund.leftMinor);
  }
  const balances = balancesOf(postings);
  for (const account of new Set([...expected.keys(), ...balances.keys()]))
    if ((expected.get(account) ?? 0) !== (balances.get(account) ?? 0))
      wrong.push(`account ${account} has another balance than its purchases say`);
  return wrong;
}

/** XID → what was accepted on that Open To Buy and is neither returned nor refunded to it, by the entries alone. */
export function spentOf(postings: readonly Posting[]): Map<string, number> {
  const spent = new Map<string, number>();
  for (const { xid, kind, amountMinor } of postings) {
    if (xid !== undefined && kind === 'accept') add(spent, xid, amountMinor);
    if (xid !== undefined && (kind === 'return' || kind === 'refund')) add(spent, xid, -amountMinor);
  }
  return spent;
}

/** `account currency` → debits less credits. */
export function balancesOf(postings: readonly Posting[]): Map<string, number> {
  const balances = new Map<string, number>();
  for (const { debit, credit, currency, amountMinor } of postings) {
    add(balances, `${debit} ${currency}`, amountMinor);
    add(balances, `${credit} ${currency}`, -amountMinor);
  }
  return balances;
}

function totals(purchases: readonly Purchase[], keyOf: (purchase: Purchase) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const purchase of purchases) add(sums, keyOf(purchase), keptMinorOf(purchase));
  return sums;
}

function add(sums: Map<string, number>, key: string, amountMinor: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amountMinor);
}
