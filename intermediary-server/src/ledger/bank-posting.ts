/**
 * Double entry beyond the close of a period: from what the period asks of banks until the money has moved. Like the ledger's
 * own entries these are only added, and each kind is made once of each line or order.
 *
 *   settlement:P  what period P asks of banks: zero, as its debits are its credits
 *   owed:M        what a merchant is owed and no order pays
 *   ordered:M     what an order pays to a merchant
 *   owing:X       what a payer owes by direct debit and no order collects
 *   collecting:X  what an order collects from a payer
 *   acquirer      what the gateway captured from cards, less what it is to give back to them
 *   bank          what moved on the house's own account by these orders
 */
import type { BankOrder, ClearingLine, LineKey } from './bank-records.ts';

export type BankPostingKind = 'credit' | 'capture' | 'collect' | 'order' | 'book' | 'reject' | 'return';

export interface BankPosting {
  /** The merchant or payer. */
  readonly shard: string;
  readonly kind: BankPostingKind;
  readonly debit: string;
  readonly credit: string;
  readonly currency: string;
  readonly amountMinor: number;
  /** The line, or the order. */
  readonly reference: string;
  /** Seconds since 1970. */
  readonly postedAt: number;
}

type Movement = Pick<BankPosting, 'kind' | 'debit' | 'credit'>;

/** A line as the close of its period makes it. */
export function postLine(line: ClearingLine, at: number): BankPosting {
  const { period, party, side, collectBy } = line;
  const settlement = `settlement:${period}`;
  const movement: Movement =
    side === 'credit'
      ? { kind: 'credit', debit: settlement, credit: `owed:${party}` }
      : collectBy === 'directDebit'
        ? { kind: 'collect', debit: `owing:${party}`, credit: settlement }
        : { kind: 'capture', debit: 'acquirer', credit: settlement };
  return posting(line, movement, lineReference(line), at);
}

/** What a period gives back to one card. */
export function postRefundGivenBack(
  credit: Pick<LineKey, 'period' | 'currency'> & {
    readonly xid: string;
    readonly payer: string;
    readonly amountMinor: number;
  },
  at: number,
): BankPosting {
  const { period, currency, xid, payer, amountMinor } = credit;
  return {
    ...{ shard: payer, kind: 'credit', debit: `settlement:${period}`, credit: 'acquirer' },
    ...{ currency, amountMinor, reference: `${period} refund ${xid}`, postedAt: at },
  };
}

/** What happens to an order: `order` is its making. */
export function postOrder(
  order: BankOrder,
  kind: 'order' | 'book' | 'reject' | 'return',
  at: number,
): BankPosting {
  const { side, party } = order;
  const [open, ordered] =
    side === 'credit' ? [`owed:${party}`, `ordered:${party}`] : [`owing:${party}`, `collecting:${party}`];
  const [from, to] = {
    order: [open, ordered],
    book: [ordered, 'bank'],
    reject: [ordered, open],
    return: ['bank', open],
  }[kind] as [string, string];
  // What is owed stands on the credit side: leaving an account debits it. What a payer owes stands on the other.
  const movement = side === 'credit' ? { kind, debit: from, credit: to } : { kind, debit: to, credit: from };
  return posting(order, movement, order.endToEndId, at);
}

export function lineReference({ period, side, party, currency }: LineKey): string {
  return `${period} ${side} ${currency} ${party}`;
}

function posting(
  { party, currency, amountMinor }: LineKey & { readonly amountMinor: number },
  movement: Movement,
  reference: string,
  postedAt: number,
): BankPosting {
  return { shard: party, ...movement, currency, amountMinor, reference, postedAt };
}
