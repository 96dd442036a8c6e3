/** What the wallet's own journal says it paid, read from its storage, against what the intermediary debited. */
import type { IntermediaryBooks } from './books.ts';
import type { WalletBrowser } from './wallet-browser.ts';

export interface WalletReceipt {
  readonly receiptId: string;
  readonly merchantId: string;
  readonly amountMinor: number;
}

/** Every purchase for which the wallet holds a receipt. */
export async function readWalletBooks(wallet: WalletBrowser): Promise<WalletReceipt[]> {
  const page = await wallet.context.newPage();
  try {
    await page.goto(wallet.extensionUrl('pages/journal.html'));
    return await page.evaluate(receiptsInJournal);
  } finally {
    await page.close();
  }
}

/** Runs in a page of the wallet's, whatever the browser. */
export async function receiptsInJournal(): Promise<WalletReceipt[]> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('wallet');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  if (!database.objectStoreNames.contains('purchases')) return [];
  const purchases = await new Promise<Record<string, unknown>[]>((resolve, reject) => {
    const request = database.transaction('purchases').objectStore('purchases').getAll();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  database.close();
  return purchases
    .filter(({ receiptId }) => receiptId !== undefined)
    .map(({ receiptId, offer }) => {
      const { merchantId, amount } = offer as { merchantId: string; amount: { value: number } };
      return { receiptId: String(receiptId), merchantId, amountMinor: amount.value };
    });
}

/** Every way in which the wallets' journals and the intermediary's ledger disagree, in words. */
export function walletDisagreements(
  receipts: readonly WalletReceipt[],
  { purchases }: IntermediaryBooks,
): string[] {
  const found: string[] = [];
  for (const { receiptId, merchantId, amountMinor } of receipts) {
    const purchase = purchases.find((candidate) => candidate.receiptId === receiptId);
    if (purchase?.amountMinor !== amountMinor || purchase.merchantId !== merchantId)
      found.push(`the wallet's receipt ${receiptId} is not what the intermediary debited`);
  }
  for (const { receiptId } of purchases)
    if (!receipts.some((receipt) => receipt.receiptId === receiptId))
      found.push(`the intermediary debited ${receiptId}, and no wallet holds a receipt for it`);
  return found;
}
