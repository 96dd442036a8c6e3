/** The receipt of a paid order: the file that is verified offline, and what of it is shown and printed. */
import type { ReceiptView } from '@ecomm/messages';
import { encodeReceipt, type PurchaseReceipt, receiptFormat } from '@ecomm/protocol';
import { WalletError } from '../../shared/errors.ts';
import { receiptFacts } from '../../shared/receipt-facts.ts';
import type { OrderPaid } from '../journal/order.ts';
import type { Purchase } from '../journal/purchase.ts';

/** Throws ERR_WALLET_RECEIPT_NONE for a purchase that is not a paid order. */
export function receiptView(purchase: Purchase): ReceiptView {
  if (purchase.state !== 'orderPaid') throw new WalletError('ERR_WALLET_RECEIPT_NONE');
  const receipt = receiptOf(purchase);
  return { ...receiptFacts(receipt), file: encodeReceipt(receipt) };
}

function receiptOf({ initiation, merchantName, merchantId, sent, answered }: OrderPaid): PurchaseReceipt {
  const { transIds, odSalt, hod, cam } = sent;
  const { pRes, rrpid, challC, date, authorizationNumber } = answered;
  const { order, purchAmt } = initiation;
  return {
    format: receiptFormat,
    order,
    purchAmt,
    odSalt,
    hod,
    merchantName,
    merchantId,
    transIds,
    rrpid,
    challC,
    date,
    ...(authorizationNumber === undefined ? {} : { authorizationNumber }),
    ...(cam === undefined ? {} : { cam }),
    pRes,
  };
}
