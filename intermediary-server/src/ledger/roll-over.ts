/**
 * A new Open To Buy takes the place of the old one (the paper: the amount is stored as a new OTB, the older
 * purchases are cleared from the old one).
 */
import type { Amount } from '@ecomm/protocol';
import { type Otb, spendableUntil, turn } from './otb.ts';

export interface RollOver {
  /** The old one: nothing more is spent from it; it is settled when its receipts are final. */
  readonly closing: Otb | undefined;
  readonly opened: Otb;
}

export function rollOver(
  old: Otb | undefined,
  { xid, payer, amount }: { readonly xid: string; readonly payer: string; readonly amount: Amount },
  { at, captureExpiresAt }: { readonly at: number; readonly captureExpiresAt: number },
): RollOver {
  if (old !== undefined && (old.payer !== payer || old.currency !== amount.currency))
    throw new RangeError('an Open To Buy is rolled over into one of the same payer and currency');
  return {
    closing: old && turn(old, 'closing'),
    opened: {
      xid,
      payer,
      currency: amount.currency,
      limitMinor: amount.value,
      spentMinor: 0,
      state: 'open',
      openedAt: at,
      spendableUntil: spendableUntil(at, captureExpiresAt),
    },
  };
}
