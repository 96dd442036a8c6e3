/** Checks a receipt file in the page itself, with the root certificates of the wallet's own configuration: offline. */
import type { ReceiptFacts, WalletProblem } from '@ecomm/messages';
import { maxReceiptBytes, ProtocolError, verifyReceipt } from '@ecomm/protocol';
import { readConfig } from '../../background/config.ts';
import { problemOf } from '../../shared/errors.ts';
import { receiptFacts } from '../../shared/receipt-facts.ts';

export type CheckedReceipt =
  | { readonly facts: ReceiptFacts; readonly problem?: never }
  | { readonly problem: WalletProblem };

export async function checkReceipt(file: Blob): Promise<CheckedReceipt> {
  try {
    const config = await fetch('/config.json');
    const { trust } = await readConfig(await config.text());
    if (file.size > maxReceiptBytes)
      throw new ProtocolError('ERR_MESSAGE_TOO_BIG', { maxBytes: maxReceiptBytes });
    const receipt = await verifyReceipt(await file.text(), { anchors: trust.anchors });
    return { facts: receiptFacts(receipt) };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}
