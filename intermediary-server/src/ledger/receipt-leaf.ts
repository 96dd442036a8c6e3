/**
 * A receipt as an item of a clearing line: only what the signed MPRes itself says, so that whoever holds it can make
 * these bytes, and nothing of the payer. The receipt's identifier is random, so nobody guesses an item from its hash.
 */
import type { Purchase } from './purchase.ts';

export type ClearedReceipt = Pick<
  Purchase,
  | 'receiptId'
  | 'merchantId'
  | 'offerId'
  | 'currency'
  | 'amountMinor'
  | 'refundedMinor'
  | 'deliveryTag'
  | 'acceptedAt'
  | 'period'
>;

/**
 * What went back before it was cleared stands after the amount, as `"refunded":{…}`.
 * `{"receiptId":"…","merchantId":"…","offerId":"…","amount":{"currency":"EUR","value":100},"deliveryTag":"…","acceptedAt":1,"period":"…"}`
 */
export function receiptLeaf(receipt: ClearedReceipt): Uint8Array {
  const { receiptId, merchantId, offerId, currency, amountMinor, deliveryTag, acceptedAt, period } = receipt;
  const amount = { currency, value: amountMinor };
  const { refundedMinor } = receipt;
  const refunded = refundedMinor === 0 ? {} : { refunded: { currency, value: refundedMinor } };
  return encoder.encode(
    JSON.stringify({
      ...{ receiptId, merchantId, offerId, amount, ...refunded, deliveryTag, acceptedAt, period },
    }),
  );
}

const encoder = new TextEncoder();
