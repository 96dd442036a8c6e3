/** The issuer's books as the operator sees them: card numbers masked, every account's equation checked. */
import type { IssuerStore } from '../store/issuer-store.ts';
import { isBalanced } from './accounts.ts';

export interface AccountBooks {
  readonly cardId: string;
  readonly panMasked: string;
  readonly currency: string;
  readonly availableMinor: number;
  readonly heldMinor: number;
  readonly debitedMinor: number;
  readonly openingMinor: number;
  readonly status: string;
}

export function readBooks(store: IssuerStore): { accounts: AccountBooks[]; balanced: boolean } {
  let balanced = true;
  const accounts = store.cards().map(({ cardId, pan, status, accountId }): AccountBooks => {
    const account = store.findAccount(accountId);
    if (account === undefined) throw new Error('internal error: a card has no account');
    balanced &&= isBalanced(account, store.transfers(accountId));
    const { currency, availableMinor, heldMinor, debitedMinor, openingMinor } = account;
    return {
      cardId,
      panMasked: maskPan(pan),
      currency,
      availableMinor,
      heldMinor,
      debitedMinor,
      openingMinor,
      status,
    };
  });
  return { accounts, balanced };
}

/** First six and last four digits, as a receipt may show them (PCI DSS 3.4.1). */
export function maskPan(pan: string): string {
  return pan.slice(0, 6) + '*'.repeat(pan.length - 10) + pan.slice(-4);
}
