/** Whether a merchant's claim of a receipt is credited, in the precedence of `claimCodes`. */
import type { ClaimCode } from '@ecomm/protocol';
import { isUnclaimed, type Purchase } from './purchase.ts';

export interface Claim {
  readonly receiptId: string;
  /** Whether the preimage that came with it opens the receipt's hash lock. */
  readonly opensLock: boolean;
}

export interface ClaimDecision {
  readonly receiptId: string;
  readonly code: ClaimCode;
  /** Present when credited, now or by an earlier claim. */
  readonly purchase?: Purchase;
  /** What is to be done: credit it, or return it as its time has passed; nothing for a repeated claim. */
  readonly change?: 'credit' | 'return';
}

export function decideClaim(
  { receiptId, opensLock }: Claim,
  purchase: Purchase | undefined,
  merchantId: string,
  at: number,
): ClaimDecision {
  if (purchase === undefined) return { receiptId, code: 'unknownReceipt' };
  if (purchase.merchantId !== merchantId) return { receiptId, code: 'otherMerchant' };
  if (!opensLock) return { receiptId, code: 'wrongPreimage' };
  if (purchase.state === 'returned') return { receiptId, code: 'returned' };
  if (isUnclaimed(purchase, at)) return { receiptId, code: 'returned', purchase, change: 'return' };
  if (purchase.state === 'credited') return { receiptId, code: 'credited', purchase };
  return { receiptId, code: 'credited', purchase, change: 'credit' };
}
