/**
 * Double entry: every movement debits one account and credits another by the same amount, and is never edited;
 * a mistake is corrected by a further entry.
 *
 *   payer:X     what a payer owes (the purchases that are not returned, until cleared)
 *   pending:X   what payer X's receipts promise to merchants that have not claimed yet
 *   merchant:M  what is owed to a merchant (claimed, until cleared)
 *   clearing:P  what went to the clearing system in period P: zero when the period is balanced
 *
 * A refund of what was debited already turns both: until a close has paid it, the merchant owes it and the payer is owed.
 *
 * Each entry says on which Open To Buy it bears, so that what is spent of each follows from the entries alone.
 */
import type { RefundPayment } from './pay-refunds.ts';
import type { Purchase } from './purchase.ts';
import type { Refund } from './refund.ts';

export type PostingKind = 'accept' | 'credit' | 'return' | 'clearDebit' | 'clearCredit' | RefundPostingKind;

/** Of refunds: to the Open To Buy, of what was debited already, and when a close pays that. */
export type RefundPostingKind = 'refund' | 'owe' | 'payRefund';

const refundKinds: readonly PostingKind[] = ['refund', 'owe', 'payRefund'];

export function isOfRefund({ kind }: Posting): boolean {
  return refundKinds.includes(kind);
}

export interface Posting {
  /** With whom the entry is kept: the payer, or the merchant whose credits are cleared. */
  readonly shard: string;
  /** The Open To Buy; none of what is cleared, where a line has many. */
  readonly xid: string | undefined;
  readonly kind: PostingKind;
  readonly debit: string;
  readonly credit: string;
  readonly currency: string;
  readonly amountMinor: number;
  /** The receipt, or the period. */
  readonly reference: string;
  /** Seconds since 1970. */
  readonly postedAt: number;
}

export const payerAccount = (payer: string) => `payer:${payer}`;
export const pendingAccount = (payer: string) => `pending:${payer}`;
export const merchantAccount = (merchantId: string) => `merchant:${merchantId}`;
export const clearingAccount = (period: string) => `clearing:${period}`;

/** The payer owes, nobody is owed yet. */
export function postAccepted(purchase: Purchase, at: number): Posting {
  const { payer } = purchase;
  return posting('accept', payerAccount(payer), pendingAccount(payer), purchase, at);
}

/** The merchant showed the preimage: it is owed. */
export function postCredited(purchase: Purchase, at: number): Posting {
  const { payer, merchantId } = purchase;
  return posting('credit', pendingAccount(payer), merchantAccount(merchantId), purchase, at);
}

/** Nobody showed the preimage, or the merchant cancelled: the payer owes it no more. */
export function postReturned(purchase: Purchase, at: number): Posting {
  const { payer } = purchase;
  return posting('return', pendingAccount(payer), payerAccount(payer), purchase, at);
}

/** The merchant gives it back: the payer owes it no more, or is owed it. */
export function postRefund(refund: Refund): Posting {
  const { payer, merchantId, xid, way, currency, amountMinor, receiptId, rrpid, refundedAt } = refund;
  return {
    shard: payer,
    xid: way === 'otb' ? xid : undefined,
    kind: way === 'otb' ? 'refund' : 'owe',
    debit: merchantAccount(merchantId),
    credit: payerAccount(payer),
    ...{ currency, amountMinor, reference: `${receiptId} ${rrpid}`, postedAt: refundedAt },
  };
}

/** A close gives it to the payer, out of what the merchant would have been credited. */
export function postRefundPaid(payment: RefundPayment, postedAt: number): Posting {
  const { payer, period, currency, amountMinor, receiptId, rrpid } = payment;
  return {
    ...{ shard: payer, xid: undefined, kind: 'payRefund' as const },
    debit: payerAccount(payer),
    credit: clearingAccount(period),
    ...{ currency, amountMinor, reference: `${period} ${receiptId} ${rrpid}`, postedAt },
  };
}

export interface ClearingLine {
  readonly party: string;
  readonly currency: string;
  readonly amountMinor: number;
}

/** One aggregated debit per client and one aggregated credit per merchant. */
export function postCleared(
  period: string,
  { debits, credits }: { debits: readonly ClearingLine[]; credits: readonly ClearingLine[] },
  postedAt: number,
): Posting[] {
  const common = { xid: undefined, reference: period, postedAt };
  return [
    ...debits.map(({ party, currency, amountMinor }) => ({
      ...common,
      shard: party,
      kind: 'clearDebit' as const,
      debit: clearingAccount(period),
      credit: payerAccount(party),
      currency,
      amountMinor,
    })),
    ...credits.map(({ party, currency, amountMinor }) => ({
      ...common,
      shard: party,
      kind: 'clearCredit' as const,
      debit: merchantAccount(party),
      credit: clearingAccount(period),
      currency,
      amountMinor,
    })),
  ];
}

function posting(kind: PostingKind, debit: string, credit: string, purchase: Purchase, at: number): Posting {
  const { payer, xid, currency, amountMinor, receiptId } = purchase;
  return {
    shard: payer,
    xid,
    kind,
    debit,
    credit,
    currency,
    amountMinor,
    reference: receiptId,
    postedAt: at,
  };
}
