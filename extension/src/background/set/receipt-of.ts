/** The receipt of a paid order: the file that is verified offline, and what of it is shown and printed. */
import type { ReceiptView } from '@ecomm/messages';
import { decodeBase64Url, encodeReceipt, receiptFormat } from '@ecomm/protocol';
import { WalletError } from '../../shared/errors.ts';
import type { OrderPaid } from '../journal/order.ts';
import type { Purchase } from '../journal/purchase.ts';

/** Throws ERR_WALLET_RECEIPT_NONE for a purchase that is not a paid order. */
export function receiptView(purchase: Purchase): ReceiptView {
  if (purchase.state !== 'orderPaid') throw new WalletError('ERR_WALLET_RECEIPT_NONE');
  const { merchantName, merchantId, initiation, pageOrigin, sent, answered } = purchase;
  const { date, authorizationNumber } = answered;
  return {
    date,
    merchantName,
    merchantId,
    amount: initiation.purchAmt,
    order: initiation.order,
    origin: pageOrigin,
    ...(authorizationNumber === undefined ? {} : { authorizationNumber }),
    ...(sent.cam === undefined ? {} : { cam: hexOf(decodeBase64Url(sent.cam, 8)) }),
    xid: sent.transIds.xid,
    file: receiptFile(purchase),
  };
}

function receiptFile({ initiation, merchantName, merchantId, sent, answered }: OrderPaid): string {
  const { transIds, odSalt, hod, cam } = sent;
  const { pRes, rrpid, challC, date, authorizationNumber } = answered;
  const { order, purchAmt } = initiation;
  return encodeReceipt({
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
  });
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}
