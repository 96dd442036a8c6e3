/** What a receipt says, as it is shown, printed and drawn into a PDF; from the receipt itself, so that all agree. */
import type { ReceiptFacts } from '@ecomm/messages';
import { decodeBase64Url, type PurchaseReceipt } from '@ecomm/protocol';

export function receiptFacts(receipt: PurchaseReceipt): ReceiptFacts {
  const { date, merchantName, merchantId, purchAmt, order, authorizationNumber, cam, transIds } = receipt;
  return {
    date,
    merchantName,
    merchantId,
    amount: purchAmt,
    order,
    ...(authorizationNumber === undefined ? {} : { authorizationNumber }),
    ...(cam === undefined ? {} : { cam: hexOf(decodeBase64Url(cam, 8)) }),
    xid: transIds.xid,
  };
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}
