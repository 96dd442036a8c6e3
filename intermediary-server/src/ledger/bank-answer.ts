/**
 * What a bank says of our orders, and what that makes of them.
 *
 * made → accepted → booked → returned, or made | accepted → rejected. A notification of a return may come before the one of
 * the booking that it takes back.
 */
import type { OrderState } from './bank-records.ts';

export type BankEvent = 'accept' | 'book' | 'reject' | 'return';

export interface BankStatement {
  /** Our EndToEndId, our block, or our whole message: what it does not say of a single order it says of all of them. */
  readonly about: { readonly level: 'order' | 'block' | 'message'; readonly id: string };
  /** Undefined: it changes nothing (received, pending). */
  readonly event: BankEvent | undefined;
  /** The bank's own word for it: ACCP, RJCT, BOOK. */
  readonly status: string;
  /** By ISO's external code sets, AC04 for instance, or the bank's own. */
  readonly reason: string | undefined;
  /** Of the order, or of all in the block; undefined when the bank does not say. */
  readonly amount: { readonly currency: string; readonly amountMinor: number } | undefined;
  /** Of a block. */
  readonly count: number | undefined;
  /** Which way the money went on our account, where it is about money that went. */
  readonly direction: 'in' | 'out' | undefined;
  /** Of the account on which it went. */
  readonly iban: string | undefined;
}

export interface BankAnswer {
  readonly kind: 'statusReport' | 'notification';
  /** The bank's own. */
  readonly messageId: string;
  /** Of a status report: ours, with the totals that the bank repeats. */
  readonly original:
    | { readonly messageId: string; readonly count: number | undefined; readonly sum: string | undefined }
    | undefined;
  readonly statements: readonly BankStatement[];
}

/** What a bank's statement did to an order, or why it did nothing. */
export type Verdict =
  | 'applied'
  /** It was known. */
  | 'repeated'
  /** It changes nothing. */
  | 'noted'
  /** No order of ours: to be looked at by a person. */
  | 'unknown'
  /** Another amount, or money that went the other way, or on another account: to be looked at by a person. */
  | 'differs'
  /** It contradicts what the bank said before: to be looked at by a person. */
  | 'contradicts';

/** What an event makes of an order in a state, and whether the order is to be booked with it. */
export function turnOrder(
  state: OrderState,
  event: BankEvent,
):
  | { readonly verdict: 'applied'; readonly state: OrderState }
  | { readonly verdict: 'repeated' | 'contradicts' } {
  const next = turns[event][state];
  return next === 'repeated' || next === 'contradicts'
    ? { verdict: next }
    : { verdict: 'applied', state: next };
}

const turns: Readonly<
  Record<BankEvent, Readonly<Record<OrderState, OrderState | 'repeated' | 'contradicts'>>>
> = {
  accept: {
    made: 'accepted',
    accepted: 'repeated',
    booked: 'repeated',
    rejected: 'contradicts',
    returned: 'repeated',
  },
  book: {
    made: 'booked',
    accepted: 'booked',
    booked: 'repeated',
    rejected: 'contradicts',
    returned: 'repeated',
  },
  reject: {
    made: 'rejected',
    accepted: 'rejected',
    booked: 'contradicts',
    rejected: 'repeated',
    returned: 'contradicts',
  },
  return: {
    made: 'returned',
    accepted: 'returned',
    booked: 'returned',
    rejected: 'contradicts',
    returned: 'repeated',
  },
};

/** Whether a debit that the bank refused is asked for again under the same mandate: the account was short of money. */
export function isWorthAgain(reason: string | undefined): boolean {
  return reason === 'AM04';
}
