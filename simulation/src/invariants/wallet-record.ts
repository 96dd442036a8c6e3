/** What the wallets have held in their hands: every receipt that was ever saved, and every delivery. */
import type { Purchase } from '@ecomm/extension/wallet';

export interface HeldReceipt {
  readonly wallet: string;
  readonly receiptId: string;
  readonly merchantId: string;
  readonly amountMinor: number;
}

export class WalletRecord {
  readonly receipts = new Map<string, HeldReceipt>();
  readonly delivered = new Set<string>();
  /** Offers that one payment consumes. */
  readonly singleOffers = new Set<string>();

  /** Whether it says something that is to be looked at. */
  note(wallet: string, purchase: Purchase): boolean {
    if (!('offer' in purchase)) return false;
    const { offerId, use, merchantId, amount } = purchase.offer;
    if (use === 'single') this.singleOffers.add(offerId);
    if (!('receiptId' in purchase)) return false;
    const { receiptId } = purchase;
    const isNew = !this.receipts.has(receiptId);
    this.receipts.set(receiptId, { wallet, receiptId, merchantId, amountMinor: amount.value });
    if (purchase.state === 'delivered') this.delivered.add(receiptId);
    return isNew;
  }
}
